// Readers that have stopped reading cost a bounded piece of memory and nobody else's time, and are told when they read on.
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { MAX_CONNECTIONS } from "../../protocol/session.ts";
import { Refusal } from "../platform/refusal.ts";
import { inParallel } from "./lib/in-parallel.ts";
import { dice } from "./lib/dice.ts";
import { Findings } from "./lib/findings.ts";
import { seated, type Watching, whoIsLate } from "./live/crowd.ts";
import { fill, type WatchedOrders, openWatchedOrders, readOrder } from "./live/watched-orders.ts";
import { SUBSCRIPTION_KINDS } from "./live/subscription-kinds.ts";
import { megabytes, residentBytes } from "./live/runtime-memory.ts";
import { onOwnPlatform } from "./lib/own-platform.ts";
import type { Proof } from "./lib/proof.ts";

const MB = 1024 ** 2;
/**
 * What a stalled reader may cost: what the platform lets it leave unread, the message after that,
 * and as much again on its way to the kernel.
 */
const EACH_BYTES = 3 * MB;
/** What the runtime's own heap may breathe meanwhile. */
const BREATH_BYTES = 128 * MB;
/** An order's lines, what each says of itself, and so one change, to each screen. */
const LINES = 5;
const LINE_KB = 32;
const CHANGE_KB = LINES * LINE_KB;
const CALM_CHANGES = 30;
const EVERY_MS = 20;
const SHOWN_WITHIN_MS = 30_000;
/** Far beyond what the second half of the sockets costs by itself. */
const GROSS = 6;

export const stalled: Proof = {
  name: "stalled",
  promise: "readers that stop reading cost a bounded piece of memory, hold up nobody who reads, and are told so when they read on",
  unit: "stalled readers beside as many healthy ones",
  size: 50,
  run: async (size, report, seed) => {
    if (size > MAX_CONNECTIONS) throw new Refusal(`stalled: one sign-in has ${MAX_CONNECTIONS} sockets at most, so --size is at most that`);
    const found = new Findings(report);
    let figure = "";
    await onOwnPlatform(
      async ({ pid }, sheet) => void (figure = await stall(await openWatchedOrders(sheet, 1, LINES), pid, size, seed, found, report)),
      {
        onError: (message) => found.note("the log has an error", message),
      },
    );
    found.showCounts();
    if (found.kinds > 0) throw new Refusal(`${figure}, ${found.kinds} kinds of faults`);
    return figure;
  },
};

async function stall(
  house: WatchedOrders,
  pid: number,
  size: number,
  seed: number,
  found: Findings,
  report: (line: string) => void,
): Promise<string> {
  const witness = { saw: () => {}, fault: (what: string, by: string) => found.note(what, by) };
  const all = seated(house, SUBSCRIPTION_KINDS, 2 * size, dice(seed), witness);
  const [healthy, sick] = [all.slice(0, size), all.slice(size)];
  try {
    await inParallel(all, ({ client }) => client.start());
    const calm = await pump(house, healthy, CALM_CHANGES, pid);
    report(
      `nobody stalls: the last of ${size} is shown a change after ${calm.medianMs.toFixed(0)} ms, the runtime holds ${megabytes(calm.most)}`,
    );

    for (const { client } of sick) client.stall();
    // Twice what would be too much, if it were all kept.
    const bound = size * EACH_BYTES + BREATH_BYTES;
    const changes = Math.ceil((2 * bound) / size / (CHANGE_KB * 1024));
    const beset = await pump(house, healthy, changes, pid, CALM_CHANGES);
    const grown = beset.most - calm.most;
    const offered = size * changes * CHANGE_KB * 1024;
    const figure =
      `stalled: ${size} readers stalled before ${megabytes(offered)}, the runtime grew by ${megabytes(grown)} (at most ${megabytes(bound)}), ` +
      `the last of ${size} healthy ones was shown a change after ${beset.medianMs.toFixed(0)} ms (${calm.medianMs.toFixed(0)} ms before)`;
    report(figure);
    if (grown > bound) found.note("the stalled cost too much memory", `${megabytes(grown)} of ${megabytes(bound)}`);
    if (beset.medianMs > calm.medianMs * GROSS)
      found.note("the healthy are held up", `${beset.medianMs} ms instead of ${calm.medianMs} ms`);
    for (const { client } of healthy) if (client.connections !== 1) found.note("a healthy one was cut off", client.name);

    const told = await readOn(house, sick, found);
    return `${figure}; reading on, ${told.closed} were told by a close with 1013, ${told.shown} shown everything anew`;
  } finally {
    for (const { client } of all) client.stop();
  }
}

const Filled = z.object({ buckets: z.array(z.object({ lines: z.array(z.object({ id: z.string() })) })) });

type Pumped = { medianMs: number; most: number };

/** Changes one after the other. `medianMs`: from a command to the last healthy screen. `most`: bytes of the runtime's memory. */
async function pump(house: WatchedOrders, healthy: readonly Watching[], changes: number, pid: number, first = 0): Promise<Pumped> {
  const order = house.seats[0]?.order ?? "";
  const { body } = await readOrder(house.kitchen, order);
  const lines = Filled.parse(body).buckets.flatMap((bucket) => bucket.lines.map(({ id }) => id));
  const times: number[] = [];
  let most = 0;
  for (let nth = 0; nth < changes; nth++) {
    const begun = performance.now();
    await fill(house, order, lines, LINE_KB, first + nth);
    const { seq } = await readOrder(house.kitchen, order);
    const late = () => healthy.filter(({ client }) => (client.subscriber.views.get(order)?.seq ?? 0) < seq);
    while (late().length > 0) {
      if (performance.now() - begun > SHOWN_WITHIN_MS) throw new Refusal(`stalled: ${late()[0]?.client.name} is not shown event ${seq}`);
      await pause(1);
    }
    times.push(performance.now() - begun);
    most = Math.max(most, residentBytes(pid));
    await pause(EVERY_MS);
  }
  return { medianMs: times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN, most };
}

/** Everybody reads on: who was cut off hears why, and all end at the order as it is. */
async function readOn(house: WatchedOrders, sick: readonly Watching[], found: Findings): Promise<{ closed: number; shown: number }> {
  const wholes = new Map(sick.map(({ client }) => [client, client.subscriber.wholes ?? 0]));
  for (const { client } of sick) client.readOn();
  for (const { client, order, shown, newest } of await whoIsLate(house, sick, SHOWN_WITHIN_MS))
    found.note("who read on does not show the order as it is", `${client.name}: ${order} at ${shown} of ${newest}`);
  const closed = sick.filter(({ client }) => client.endings.some(({ code, reason }) => code === 1013 && reason !== ""));
  const anew = sick.filter(({ client }) => (client.subscriber.wholes ?? 0) > (wholes.get(client) ?? 0));
  for (const { client } of sick) {
    const isTold = closed.some((one) => one.client === client) || anew.some((one) => one.client === client);
    if (!isTold) found.note("who had stalled was not told", `${client.name}: ${JSON.stringify(client.endings)}`);
  }
  return { closed: closed.length, shown: anew.length };
}
