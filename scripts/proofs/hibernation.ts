// Cheap when nothing happens: screens stay connected and their beats are answered while the objects behind them
// are gone from memory, and the next event still reaches each.
import { setTimeout as pause } from "node:timers/promises";
import { orderName } from "../../runtime/order-name.ts";
import { MAX_CONNECTIONS } from "../../protocol/session.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Waking } from "../platform/object-constructions.ts";
import { inParallel } from "./lib/in-parallel.ts";
import { type Dice, dice } from "./lib/dice.ts";
import { Findings } from "./lib/findings.ts";
import { seated, type Watching, whoIsLate } from "./live/crowd.ts";
import { type WatchedOrders, moveInQueue, openWatchedOrders } from "./live/watched-orders.ts";
import { type Kind, SUBSCRIPTION_KINDS } from "./live/subscription-kinds.ts";
import type { Listener } from "./live/listener.ts";
import { mostOpenFiles, residentBytes } from "./live/runtime-memory.ts";
import { onOwnPlatform } from "./lib/own-platform.ts";
import type { Proof } from "./lib/proof.ts";

const WHOLE = 5_000;
/** One order for so many connections: its guest's sign-in has half of them, its screen's the other. */
const CONNECTIONS_PER_ORDER = MAX_CONNECTIONS;
const LEAST_ORDERS = 10;
/** A gateway looks ten seconds after a socket has come whether it has connected; whatever wakes later is woken by somebody. */
const SETTLED_AFTER_MS = 11_000;
/** The platform puts an object to sleep after ten. */
const ASLEEP_AFTER_MS = 12_000;
const BEAT_EVERY_MS = 4_000;
const SHOWN_WITHIN_MS = 30_000;
/** Files that a process needs besides its sockets. */
const OTHER_FILES = 500;

export const hibernation: Proof = {
  name: "hibernation",
  promise:
    "idle screens stay connected and hear their beats answered while nobody behind them is in memory, and the next event reaches each",
  unit: `connections; from ${WHOLE} on memory is told kind by kind`,
  size: WHOLE,
  run: async (size, report, seed) => {
    report(`seed ${seed}`);
    const found = new Findings(report);
    const wakings: Waking[] = [];
    let figure = "";
    await onOwnPlatform(
      async ({ pid }, sheet) => {
        const most = Math.min(mostOpenFiles(process.pid), mostOpenFiles(pid)) - OTHER_FILES;
        if (size > most)
          throw new Refusal(
            `hibernation: ${size} connections need more open files than this shell allows: ulimit -n ${size + OTHER_FILES}`,
          );
        const crowd = new Crowd(
          await openWatchedOrders(sheet, Math.max(LEAST_ORDERS, Math.ceil(size / CONNECTIONS_PER_ORDER))),
          pid,
          wakings,
          dice(seed),
          found,
        );
        try {
          figure = await crowd.sleepAndWake(size, report);
        } finally {
          crowd.leave();
        }
      },
      { onError: (message) => found.note("the log has an error", message), onWaking: (waking) => wakings.push(waking) },
    );
    found.showCounts();
    if (found.kinds > 0) throw new Refusal(`${figure}, ${found.kinds} kinds of faults`);
    return figure;
  },
};

class Crowd {
  readonly #watching: Watching[] = [];
  readonly #beating: NodeJS.Timeout;
  readonly #house: WatchedOrders;
  readonly #pid: number;
  readonly #wakings: Waking[];
  readonly #dice: Dice;
  readonly #found: Findings;

  constructor(house: WatchedOrders, pid: number, wakings: Waking[], throws: Dice, found: Findings) {
    this.#house = house;
    this.#pid = pid;
    this.#wakings = wakings;
    this.#dice = throws;
    this.#found = found;
    this.#beating = setInterval(() => this.#clients.filter(({ ready }) => ready).forEach((client) => client.beat()), BEAT_EVERY_MS);
  }

  async sleepAndWake(size: number, report: (line: string) => void): Promise<string> {
    const costs: string[] = [];
    for (const { kinds, count } of size >= WHOLE ? kindByKind(size) : [{ kinds: SUBSCRIPTION_KINDS, count: size }]) {
      const before = residentBytes(this.#pid);
      await this.#enter(kinds, count);
      await this.#sleep();
      const each = (residentBytes(this.#pid) - before) / count / 1024;
      costs.push(`${kinds.map(({ name }) => name).join(", ")} ${each.toFixed(1)} KB`);
      report(`${this.#clients.length} connections asleep`);
    }
    const woken = await this.#wake();
    return (
      `hibernation: ${this.#clients.length} connections held, ${woken} objects asleep behind them and woken by the next event` +
      (size < WHOLE ? "" : `, memory per connection: ${costs.join("; ")}`)
    );
  }

  get #clients(): Listener[] {
    return this.#watching.map(({ client }) => client);
  }

  leave(): void {
    clearInterval(this.#beating);
    for (const client of this.#clients) client.stop();
  }

  async #enter(kinds: readonly Kind[], count: number): Promise<void> {
    const witness = { saw: () => {}, fault: (what: string, by: string) => this.#found.note(what, by) };
    const fresh = seated(this.#house, kinds, count, this.#dice, witness);
    await inParallel(fresh, ({ client }) => client.start());
    this.#watching.push(...fresh);
  }

  /** Long enough for everybody to fall asleep, and with beats all the while. */
  async #sleep(): Promise<void> {
    await pause(SETTLED_AFTER_MS);
    const wakings = this.#wakings.length;
    const beats = new Map(this.#clients.map((client) => [client, client.beats]));
    await pause(ASLEEP_AFTER_MS);
    for (const { className, object } of this.#wakings.slice(wakings))
      if (this.#isBehind({ className, object })) this.#found.note(`${className} woke while nothing happened`, object);
    for (const [client, before] of beats) {
      if (client.beats < before + 2) this.#found.note("beats were not answered", `${client.name}: ${client.beats - before}`);
      if (client.connections !== 1) this.#found.note("a connection did not stay", client.name);
    }
  }

  /** One event per order. @returns how many objects it woke */
  async #wake(): Promise<number> {
    const before = this.#wakings.length;
    const deadline = Date.now() + SHOWN_WITHIN_MS;
    const everBefore = new Set(this.#wakings.map(nameOf));
    await inParallel(this.#house.seats, ({ order }) => moveInQueue(this.#house, order, 1));
    for (const { client, order, shown, newest } of await whoIsLate(this.#house, this.#watching, SHOWN_WITHIN_MS))
      this.#found.note("the event after the sleep was not shown", `${client.name}: ${order} at ${shown} of ${newest}`);
    for (const { name, connections } of this.#clients) if (connections !== 1) this.#found.note("a connection did not stay", name);

    const orders = this.#house.seats.map(({ order }) => `OrderObject ${orderName(this.#house.sheet.tenant, order)}`);
    const asleep = new Set([...orders, ...[...everBefore].filter((name) => name.startsWith("GatewayObject "))]);
    const stillAwake = () => {
      const woken = new Set(this.#wakings.slice(before).map(nameOf));
      return [...asleep].filter((name) => !woken.has(name));
    };
    while (stillAwake().length > 0 && Date.now() < deadline) await pause(50); // the log comes by another way than the event
    for (const name of stillAwake()) this.#found.note("an object had not slept", name);
    return asleep.size;
  }

  /** Venues and menus have alarms of their own; between an order and its screens there is nothing else. */
  #isBehind({ className, object }: Waking): boolean {
    const { sheet, seats } = this.#house;
    return className === "GatewayObject" || seats.some(({ order }) => object === orderName(sheet.tenant, order));
  }
}

/** Each kind has an equal share, but for what it may not have. */
function kindByKind(size: number): { kinds: readonly Kind[]; count: number }[] {
  let left = size;
  return SUBSCRIPTION_KINDS.toSorted((a, b) => (a.most ?? Infinity) - (b.most ?? Infinity)).map((kind, at) => {
    const count = Math.min(Math.ceil(left / (SUBSCRIPTION_KINDS.length - at)), kind.most ?? Infinity);
    left -= count;
    return { kinds: [kind], count };
  });
}

const nameOf = ({ className, object }: Waking): string => `${className} ${object}`;
