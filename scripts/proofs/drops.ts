// Every screen right, always: through cut connections, evicted objects and killed platforms each client's numbers
// leave no gap and end at the order.
import { setTimeout as pause } from "node:timers/promises";
import { Refusal } from "../platform/refusal.ts";
import { inParallel } from "./lib/in-parallel.ts";
import { type Dice, dice } from "./lib/dice.ts";
import { type Drop, happen, nextDrop } from "./drops/connection-drops.ts";
import { seated, whoIsLate } from "./live/crowd.ts";
import { Findings } from "./lib/findings.ts";
import { type WatchedOrders, moveInQueue, openWatchedOrders, readOrder } from "./live/watched-orders.ts";
import { type Kind, SUBSCRIPTION_KINDS } from "./live/subscription-kinds.ts";
import type { Witness } from "./live/listener.ts";
import { onRestartable, type Restartable } from "./live/restartable.ts";
import { Truth } from "./live/truth.ts";
import type { Proof } from "./lib/proof.ts";

/** From so many drops on it is the whole crowd; a smaller size is watched by fewer. */
const WHOLE = 50;
const MAX_CLIENTS = 200;
const LEAST_CLIENTS = 40;
const ORDERS = 20;
const WRITERS = 4;
const LONGEST_BETWEEN_MS = 1_000;
const CAUGHT_UP_WITHIN_MS = 60_000;

export const drops: Proof = {
  name: "drops",
  promise: "through cut connections, evicted objects and killed platforms each screen's numbers leave no gap and end at the order",
  unit: `drops; from ${WHOLE} on before ${MAX_CLIENTS} clients`,
  size: WHOLE,
  run: async (size, report, seed) => {
    report(`seed ${seed}`);
    const found = new Findings(report);
    let figure = "";
    await onRestartable(
      async (platform) => void (figure = await watch(platform, size, dice(seed), found, report)),
      (message) => found.note("the log has an error", message),
    );
    found.showCounts();
    if (found.kinds > 0) throw new Refusal(`${figure}, ${found.kinds} kinds of faults`);
    return `${figure}, 0 gaps`;
  },
};

async function watch(platform: Restartable, size: number, throws: Dice, found: Findings, report: (line: string) => void): Promise<string> {
  const house = await openWatchedOrders(platform.sheet, ORDERS);
  const truth = { guest: new Truth(), kitchen: new Truth() };
  const watching = seated(house, SUBSCRIPTION_KINDS, size >= WHOLE ? MAX_CLIENTS : LEAST_CLIENTS, throws, witnessOf(truth, found));
  const clients = watching.map(({ client }) => client);
  const happened: Record<Drop, number> = { cut: 0, evicted: 0, killed: 0 };
  try {
    await inParallel(clients, (client) => client.start());
    const stopWriting = write(house, throws);
    for (let drop = 0; drop < size; drop++) {
      await pause(throws.int(LONGEST_BETWEEN_MS));
      const kind = nextDrop(drop, throws);
      await happen(kind, platform, house, clients, throws);
      happened[kind]++;
      if (drop % 5 === 4) report(`${drop + 1} drops, ${sightings(truth)} states shown, ${found.kinds} kinds of faults`);
    }
    await pause(LONGEST_BETWEEN_MS);
    const changes = await stopWriting();
    const stopped = Date.now();
    for (const { client, order, shown, newest } of await whoIsLate(house, watching, CAUGHT_UP_WITHIN_MS))
      found.note(`${kindOf(client.name)}: not at the order's newest`, `${client.name}: ${order} at ${shown} of ${newest}`);
    const caughtUpMs = Date.now() - stopped;
    await compare(house, truth, found);
    const connections = clients.reduce((sum, client) => sum + client.connections, 0);
    const kinds = SUBSCRIPTION_KINDS.map(({ name }) => name).join(", ");
    return (
      `drops: ${clients.length} clients (${kinds}), ${size} drops (${happened.cut} cut, ${happened.evicted} evicted, ${happened.killed} killed), ` +
      `${changes} changes, ${sightings(truth)} states shown over ${connections} connections, ` +
      `all at the orders' newest ${(caughtUpMs / 1000).toFixed(1)} s after the last change`
    );
  } finally {
    for (const client of clients) client.stop();
  }
}

/** What guests are shown, and what the kitchen is: each is one truth. */
type Truths = Record<Kind["as"], Truth>;
const sightings = ({ guest, kitchen }: Truths): number => guest.sightings + kitchen.sightings;
const viewerOf = (name: string): Kind["as"] => SUBSCRIPTION_KINDS.find((kind) => kind.name === kindOf(name))?.as ?? "kitchen";

/** Hears of everything that anybody is shown. */
const witnessOf = (truth: Truths, found: Findings): Witness => ({
  saw: (sighting, by) => {
    const differs = truth[viewerOf(by)].saw(sighting, by);
    if (differs !== undefined) found.note("two were shown different orders", `${by}: ${differs}`);
  },
  fault: (what, by) => found.note(`${kindOf(by)}: a gap or a refusal`, `${by}: ${what}`),
});

const kindOf = (name: string) => name.split(" ")[0];

/** Writers change orders until they are told to stop; the stopping answers how often. */
function write(house: WatchedOrders, throws: Dice): () => Promise<number> {
  const stopped = new AbortController();
  let changes = 0;
  const writers = Array.from({ length: WRITERS }, async () => {
    while (!stopped.signal.aborted) {
      await moveInQueue(house, throws.pick(house.seats).order, ++changes);
      await pause(throws.int(40));
    }
  });
  return async () => {
    stopped.abort();
    await Promise.all(writers);
    return changes;
  };
}

/** Each state that anybody was shown is what the order says to him that it was. */
async function compare(house: WatchedOrders, truth: Truths, found: Findings): Promise<void> {
  const guests = new Map(house.seats.map(({ order, guest }) => [order, guest]));
  for (const as of ["guest", "kitchen"] as const) {
    const viewer = (order: string) => (as === "guest" ? (guests.get(order) ?? house.kitchen) : house.kitchen);
    await inParallel(truth[as].states, async (shown) => {
      const { body } = await viewer(shown.order).call("GET", `/ordering-api/api/order/${shown.order}/history?at=${shown.seq}`);
      if (!Truth.same(shown, body)) found.note("shown was what the order never was", `${shown.by}: ${shown.order} at ${shown.seq}`);
    });
    await inParallel(house.seats, async ({ order }) => {
      const { seq, body } = await readOrder(viewer(order), order);
      const shown = truth[as].states.find((state) => state.order === order && state.seq === seq);
      // a smaller crowd has no guest at some
      const isWatched = as === "kitchen" || truth.guest.states.some((state) => state.order === order);
      if (isWatched && (!shown || !Truth.same(shown, body))) found.note("shown is not what GET shows", `${as}: ${order} at ${seq}`);
    });
  }
}
