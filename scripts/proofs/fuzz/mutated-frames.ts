// Mutated frames, many more than requests, at each kind of socket that the platform serves.
import { LIVE_PROTOCOL } from "../../../protocol/live.ts";
import { signIn } from "../../platform/api-client.ts";
import type { DemoSheet } from "../../platform/demo-sheet.ts";
import type { Platform } from "../../platform/open-platform.ts";
import { Refusal } from "../../platform/refusal.ts";
import { type Dice, dice } from "../lib/dice.ts";
import type { Findings } from "../lib/findings.ts";
import { type Conversation, converse } from "./conversation.ts";
import { mutated, written } from "./mutate.ts";
import { someBytes } from "./hostile-values.ts";
import { ownSessions } from "./own-session.ts";
import { asMessages, goodFrame, greetingOf, mutatedFrame, type Talk } from "./stomp-frames.ts";

export type Speaker = { user: string; token: string | undefined };

const LANES = 16;
/** At most so many at one socket: most end it. */
const MAX_AT_ONCE = 6;
/** An order does not hear all of it: what is fuzzed is the socket, not how an order ages. */
const SOCKETS_PER_ORDER = 50;
/** More than a body may have, so that none can swallow it. */
const NULS = new Uint8Array(66_000);

export type Thrown = { frames: number; sockets: number };

/** Throws so many at all of the platform's sockets. What is wrong with the answers goes to `found`. */
export async function throwFrames(
  platform: Pick<Platform, "stateFile">,
  sheet: DemoSheet,
  speakers: readonly Speaker[],
  total: number,
  seed: number,
  found: Findings,
  report: (line: string) => void,
): Promise<Thrown> {
  const thrown = { frames: 0, sockets: 0 };
  const inOwnSession = ownSessions(platform, () => `fuzz-${seed}-${thrown.sockets}`);
  const lane = async (nth: number) => {
    const throws = dice(seed + nth);
    let order = "";
    for (let turn = 0; thrown.frames < total; turn++) {
      if (turn % SOCKETS_PER_ORDER === 0) order = await newOrder(sheet);
      const { user, token } = throws.pick(speakers);
      const own = token === undefined ? `none-${thrown.sockets}` : await inOwnSession(token);
      const talk = { token: own, order, destinations: destinationsOf(sheet, user) };
      const frames = 1 + throws.int(MAX_AT_ONCE);
      const { at, conversation } = conversationOf(sheet, talk, frames, throws);
      thrown.frames += frames;
      const socket = ++thrown.sockets;
      const fault = await converse(conversation);
      if (fault) found.note(`frames at ${at}: ${fault.replace(/ after .*/s, "")}`, fault);
      if (socket % 2_500 === 0) report(`${thrown.frames} frames at ${socket} sockets, ${found.kinds} kinds of faults`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, nth) => lane(nth)));
  return thrown;
}

function destinationsOf({ tenant, venues }: DemoSheet, user: string): string[] {
  const venue = venues[0]?.id;
  const own = [`/order-changes/${tenant}/${user}`, `/notifications/${tenant}/${user}`, `/menu-changes/${tenant}/${venue}`];
  return [...own, `/kds/${tenant}/${venue}`, "/queue/x", "//", "/kds/__proto__/constructor"];
}

async function newOrder(sheet: DemoSheet): Promise<string> {
  const guest = await signIn(sheet.baseUrl, sheet, "anonymous", "");
  const { status, body } = await guest.call("POST", "/ordering-api/api/order/new", { orderType: "TAKE_AWAY" });
  const { orderId }: { orderId?: string } = Object(body);
  if (status !== 202 || orderId === undefined) throw new Refusal(`no order to talk about: ${status} ${JSON.stringify(body)}`);
  return orderId;
}

function conversationOf(sheet: DemoSheet, talk: Talk, frames: number, throws: Dice): { at: string; conversation: Conversation } {
  const at = throws.pick(["/websocket", "/ws", "SockJS", "SockJS", "an order", "a venue"] as const);
  switch (at) {
    case "an order":
      return { at, conversation: live(sheet, talk, `order/${talk.order}`, frames, throws) };
    case "a venue":
      return { at, conversation: live(sheet, talk, `venue/${sheet.venues[0]?.id}`, frames, throws) };
    case "SockJS":
      return { at, conversation: sockJs(sheet, talk, frames, throws) };
    case "/websocket":
    case "/ws":
      return { at, conversation: stomp(sheet, talk, at, frames, throws) };
  }
}

/** What a good connection is answered with a receipt, and one that is not connected with an ERROR. */
const probeOf = ({ destinations }: Talk) => `SUBSCRIBE\nid:alive\ndestination:${destinations[0]}\nreceipt:alive\n\n\0`;

const socketUrl = ({ baseUrl }: DemoSheet, path: string) => `${baseUrl.replace("http", "ws")}${path}`;

function stomp(sheet: DemoSheet, talk: Talk, path: string, frames: number, throws: Dice): Conversation {
  return {
    url: socketUrl(sheet, path),
    protocols: throws.chance(0.5) ? ["v12.stomp"] : [],
    words: [...(throws.chance(0.8) ? [greetingOf(talk, throws)] : []), ...asMessages(wrongOnes(talk, frames, throws), throws)],
    probe: probeOf(talk),
    isAlive: (text) => text.includes("receipt-id:alive"),
    isError: (text) => text.startsWith("ERROR\n"),
    lastWord: NULS,
  };
}

/** Frames that were good, each with a good one before it now and then. */
const wrongOnes = (talk: Talk, frames: number, throws: Dice): Uint8Array[] =>
  Array.from({ length: frames }, () => {
    const wrong = mutatedFrame(throws.chance(0.1) ? greetingOf(talk, throws) : goodFrame(talk, throws), throws);
    return throws.chance(0.4) ? [Buffer.from(goodFrame(talk, throws)), wrong] : [wrong];
  }).flat();

const inJson = (frame: Uint8Array | string) => JSON.stringify([Buffer.from(frame).toString()]);

/** STOMP in JSON: what is wrong is the one or the other. */
function sockJs(sheet: DemoSheet, talk: Talk, frames: number, throws: Dice): Conversation {
  const name = () => Math.floor(throws.int(2 ** 30)).toString(36);
  const wrong = () =>
    throws.chance(0.5) ? inJson(mutatedFrame(goodFrame(talk, throws), throws)) : mutatedFrame(inJson(goodFrame(talk, throws)), throws);
  return {
    url: socketUrl(sheet, `/ws/${name()}/${name()}/websocket`),
    protocols: [],
    words: [
      ...(throws.chance(0.8) ? [inJson(greetingOf(talk, throws))] : []),
      ...asMessages(
        Array.from({ length: frames }, () => Buffer.from(wrong())),
        throws,
      ),
    ],
    probe: inJson(probeOf(talk)),
    isAlive: (text) => text.includes("receipt-id:alive"),
    isError: (text) => text.startsWith('a["ERROR'),
    lastWord: inJson(NULS),
  };
}

/** JSON messages of an order's or a venue's socket. */
function live(sheet: DemoSheet, talk: Talk, whose: string, frames: number, throws: Dice): Conversation {
  const good = (): unknown =>
    throws.pick([
      { token: talk.token },
      { id: `m-${throws.int(1e6)}`, order: talk.order, command: "extra", body: { store: { a: "b" } }, wait: true },
      { id: `m-${throws.int(1e6)}`, order: talk.order, command: "extra", body: { store: { a: "b" } }, ifSeq: throws.int(5) },
    ]);
  const wrong = () => (throws.chance(0.1) ? someBytes(throws, 400) : written(mutated(good(), throws), throws));
  return {
    url: socketUrl(sheet, `/ordering-api/api/${whose}/live`),
    protocols: throws.chance(0.8) ? [LIVE_PROTOCOL, `bearer.${talk.token}`] : [LIVE_PROTOCOL],
    words: Array.from({ length: frames }, wrong),
    probe: JSON.stringify({ id: "alive", order: talk.order, command: "nothing" }),
    isAlive: (text) => text.startsWith('{"id":"alive"'),
    isError: () => false,
  };
}
