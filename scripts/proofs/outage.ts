// Law 3 with a consumer that is down: orders are taken as before,
// and what was not delivered is delivered when it is back, without anybody's help.
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { signIn, type ApiClient } from "../platform/api-client.ts";
import type { DemoSheet } from "../platform/demo-sheet.ts";
import { portOf } from "../platform/ports.ts";
import { Refusal } from "../platform/refusal.ts";
import { dice } from "./lib/dice.ts";
import { type Behind, consumers, type Kitchen } from "./outage/consumers.ts";
import { onOwnPlatform } from "./lib/own-platform.ts";
import type { Proof } from "./lib/proof.ts";

const WRITERS = 8;
const GUESTS = 20;
const WHOLE = 1_000;
const LONGEST_MS = 120_000;
const SHORTEST_MS = 8_000;
const BACK_WITHIN_MS = 60_000;
const LEAST_SHARE = 0.8;
/** Something else may slow the machine in the very seconds of an outage; what the outage itself slows is slow in each of them. */
const ROUNDS = 3;
/** One command in so many makes an order, so that there are some that the dead consumer has never heard of. */
const CREATE_EVERY = 40;
const PRODUCT = { productId: "dessert-donut", quantity: 3 };

export const outage: Proof = {
  name: "outage",
  promise: "with one consumer dead orders are taken as before, nothing is lost, and all of it is delivered within a minute of its return",
  unit: `orders; from ${WHOLE} on every consumer that orders wait for is dead for two minutes in turn, below that one for as long as fits`,
  size: WHOLE,
  run: async (size, report, seed) => {
    const whole = size >= WHOLE;
    const deadMs = whole ? LONGEST_MS : Math.max(SHORTEST_MS, Math.round((LONGEST_MS * size) / WHOLE));
    const figures: string[] = [];
    for (const consumer of whole ? consumers : consumers.slice(0, 1)) {
      const { share, before, during, lateMs, orders } = await prove(consumer, size, deadMs, report, seed);
      figures.push(
        `${consumer.worker} dead ${deadMs / 1000} s: ${orders} orders, ${before.toFixed(0)} then ${during.toFixed(0)} commands/s (${share.toFixed(2)}), ` +
          `all delivered ${(lateMs / 1000).toFixed(1)} s after its return`,
      );
      report(figures.at(-1) ?? "");
      if (share < LEAST_SHARE) throw new Refusal(`outage: ${figures.join("; ")}: fewer than ${LEAST_SHARE} of before were accepted`);
    }
    return `outage: ${figures.join("; ")}`;
  },
};

async function prove(consumer: Behind, size: number, deadMs: number, report: (line: string) => void, seed: number) {
  let dead = false;
  const health = createServer((_, answer) => answer.end(dead ? "dead" : "well"));
  await new Promise<void>((listening) => health.listen(0, "127.0.0.1", listening));
  const result = { share: 0, before: 0, during: 0, lateMs: 0, orders: 0 };
  const heard = new Set<string>();
  try {
    const ailing = { worker: consumer.worker, health: `http://127.0.0.1:${portOf(health)}/` };
    const onWebhook: NonNullable<Parameters<typeof onOwnPlatform>[1]["onWebhook"]> = ({ type, payload }) => {
      const { data }: { data?: { order?: { id?: string } } } = Object(payload);
      if (type === "order.created" && data?.order?.id) heard.add(data.order.id);
    };
    await onOwnPlatform(
      async ({ db }, sheet) => {
        const kitchen: Kitchen = { db, tenant: sheet.tenant, orders: new Map(), heard };
        const guests = await Promise.all(Array.from({ length: GUESTS }, () => signIn(sheet.baseUrl, sheet, "anonymous", "")));
        await lanes(size, async (n) => void (await create(kitchen, guests[n % GUESTS], sheet)));
        await drained(consumer, kitchen, BACK_WITHIN_MS);
        report(`${consumer.worker}: ${size} orders`);
        await write(kitchen, guests, sheet, 3_000, seed);
        const calmMs = Math.min(deadMs, 15_000);
        for (let round = 1; round <= ROUNDS && result.share < LEAST_SHARE; round += 1) {
          result.before = await write(kitchen, guests, sheet, calmMs, seed + round);
          dead = true;
          result.during = await write(kitchen, guests, sheet, deadMs, seed + ROUNDS + round);
          result.share = result.during / result.before;
          if ((await consumer.behind(kitchen)) === 0) throw new Refusal(`outage: ${consumer.worker} was not dead at all`);
          dead = false;
          result.lateMs = Math.max(result.lateMs, await drained(consumer, kitchen, BACK_WITHIN_MS));
        }
        result.orders = kitchen.orders.size;
      },
      { ailing, onWebhook },
    );
  } finally {
    health.close();
  }
  return result;
}

/**
 * Commands per second that were accepted, all writers together.
 * An order keeps its one line: what is measured does not grow under the measurement.
 */
async function write(kitchen: Kitchen, guests: readonly ApiClient[], sheet: DemoSheet, forMs: number, seed: number): Promise<number> {
  const until = performance.now() + forMs;
  let accepted = 0;
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      const throws = dice(seed * WRITERS + writer);
      const ids = [...kitchen.orders.keys()].filter((__, index) => index % WRITERS === writer);
      for (let turn = 1; performance.now() < until; turn++) {
        if (turn % CREATE_EVERY === 0) ids.push(await create(kitchen, throws.pick(guests), sheet));
        else await change(kitchen, throws.pick(ids));
        accepted += 1;
      }
    }),
  );
  return accepted / (forMs / 1000);
}

async function create(kitchen: Kitchen, guest: ApiClient | undefined, { venues: [venue] }: DemoSheet): Promise<string> {
  if (!guest || !venue) throw new Error("nobody to order, or nowhere to");
  const body = { orderType: "TAKE_AWAY", buckets: [{ venue: venue.id, lines: [PRODUCT] }] };
  const { status, body: answer } = await guest.call("POST", "/ordering-api/api/order/new", body);
  const { orderId, lines }: { orderId?: string; lines?: string[] } = Object(answer);
  const line = lines?.[0];
  if (status !== 202 || !orderId || !line) throw new Refusal(`outage: an order was not taken: ${status} ${JSON.stringify(answer)}`);
  kitchen.orders.set(orderId, { guest, line, quantity: PRODUCT.quantity });
  return orderId;
}

async function change(kitchen: Kitchen, order: string): Promise<void> {
  const known = kitchen.orders.get(order);
  if (!known) throw new Error("an order that nobody has made");
  const quantity = (known.quantity % 9) + 1;
  const { status, body } = await known.guest.call("POST", `/ordering-api/api/order/${order}/lines/quantity`, {
    line: known.line,
    quantity,
  });
  if (status !== 202) throw new Refusal(`outage: a command was not taken: ${status} ${JSON.stringify(body)}`);
  known.quantity = quantity;
}

/** Milliseconds until the consumer has done everything. */
async function drained(consumer: Behind, kitchen: Kitchen, withinMs: number): Promise<number> {
  const start = performance.now();
  for (let behind = await consumer.behind(kitchen); behind > 0; behind = await consumer.behind(kitchen)) {
    const waited = performance.now() - start;
    if (waited > withinMs)
      throw new Refusal(`outage: ${consumer.worker} is behind with ${behind} orders ${withinMs / 1000} s after its return`);
    await pause(250);
  }
  return performance.now() - start;
}

async function lanes(count: number, work: (n: number) => Promise<void>): Promise<void> {
  const left = Array.from({ length: count }, (_, n) => n).values();
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      for (const n of left) await work(n);
    }),
  );
}
