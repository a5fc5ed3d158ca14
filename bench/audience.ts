// What many screens of one side have seen, and how long the last of them waited.
import { setTimeout as pause } from "node:timers/promises";
import { accepted, openCaller } from "./caller.ts";
import { median } from "./metric.ts";
import { signIn } from "../scripts/platform/api-client.ts";
import { around, spread } from "./load.ts";
import { MAX_CONNECTIONS } from "../protocol/session.ts";
import type { Rig } from "./rig.ts";

const SAMPLES = 30;
const EVERY_MS = 100;
const LATE_MS = 10_000;
const CASH = 10;

/**
 * `see`: for each message of each screen. `last`: the newest message. `shown`: the time when the marker was on the last of so many screens.
 */
export type Audience = {
  see: (message: string) => void;
  last: () => string;
  shown: (marker: string, screens: number) => Promise<number>;
};

export function audience(): Audience {
  let last = "";
  let waiting = { marker: "", left: 0, done: (_at: number) => {} };
  return {
    last: () => last,
    see: (message) => {
      last = message;
      if (waiting.left > 0 && message.includes(waiting.marker) && --waiting.left === 0) waiting.done(performance.now());
    },
    shown: (marker, screens) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`${waiting.left} of ${screens} screens did not show it within ${LATE_MS} ms`)),
          LATE_MS,
        );
        const done = (at: number) => {
          clearTimeout(late);
          resolve(at);
        };
        waiting = { marker, left: screens, done };
      }),
  };
}

let numbered = 0;
/** What a message is known by. */
export const MARKER = /n\d{7}/g;

/** Milliseconds from a word to the last of so many screens, p50. `say` resolves when its side has taken it. */
export async function timeToLast({ shown }: Audience, screens: number, say: (marker: string) => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const marker = `n${String(++numbered).padStart(7, "0")}`;
    const sent = performance.now();
    const last = shown(marker, screens);
    await say(marker);
    times.push((await last) - sent);
    await pause(EVERY_MS);
  }
  return median(times);
}

/** Tokens of so many screens of the kitchen: one sign-in may have a limited number of sockets. */
export async function kitchenTokens(rig: Rig, screens: number): Promise<string[]> {
  const { login, password } = rig.sheet.users.kds;
  const enter = () => signIn(rig.house, rig.sheet, login, password);
  const signedIn = await spread(Array.from({ length: Math.ceil(screens / MAX_CONNECTIONS) }), 4, enter);
  return Array.from({ length: screens }, (_, n) => around(signedIn, n).token);
}

/** A guest's order, paid in cash at the counter, so that the kitchen sees it. */
export async function placedOrder(rig: Rig): Promise<string> {
  const [table] = await rig.seat(1);
  if (!table) throw new Error("no order");
  const caller = openCaller(rig.house, 1);
  await accepted(caller, rig.append(table, "house", { lines: 3 }));
  caller.close();
  const { pos } = rig.sheet.users;
  const counter = await signIn(rig.house, rig.sheet, pos.login, pos.password);
  const { total }: { total?: string } = Object((await counter.call("GET", `/ordering-api/api/orders/${table.order}`)).body);
  const paid = await counter.call("POST", "/payment-api/create", { orderId: table.order, paymentType: CASH, amount: total });
  if (paid.status !== 200) throw new Error(`the order cannot be paid: ${paid.status} ${JSON.stringify(paid.body)}`);
  return table.order;
}
