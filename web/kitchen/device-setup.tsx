// What a link sets up on a kitchen's device: the chain, its app, a token, the place.
// A device that is set up already asks before it becomes another one: anybody can send a link.
import { useState } from "preact/hooks";
import type { Session } from "../session";
import { rememberApp, rememberedApp } from "../sign-in";

const PLACE = "brigade.kitchen";
/** Which venue, and under which name this screen says what it has shown. */
export type DevicePlace = { venue: string; screen: string };

export function rememberedPlace(): DevicePlace | undefined {
  const known: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "null");
  const [venue, screen]: unknown[] = [Reflect.get(Object(known), "venue"), Reflect.get(Object(known), "screen")];
  return typeof venue === "string" && typeof screen === "string" ? { venue, screen } : undefined;
}

export const rememberPlace = (place: DevicePlace): void => localStorage.setItem(PLACE, JSON.stringify(place));
export const forgetPlace = (): void => localStorage.removeItem(PLACE);

type Link = ReadonlyMap<string, string>;

/** Whether the link would make another screen of a device that is one already. */
export function changesDevice(link: Link, session: Session): boolean {
  const [known, place] = [rememberedApp(), rememberedPlace()];
  const isSetUp = session.isThere || known.chain !== "" || place !== undefined;
  const other = (name: string, now: string | undefined) => link.get(name) !== undefined && link.get(name) !== now;
  return isSetUp && (other("chain", known.chain) || other("app", known.app) || other("venue", place?.venue));
}

export function setUp(link: Link, session: Session): void {
  const [chain, app, token, venue] = ["chain", "app", "token", "venue"].map((name) => link.get(name));
  if (chain && app) {
    if (session.isThere && !session.isOf(chain)) session.signOut();
    rememberApp({ chain, app });
    if (token && !session.isThere) session.take({ chain, app }, token);
  }
  if (venue) rememberPlace({ venue, screen: link.get("screen") ?? "kitchen" });
}

const namely = (venue: string | undefined, chain: string | undefined): string =>
  [venue && `the venue ${venue}`, chain && `the chain ${chain}`].filter(Boolean).join(" of ") || "another app";

export function AskSetUp({ link, session, done }: { link: Link; session: Session; done: () => void }) {
  const [known] = useState(() => namely(rememberedPlace()?.venue, rememberedApp().chain));
  const accept = () => {
    setUp(link, session);
    done();
  };
  return (
    <main class="sign-in">
      <h1>Set this screen up anew?</h1>
      <p role="alert">
        The link that was opened is for {namely(link.get("venue"), link.get("chain"))}. This screen is set up for {known}.
      </p>
      <button onClick={done}>Leave it as it is</button>
      <button onClick={accept}>Set it up anew</button>
    </main>
  );
}
