// Holds, confirmations, releases and counts in any order and repetition, against a shelf of single units.
import { runInDurableObject } from "cloudflare:test";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { HeldLine, Hold } from "../../protocol/hold";
import { aVenue, count, holding } from "./holds.fixture";

const PRODUCTS = ["cake", "pie"];

type Unit = { line: string; product: string; epoch: number };

const eachOf = (lines: readonly HeldLine[]): Omit<Unit, "epoch">[] =>
  lines.flatMap(({ line, items }) => items.flatMap(({ product, quantity }) => Array.from({ length: quantity }, () => ({ line, product }))));

const byProduct = (one: { product: string }, other: { product: string }) => (one.product < other.product ? -1 : 1);

class Shelf {
  readonly #counts = new Map<string, { units: number; epoch: number }>();
  /** By hold, what it took while it is open; null once it is kept. */
  readonly #holds = new Map<string, Unit[] | null>();
  readonly #sold: Unit[] = [];
  #epochs = 0;

  count(product: string, units: number): void {
    this.#counts.set(product, { units, epoch: (this.#epochs += 1) });
  }

  uncount(product: string): void {
    this.#counts.delete(product);
  }

  hold(hold: Hold): boolean {
    if (this.#holds.has(hold.id)) return true;
    const wanted = eachOf(hold.takes);
    const short = this.levels().some(({ product, left }) => wanted.filter((unit) => unit.product === product).length > left);
    if (short && hold.limits !== "none") return false;
    this.#holds.set(hold.id, this.#take(hold));
    return true;
  }

  confirm(hold: Hold): void {
    if (this.#holds.get(hold.id) === null) return;
    for (const { line, product } of eachOf(hold.gives)) this.#giveBack(hold, line, product);
    if (!this.#holds.has(hold.id)) this.#take(hold);
    this.#holds.set(hold.id, null);
  }

  release({ id }: Hold): void {
    const taken = this.#holds.get(id);
    if (!taken) return;
    for (const unit of taken) this.#remove(unit);
    this.#holds.delete(id);
  }

  counted() {
    return [...this.#counts].map(([product, { units }]) => ({ product, counted: units })).toSorted(byProduct);
  }

  levels() {
    return [...this.#counts]
      .map(([product, { units, epoch }]) => {
        const sold = this.#sold.filter((unit) => unit.product === product && unit.epoch === epoch).length;
        return { product, left: Math.max(0, units - sold), oversold: Math.max(0, sold - units) };
      })
      .toSorted(byProduct);
  }

  #take({ takes }: Hold): Unit[] {
    const taken = eachOf(takes).flatMap((unit) => {
      const epoch = this.#counts.get(unit.product)?.epoch;
      return epoch === undefined ? [] : [{ ...unit, epoch }];
    });
    this.#sold.push(...taken);
    return taken;
  }

  /** What is sold comes back first, of the newest count; what other orders are still asking for last. */
  #giveBack({ id }: Hold, line: string, product: string): void {
    const [own, asking] = [this.#holds.get(id) ?? [], [...this.#holds.values()].flatMap((units) => units ?? [])];
    const given = this.#sold.filter((unit) => unit.line === line && unit.product === product && !own.includes(unit));
    const [newest] = given.filter((unit) => !asking.includes(unit)).toSorted((a, b) => b.epoch - a.epoch);
    const unit = newest ?? given[0];
    if (unit) this.#remove(unit);
  }

  #remove(unit: Unit): void {
    const index = this.#sold.indexOf(unit);
    if (index >= 0) this.#sold.splice(index, 1);
  }
}

type Step =
  | { act: "hold" | "confirm" | "release"; n: number }
  | { act: "count"; product: string; units: number }
  | { act: "uncount"; product: string };

/** What crosses to an object is a plain one. */
const plain = { noNullPrototype: true };
const one = fc.record({ product: fc.constantFrom(...PRODUCTS, "tea"), quantity: fc.integer({ min: 1, max: 3 }) }, plain);
const line = fc.record({ line: fc.constantFrom("l1", "l2"), items: fc.array(one, { maxLength: 2 }) }, plain);
const delta = fc.record(
  {
    takes: fc.array(line, { maxLength: 2 }),
    gives: fc.array(line, { maxLength: 1 }),
    limits: fc.constantFrom("all" as const, "stock" as const, "none" as const),
  },
  plain,
);
const word = fc.record({ act: fc.constantFrom("hold" as const, "confirm" as const, "release" as const), n: fc.nat() });
const recount = fc.record({ act: fc.constant("count" as const), product: fc.constantFrom(...PRODUCTS), units: fc.nat({ max: 6 }) });
const uncount = fc.record({ act: fc.constant("uncount" as const), product: fc.constantFrom(...PRODUCTS) });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 1, arbitrary: recount },
  { weight: 1, arbitrary: uncount },
);

/** The same to both. */
async function play(venue: ReturnType<typeof aVenue>, shelf: Shelf, asked: readonly Hold[], turn: Step): Promise<void> {
  const hold = ("n" in turn && asked[turn.n % asked.length]) || holding(0);
  switch (turn.act) {
    case "hold":
      return expect((await venue.hold(hold)).ok).toBe(shelf.hold(hold));
    case "confirm":
      shelf.confirm(hold);
      return venue.confirm(hold);
    case "release":
      shelf.release(hold);
      return venue.release(hold.id);
    case "count":
      shelf.count(turn.product, turn.units);
      return count(venue, turn.units, turn.product);
    case "uncount":
      shelf.uncount(turn.product);
      return venue.setStock("global", turn.product, null);
  }
}

it("[K120] in whatever order holds, words on them and counts come and are repeated, what was counted is left or claimed", () =>
  fc.assert(
    fc.asyncProperty(fc.array(delta, { minLength: 3, maxLength: 5 }), fc.array(step, { maxLength: 40 }), async (deltas, steps) => {
      const venue = aVenue();
      const shelf = new Shelf();
      const asked = deltas.map((each, n) => holding(n, each));
      for (const product of PRODUCTS) await play(venue, shelf, asked, { act: "count", product, units: 4 });
      for (const turn of steps) {
        await play(venue, shelf, asked, turn);
        const levels = await venue.stock();
        expect(levels.map(({ product, left, oversold }) => ({ product, left, oversold }))).toEqual(shelf.levels());
      }
      const books = await runInDurableObject(venue, (_, { storage }) =>
        storage.sql
          .exec<{ product: string; counted: number }>(
            `WITH taken AS (
               SELECT product, epoch, quantity FROM claims
               UNION ALL SELECT value ->> 'product', value ->> 'epoch', value ->> 'quantity' FROM holds, json_each(document, '$.taken')
             )
             SELECT product, left - oversold + coalesce(sum(quantity), 0) AS counted
             FROM stock LEFT JOIN taken USING (product, epoch) GROUP BY product ORDER BY product`,
          )
          .toArray(),
      );
      expect(books).toEqual(shelf.counted());
    }),
    { numRuns: 60 },
  ));
