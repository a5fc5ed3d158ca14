// Whether rows, webhooks, feeds and discounts show what was promised, and how long it takes until they do.
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { ApiClient } from "../../platform/api-client.ts";
import { Refusal } from "../../platform/refusal.ts";
import { awaitsDiscount, missingLetters, SeenOrder } from "./audit.ts";
import { inParallel } from "../lib/in-parallel.ts";
import { isOpen, isPlaced, type AcknowledgedEffects } from "./acknowledged-effects.ts";
import type { WebhookInbox } from "./webhook-inbox.ts";
import type { Writer } from "./writer.ts";

const LOOK_AGAIN_MS = 100;
const SHOWN = 5;

/** `admin` sees every order and report, the mailbox belongs to its chain. */
export type Outlook = { admin: ApiClient; venue: string; mailbox: WebhookInbox };

const Rows = z.array(z.object({ seq: z.int(), status: z.string() }));
const Listed = z.array(SeenOrder);

/** What each order says of itself, by id. An order that cannot be read is left out. */
export async function readOrders(reader: ApiClient, orders: readonly AcknowledgedEffects[]): Promise<Map<string, SeenOrder>> {
  const seen = new Map<string, SeenOrder>();
  await inParallel(orders, async ({ id }) => {
    const { status, body } = await reader.call("GET", `/ordering-api/api/orders/${id}`);
    if (status === 200) seen.set(id, SeenOrder.parse(body));
  });
  return seen;
}

/** Orders whose row in D1 is behind. Asks reports alone, which wakes no order. `due`: the least `seq` of each row. */
export async function rowsBehind(
  { admin }: Outlook,
  orders: readonly AcknowledgedEffects[],
  due: (order: AcknowledgedEffects) => number,
): Promise<string[]> {
  const behind: string[] = [];
  await inParallel(orders, async (order) => {
    const { status, body } = await admin.call("GET", `/admin-api/api/reports/orders?id=${order.id}`);
    const [row] = status === 200 ? Rows.parse(body) : [];
    if (!row || row.seq < due(order)) behind.push(`the row of ${order.id} is at ${row?.seq ?? "nothing"} of ${due(order)}`);
    else if (row.seq === due(order) && row.status !== order.status)
      behind.push(`the row of ${order.id} says ${row.status}, not ${order.status}`);
  });
  return behind;
}

export const lettersMissing = ({ mailbox }: Outlook, orders: readonly AcknowledgedEffects[]): string[] =>
  missingLetters(mailbox.letters, orders).map((name) => `no webhook ${name}`);

/** What lists show wrongly: each guest's open orders, and the venue's placed ones. `inDoubt`: orders that may be there or not. */
export async function listsWrong(
  { admin, venue }: Outlook,
  writers: readonly Writer[],
  inDoubt: ReadonlySet<AcknowledgedEffects>,
): Promise<string[]> {
  const all = writers.flatMap(({ orders }) => orders);
  const lists = [
    ...writers.map(({ guest, orders }) => ({ reader: guest, path: "orders/opened", due: orders.filter(isOpen), known: orders })),
    { reader: admin, path: `orders/venue/${venue}`, due: all.filter(isPlaced), known: all },
  ];
  const wrong: string[] = [];
  await inParallel(lists, async ({ reader, path, due, known }) => {
    const { status, body } = await reader.call("GET", `/ordering-api/api/${path}`);
    if (status !== 200) throw new Error(`${path} was answered with ${status} ${JSON.stringify(body)}`);
    const listed = new Map(Listed.parse(body).map((order) => [order.id, order]));
    for (const order of due) {
      const seen = listed.get(order.id);
      if (inDoubt.has(order)) continue;
      if (!seen) wrong.push(`${path} lacks ${order.id} (${order.status})`);
      else if (seen.seq < order.events) wrong.push(`${path} shows ${order.id} at ${seen.seq} of ${order.events}`);
      else if (awaitsDiscount(order, seen)) wrong.push(`${order.id} waits for a discount`);
    }
    const wanted = new Set(due.map(({ id }) => id));
    for (const order of known)
      if (listed.has(order.id) && !wanted.has(order.id) && !inDoubt.has(order))
        wrong.push(`${path} still has ${order.id} (${order.status})`);
  });
  return wrong;
}

/**
 * Looks until nothing is behind; answers when that was, epoch milliseconds. @throws Refusal at `deadline` (epoch ms), naming what is behind
 */
export async function untilCaughtUp(look: () => string[] | Promise<string[]>, deadline: number): Promise<number> {
  for (;;) {
    const behind = await look();
    if (behind.length === 0) return Date.now();
    if (Date.now() > deadline)
      throw new Refusal(`${behind.length} things have not caught up in time: ${behind.slice(0, SHOWN).join("; ")}`);
    await pause(LOOK_AGAIN_MS);
  }
}
