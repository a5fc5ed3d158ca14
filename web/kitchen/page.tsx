// A kitchen's screen, at /kitchen: what is to be made, most urgent first.
import "../zod-csp";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type OpenedVenue, openVenue } from "../../client";
import { openCommandQueue } from "../command-queue";
import { forgetLink, linkParameters } from "../link";
import { Session } from "../session";
import { SignIn } from "../sign-in";
import "../page.css";
import "./kitchen.css";
import { Board } from "./board";
import { AskSetUp, changesDevice, forgetPlace, type DevicePlace, rememberedPlace, rememberPlace, setUp } from "./device-setup";
import { ChooseVenue } from "./choose-venue";

const session = new Session("staff");
const link = linkParameters();
const asksFirst = changesDevice(link, session);
if (!asksFirst) setUp(link, session);
forgetLink();

function Kitchen() {
  const [asks, setAsks] = useState(asksFirst);
  const [isIn, setIn] = useState(!asksFirst && session.isThere);
  const [place, setPlace] = useState(rememberedPlace);
  const [opened, open] = useState<OpenedVenue>();
  useEffect(() => {
    if (!isIn || !place) return;
    let [isOver, live]: [boolean, OpenedVenue | undefined] = [false, undefined];
    void openCommandQueue("kitchen", session.user).then((queue) => {
      if (isOver) return;
      live = openVenue({ baseUrl: location.origin, venue: place.venue, token: session.token, queue });
      open(live);
    });
    return () => {
      isOver = true;
      live?.close();
      open(undefined);
    };
  }, [isIn, place]);

  const answered = () => {
    setPlace(rememberedPlace());
    setIn(session.isThere);
    setAsks(false);
  };
  if (asks) return <AskSetUp link={link} session={session} done={answered} />;
  if (!isIn) return <SignIn session={session} title="Kitchen" done={() => setIn(true)} />;
  if (!place) {
    const chosen = (next: DevicePlace) => {
      rememberPlace(next);
      setPlace(next);
    };
    return <ChooseVenue session={session} chosen={chosen} />;
  }
  const leave = () => {
    forgetPlace();
    setPlace(undefined);
  };
  const signOut = () => {
    session.signOut();
    setIn(false);
  };
  return opened ? <Board kitchen={opened} place={place} leave={leave} signOut={signOut} /> : <main class="empty">Opening…</main>;
}

const root = document.getElementById("page");
if (root) render(<Kitchen />, root);
