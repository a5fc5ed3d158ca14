// One story: who does what when, what travels when, what is lost, who goes, and how time passes, all as its seeds have it. Whatever of it
// is left out, the rest goes on.
import { dice, type Dice } from "../lib/dice.ts";
import type { Sources } from "./objects/load.ts";
import type { Message } from "./objects/network.ts";
import { BOSS } from "./people/actors.ts";
import { create } from "./people/guests.ts";
import { inclined } from "./people/everybody.ts";
import { openVenues } from "./people/office.ts";
import { openTab } from "./people/staff.ts";
import { World } from "./world.ts";

/** `chain`: its seed. `steps`: of what happens, one after the other. */
export type Story = { chain: number; steps: readonly number[] };
export type Ending = { faults: string[]; told: string[]; commands: number; decisions: number; evictions: number; lost: number };

const STEPS = 110;
const BEGINS_WITH = 4;
/** Longer than anybody waits for a payment, a provider or a venue. */
const REST_MS = 3 * 60 * 60_000;
const MAX_EVENTS = 20_000;
const LATE_MS = 30 * 60_000;
const JUMPS_MS = [1_000, 10_000, 90_000, 6 * 60_000, 25 * 60_000];

export function storyOf(seed: number): Story {
  const throws = dice(seed);
  return { chain: seed, steps: Array.from({ length: STEPS }, () => throws.int(2 ** 32)) };
}

/** Ends at the first fault. */
export async function play(sources: Sources, { chain, steps }: Story): Promise<Ending> {
  const world = new World(sources, dice(chain));
  const playback = new Playback(world);
  const restore = quiet((error) => {
    if (!world.network.isOfTheGone(error)) world.fault(`a promise was left rejected: ${String(error)}`);
  });
  try {
    await playback.begin();
    for (const seed of steps) {
      if (world.faults.length > 0) break;
      world.dice = dice(seed);
      await playback.step(world.dice);
      world.books.read();
    }
    if (world.faults.length === 0) await playback.end();
    const { faults, told, commands } = world;
    return {
      faults: faults.map(readable),
      told: told.map(readable),
      commands,
      decisions: world.books.decisions,
      evictions: playback.evictions,
      lost: playback.lost,
    };
  } finally {
    restore();
    world.close();
  }
}

/**
 * Of a hundred steps: so many deliver something, lose it, evict an object, let time pass, repeat what had no answer. Else somebody does
 * something.
 */
type Odds = { deliver: number; lose: number; evict: number; pass: number; repeat: number };

class Playback {
  readonly #world: World;
  readonly #odds: Odds;
  readonly #act: ReturnType<typeof inclined>;
  evictions = 0;
  lost = 0;

  constructor(world: World) {
    this.#world = world;
    const { dice: throws } = world;
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
    const world = this.#world;
    const scene = { world, dice: world.dice };
    openVenues(scene);
    for (let nth = 0; nth < BEGINS_WITH; nth++) {
      if (nth < BEGINS_WITH - 1) create(scene);
      else openTab(scene);
    }
    while (world.network.messages.length > 0) await this.#deliverOne();
    world.books.read();
  }

  async step(throws: Dice): Promise<void> {
    const { network } = this.#world;
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
    this.#act({ world: this.#world, dice: throws });
  }

  /** Everything arrives, time passes, and all that is open comes to its end; then the house is closed, and all of that once more. */
  async end(): Promise<void> {
    const world = this.#world;
    for (const closes of [false, true]) {
      if (closes) this.#closeTheHouse();
      await this.#rest();
      if (world.faults.length > 0) return;
      world.books.atRest();
      if (world.faults.length > 0) return;
    }
    for (const [order, { isOver, taken }] of world.books.all)
      if (!isOver && taken > 0) world.fault(`order ${order} has money in it, and nobody can end it`);
  }

  async #rest(): Promise<void> {
    const world = this.#world;
    const until = world.time.now + REST_MS;
    world.tell("everything that is on its way arrives");
    world.missing.clear();
    for (let events = 0; world.faults.length === 0; events++) {
      if (events > MAX_EVENTS) return world.fault("nothing ever comes to rest");
      this.#repeat();
      if (world.network.messages.length > 0) await this.#deliverOne();
      else if (!(await this.#nextDue(until))) return;
      world.books.read();
    }
  }

  async #deliverOne(): Promise<void> {
    const { network, dice: throws } = this.#world;
    await network.deliver(throws.pick(network.messages));
  }

  /** True when something was due by then, and happened. */
  async #nextDue(until: number): Promise<boolean> {
    const { network, time } = this.#world;
    const at = Math.min(network.alarms().next, time.next());
    if (at > until) return false;
    await network.passTo(Math.max(at, time.now));
    const [due] = network.alarms().due;
    if (due !== undefined) await network.ring(due);
    return true;
  }

  async #pass(throws: Dice): Promise<void> {
    const { network, time } = this.#world;
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
    this.#world.tell(`network: loses ${message.outcome ? "the answer to" : "the request"} ${message.call.method}`);
    await this.#world.network.lose(message);
  }

  async #evict(name: string): Promise<void> {
    this.evictions += 1;
    this.#world.tell(`platform: evicts ${name}`);
    await this.#world.network.evict(name);
  }

  #repeat(): void {
    for (const again of this.#world.again.splice(0)) again();
  }

  /** Staff end whatever is open: there must be a way. */
  #closeTheHouse(): void {
    const world = this.#world;
    for (const [order, { isOver }] of world.books.all) if (!isOver) void world.ask(BOSS, order, { type: "CancelOrder" });
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
