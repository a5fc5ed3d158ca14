// A kitchen's screen, at /kitchen: what is to be made, most urgent first.
import "../strict";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type OpenedVenue, openVenue } from "../../client";
import { openQueue } from "../keeping";
import { forgetLink, readLink } from "../link";
import { Session } from "../session";
import { rememberApp, SignIn } from "../sign-in";
import "../page.css";
import "./kitchen.css";
import { Board } from "./board";
import { ChooseVenue } from "./venues";

const PLACE = "brigade.kitchen";
/** Which venue, and under which name this screen says what it has shown. */
export type Place = { venue: string; screen: string };

function rememberedPlace(): Place | undefined {
  const known: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "null");
  const [venue, screen]: unknown[] = [Reflect.get(Object(known), "venue"), Reflect.get(Object(known), "screen")];
  return typeof venue === "string" && typeof screen === "string" ? { venue, screen } : undefined;
}

const session = new Session("staff");
const link = readLink();
const [chain, app, token, venue] = ["chain", "app", "token", "venue"].map((name) => link.get(name));
if (chain && app) {
  rememberApp({ chain, app });
  if (token && !session.isThere) session.take({ chain, app }, token);
}
if (venue) localStorage.setItem(PLACE, JSON.stringify({ venue, screen: link.get("screen") ?? "kitchen" }));
forgetLink();

function Kitchen() {
  const [isIn, setIn] = useState(session.isThere);
  const [place, setPlace] = useState(rememberedPlace);
  const [opened, open] = useState<OpenedVenue>();
  useEffect(() => {
    if (!isIn || !place) return;
    let [isOver, live]: [boolean, OpenedVenue | undefined] = [false, undefined];
    void openQueue("kitchen", session.user).then((queue) => {
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

  if (!isIn) return <SignIn session={session} title="Kitchen" done={() => setIn(true)} />;
  if (!place) {
    const chosen = (next: Place) => {
      localStorage.setItem(PLACE, JSON.stringify(next));
      setPlace(next);
    };
    return <ChooseVenue session={session} chosen={chosen} />;
  }
  const leave = () => {
    localStorage.removeItem(PLACE);
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
