// Orders that guests and a kitchen watch: paid for in cash at the counter, so that everybody sees them,
// and changed by the kitchen again and again.
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type ApiClient, signIn } from "../../platform/api-client.ts";
import type { DemoSheet } from "../../platform/demo-sheet.ts";
import { Refusal } from "../../platform/refusal.ts";
import { inParallel } from "../lib/in-parallel.ts";
import type { Seat } from "./subscription-kinds.ts";

const MAX_TRIES = 600;
const BETWEEN_TRIES_MS = 100;

/** As the platform numbers it (`GET /payment-api/types`). */
const CASH = 10;

/** `counter` and `kitchen`: staff of the venue. */
export type WatchedOrders = { sheet: DemoSheet; venue: string; counter: ApiClient; kitchen: ApiClient; seats: Seat[] };

export async function openWatchedOrders(sheet: DemoSheet, orders: number, lines = 1): Promise<WatchedOrders> {
  const { baseUrl, users, venues } = sheet;
  const staff = ({ login, password }: DemoSheet["users"]["kds"]) => signIn(baseUrl, sheet, login, password);
  const [counter, kitchen] = [await staff(users.pos), await staff(users.kds)];
  const venue = venues[0]?.id;
  if (venue === undefined) throw new Error("the demo chain has no venue");
  const seats: Seat[] = [];
  await inParallel(Array.from({ length: orders }), async () => {
    const guest = await signIn(baseUrl, sheet, "anonymous", "");
    const order = await placed(sheet, venue, guest, counter, lines);
    // An order that no screen has shown alerts its kitchen, all by itself, in the midst of a proof.
    await give(kitchen, `/ordering-api/api/order/${order}/kdsTraceView`, { config: "proof" });
    // One sign-in may have so many sockets: each seat has a screen that has signed in by itself.
    seats.push({ sheet, venue, guest, kitchen: await staff(users.kds), order });
  });
  return { sheet, venue, counter, kitchen, seats };
}

async function placed(sheet: DemoSheet, venue: string, guest: ApiClient, counter: ApiClient, lines: number): Promise<string> {
  const line = { productId: sheet.products.simple, quantity: 1, productConfig: sheet.productConfigs.simple };
  const bucket = { venue, lines: Array.from({ length: lines }, () => line) };
  const made = await guest.call("POST", "/ordering-api/api/order/new", { orderType: "TAKE_AWAY", buckets: [bucket] }, { prefer: "wait" });
  const { orderId, order }: { orderId?: string; order?: { total?: string } } = Object(made.body);
  const paid = await counter.call("POST", "/payment-api/create", { orderId, paymentType: CASH, amount: order?.total });
  if (orderId === undefined || paid.status !== 200) throw new Refusal(`no order to watch: ${JSON.stringify([made, paid])}`);
  return orderId;
}

/** The order as it is now. @throws Refusal when it cannot be read */
export async function readOrder(reader: ApiClient, order: string): Promise<{ seq: number; body: unknown }> {
  const { status, body } = await reader.call("GET", `/ordering-api/api/orders/${order}`);
  const { seq }: { seq?: number } = Object(body);
  if (status !== 200 || seq === undefined) throw new Refusal(`the order ${order} cannot be read: ${status} ${JSON.stringify(body)}`);
  return { seq, body };
}

/**
 * Moves the order in the queue: one event. Asked until there is an answer, as the same command.
 * @throws Refusal when it is refused, or nobody answers
 */
export const moveInQueue = ({ venue, kitchen }: WatchedOrders, order: string, place: number): Promise<void> =>
  give(kitchen, `/ordering-api/api/order/${order}/queuePos`, { venue, queuePos: `n${place}` });

/**
 * Has each of these lines say something else about itself, `kilobytes` of it (32 at most): one event that every screen is shown. As patient
 * as `moveInQueue`.
 */
export const fill = ({ kitchen }: WatchedOrders, order: string, lines: readonly string[], kilobytes: number, nth: number): Promise<void> =>
  give(kitchen, `/ordering-api/api/order/${order}/lines/extra`, {
    lines,
    store: Object.fromEntries(Array.from({ length: kilobytes }, (_, at) => [`k${at}`, `${nth} `.padEnd(1_000, String(nth % 10))])),
  });

async function give(who: ApiClient, path: string, body: unknown): Promise<void> {
  const key = randomUUID();
  let silence = "";
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    try {
      const { status, body: answer } = await who.call("POST", path, body, { "idempotency-key": key });
      if (status === 202) return;
      if (status < 500) throw new Refusal(`a command was not taken: ${status} ${JSON.stringify(answer)}`);
      silence = `${status} ${JSON.stringify(answer)}`;
    } catch (error) {
      if (error instanceof Refusal) throw error;
      silence = String(error);
    }
    await pause(BETWEEN_TRIES_MS); // the platform may be dead just now
  }
  throw new Refusal(`nobody takes a command: ${silence}`);
}
