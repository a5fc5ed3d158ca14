// One story: who does what when, what travels when, what is lost, who goes, and how time passes, all as its seeds have it. Whatever of it
// is left out, the rest goes on.
import { dice, type Dice } from "../dice.ts";
import type { Sources } from "./objects/load.ts";
import type { Message } from "./objects/network.ts";
import { BOSS } from "./people/actors.ts";
import { create } from "./people/guests.ts";
import { inclined } from "./people/everybody.ts";
import { openVenues } from "./people/office.ts";
import { openTab } from "./people/staff.ts";
import { Town } from "./town.ts";

/** `world`: of the chain. `steps`: of what happens, one after the other. */
export type Story = { world: number; steps: readonly number[] };
export type Ending = { faults: string[]; told: string[]; commands: number; decisions: number; evictions: number; lost: number };

const STEPS = 110;
const BEGINS_WITH = 4;
/** Longer than anybody waits for a payment, a provider or a venue. */
const REST_MS = 3 * 60 * 60_000;
const MOST_EVENTS = 20_000;
const LATE_MS = 30 * 60_000;
const JUMPS_MS = [1_000, 10_000, 90_000, 6 * 60_000, 25 * 60_000];

export function storyOf(seed: number): Story {
  const throws = dice(seed);
  return { world: seed, steps: Array.from({ length: STEPS }, () => throws.int(2 ** 32)) };
}

/** Ends at the first fault. */
export async function play(sources: Sources, { world, steps }: Story): Promise<Ending> {
  const town = new Town(sources, dice(world));
  const teller = new Teller(town);
  const restore = quiet((error) => {
    if (!town.network.isOfTheGone(error)) town.fault(`a promise was left rejected: ${String(error)}`);
  });
  try {
    await teller.begin();
    for (const seed of steps) {
      if (town.faults.length > 0) break;
      town.dice = dice(seed);
      await teller.step(town.dice);
      town.books.read();
    }
    if (town.faults.length === 0) await teller.end();
    const { faults, told, commands } = town;
    return {
      faults: faults.map(readable),
      told: told.map(readable),
      commands,
      decisions: town.books.decisions,
      evictions: teller.evictions,
      lost: teller.lost,
    };
  } finally {
    restore();
    town.close();
  }
}

/**
 * Of a hundred steps: so many deliver something, lose it, evict an object, let time pass, repeat what had no answer. Else somebody does
 * something.
 */
type Odds = { deliver: number; lose: number; evict: number; pass: number; repeat: number };

class Teller {
  readonly #town: Town;
  readonly #odds: Odds;
  readonly #act: ReturnType<typeof inclined>;
  evictions = 0;
  lost = 0;

  constructor(town: Town) {
    this.#town = town;
    const { dice: throws } = town;
    this.#odds = {
      deliver: throws.pick([40, 50, 60]),
      lose: throws.pick([0, 2, 5]),
      evict: throws.pick([0, 3, 8]),
      pass: throws.pick([2, 6, 12]),
      repeat: 4,
    };
    this.#act = inclined(throws);
  }

  /** Some orders, and something to sell. */
  async begin(): Promise<void> {
    const town = this.#town;
    const scene = { town, dice: town.dice };
    openVenues(scene);
    for (let nth = 0; nth < BEGINS_WITH; nth++) {
      if (nth < BEGINS_WITH - 1) create(scene);
      else openTab(scene);
    }
    while (town.network.messages.length > 0) await this.#deliverOne();
    town.books.read();
  }

  async step(throws: Dice): Promise<void> {
    const { network } = this.#town;
    const { deliver, lose, evict, pass, repeat } = this.#odds;
    let roll = throws.int(100);
    const is = (odds: number): boolean => {
      roll -= odds;
      return roll < 0;
    };
    if (network.messages.length > 0) {
      if (is(deliver)) return network.deliver(throws.pick(network.messages));
      if (is(lose)) return this.#lose(throws.pick(network.messages));
    }
    if (network.awake.length > 0 && is(evict)) return this.#evict(throws.pick(network.awake));
    if (is(pass)) return this.#pass(throws);
    if (is(repeat)) return this.#repeat();
    this.#act({ town: this.#town, dice: throws });
  }

  /** Everything arrives, time passes, and all that is open comes to its end; then the house is closed, and all of that once more. */
  async end(): Promise<void> {
    const town = this.#town;
    for (const closes of [false, true]) {
      if (closes) this.#closeTheHouse();
      await this.#rest();
      if (town.faults.length > 0) return;
      town.books.atRest();
      if (town.faults.length > 0) return;
    }
    for (const [order, { isOver, taken }] of town.books.all)
      if (!isOver && taken > 0) town.fault(`order ${order} has money in it, and nobody can end it`);
  }

  async #rest(): Promise<void> {
    const town = this.#town;
    const until = town.time.now + REST_MS;
    town.tell("everything that is on its way arrives");
    town.missing.clear();
    for (let events = 0; town.faults.length === 0; events++) {
      if (events > MOST_EVENTS) return town.fault("nothing ever comes to rest");
      this.#repeat();
      if (town.network.messages.length > 0) await this.#deliverOne();
      else if (!(await this.#nextDue(until))) return;
      town.books.read();
    }
  }

  async #deliverOne(): Promise<void> {
    const { network, dice: throws } = this.#town;
    await network.deliver(throws.pick(network.messages));
  }

  /** True when something was due by then, and happened. */
  async #nextDue(until: number): Promise<boolean> {
    const { network, time } = this.#town;
    const at = Math.min(network.alarms().next, time.next());
    if (at > until) return false;
    await network.passTo(Math.max(at, time.now));
    const [due] = network.alarms().due;
    if (due !== undefined) await network.ring(due);
    return true;
  }

  async #pass(throws: Dice): Promise<void> {
    const { network, time } = this.#town;
    const next = Math.min(network.alarms().next, time.next());
    // Nothing is on its way for days.
    const isNear = network.messages.length === 0 || next < time.now + LATE_MS;
    const at = next < Infinity && isNear && throws.chance(0.7) ? Math.max(next, time.now) : time.now + throws.pick(JUMPS_MS);
    await network.passTo(at);
    const { due } = network.alarms();
    if (due.length > 0) await network.ring(throws.pick(due));
  }

  async #lose(message: Message): Promise<void> {
    this.lost += 1;
    this.#town.tell(`network: loses ${message.outcome ? "the answer to" : "the request"} ${message.call.method}`);
    await this.#town.network.lose(message);
  }

  async #evict(name: string): Promise<void> {
    this.evictions += 1;
    this.#town.tell(`platform: evicts ${name}`);
    await this.#town.network.evict(name);
  }

  #repeat(): void {
    for (const again of this.#town.again.splice(0)) again();
  }

  /** Staff end whatever is open: there must be a way. */
  #closeTheHouse(): void {
    const town = this.#town;
    for (const [order, { isOver }] of town.books.all) if (!isOver) void town.ask(BOSS, order, { type: "CancelOrder" });
  }
}

const nothing = () => {};

/** What objects write into their log, while they are put to the test, is nobody's to read. Unhandled rejections are told to `left`. */
function quiet(left: (error: unknown) => void): () => void {
  const { warn, error, info } = console;
  Object.assign(console, { warn: nothing, error: nothing, info: nothing });
  process.on("unhandledRejection", left);
  return () => {
    Object.assign(console, { warn, error, info });
    process.off("unhandledRejection", left);
  };
}

const KINDS: Readonly<Record<string, string>> = { "8": "order", "9": "line", a: "payment", b: "id" };
/** Long ids as short names. */
const readable = (line: string): string =>
  line.replaceAll(/([0-9a-f]{8})-0000-4000-([89ab])000-0*(\d+)/g, (_, lead: string, kind: string, number: string) => {
    const name = `${KINDS[kind]}-${number}`;
    return lead === "00000000" ? name : `refund-${Number.parseInt(lead, 16)}-of-${name}`;
  });
