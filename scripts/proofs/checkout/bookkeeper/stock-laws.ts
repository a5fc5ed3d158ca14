// Law 1: what venues have given out is what has been made or promised, no more and no less.
import { z } from "zod";
import { COUNTED } from "../chain.ts";
import { asText, changeOf, type Needs, needsOf, lineOf, productOf, unitsOf, venueOf, withoutZeros } from "./needs.ts";
import type { OrderBook } from "./order-book.ts";
import { Shelf, type Word } from "./shelf.ts";

export type Level = { product: string; left: number; oversold: number };
/** `hold`: under which venues were asked, if they were. `first`, `last`: numbers of its events. */
export type StoredAs = { order: string; hold: string | undefined; first: number; last: number };

const line = z.object({ line: z.string(), items: z.array(z.object({ product: z.string(), quantity: z.int() })) });
const HoldWord = z.object({
  id: z.string(),
  order: z.string(),
  takes: z.array(line),
  gives: z.array(line),
  slot: z.object({ channel: z.string(), at: z.number() }).nullish(),
  limits: z.enum(["all", "stock", "none"]),
}) satisfies z.ZodType<Word>;
const Answer = z.object({ ok: z.boolean(), error: z.object({ code: z.string() }).optional() });
const Count = z.object({ left: z.int() }).nullable();

export class StockLaws {
  readonly #shelves: ReadonlyMap<string, Shelf>;
  readonly #fault: (what: string) => void;
  /** By the ids under which venues may be told of a decision: by how much it has changed what its order needs. */
  readonly #decided = new Map<string, Needs>();
  /** By hold, what venues have kept for a decision before it was stored. */
  readonly #kept = new Map<string, Map<string, number>>();
  /** What venues have heard of only after it was decided. */
  readonly #late = new Set<string>();

  constructor(shelves: ReadonlyMap<string, Shelf>, fault: (what: string) => void) {
    this.#shelves = shelves;
    this.#fault = fault;
  }

  /** A decision is stored. `before`: what its order needed until then. */
  decided(book: OrderBook, before: Needs, { order, hold, first, last }: StoredAs): void {
    const change = changeOf(before, book);
    for (let seq = first; seq <= last; seq++) this.#decided.set(`${order}:${seq}`, change);
    if (hold === undefined) return;
    this.#decided.set(hold, change);
    const kept = this.#kept.get(hold);
    if (!kept) return;
    const venues = new Set([...kept.keys()].map(venueOf));
    const taken = new Map([...change].filter(([key, units]) => units > 0 && venues.has(venueOf(key))));
    if (asText(kept) !== asText(taken)) this.#fault(`what was kept is not what was decided: ${asText(kept)} was kept for ${asText(taken)}`);
  }

  /** What a venue has been told, or has told itself by an order's word, and what its shelf is like after that. */
  heard(venue: string, method: string, args: readonly unknown[], value: unknown, levels: readonly Level[]): void {
    const shelf = this.#shelves.get(venue);
    if (!shelf) return;
    if (method === "hold") this.#asked(venue, shelf, HoldWord.parse(args[0]), Answer.parse(value));
    if (method === "confirm") this.#told(venue, shelf, HoldWord.parse(args[0]));
    if (method === "release") shelf.release(String(args[0]));
    if (method === "setStock") shelf.count(String(args[1]), Count.parse(args[2])?.left);
    const expected = JSON.stringify(shelf.levels);
    if (expected !== JSON.stringify(levels))
      this.#fault(`after ${method} the shelf of ${venue} has ${JSON.stringify(levels)}, and should have ${expected}`);
  }

  /** When nothing is on its way. */
  atRest(books: ReadonlyMap<string, OrderBook>): void {
    const needs = new Map<string, number>();
    for (const book of books.values()) for (const [key, units] of needsOf(book)) needs.set(key, (needs.get(key) ?? 0) + units);
    for (const [venue, shelf] of this.#shelves) {
      if (shelf.open.length > 0) this.#fault(`${venue} keeps ${shelf.open.length} holds of which it hears nothing any more`);
      const given = [...shelf.out].map(([key, units]) => [`${venue} ${key}`, units] as const);
      const out = new Map(given.map(([key, units]) => [key, this.#mayStay(key, books) ? Math.min(units, needs.get(key) ?? 0) : units]));
      const needed = new Map([...needs].filter(([key]) => venueOf(key) === venue && COUNTED.some((product) => product === productOf(key))));
      if (asText(withoutZeros(out)) !== asText(withoutZeros(needed)))
        this.#fault(`${venue} has given out ${asText(out)}; orders need ${asText(needed)}`);
      const placed = [...books].filter(([, book]) => book.occupies(venue)).map(([order]) => order);
      if (shelf.orders.join() !== placed.toSorted().join())
        this.#fault(`${venue} has places for ${shelf.orders.join()}; orders that want one: ${placed.join()}`);
    }
  }

  /**
   * A venue that was not asked hears late of what a line takes. If the line is in another order by then, and that one has given it back
   * already, nobody does so
   * again: it stays out until the next count. Nothing is sold twice by that.
   */
  #mayStay(key: string, books: ReadonlyMap<string, OrderBook>): boolean {
    return this.#late.has(key) && [...books.values()].some(({ transit }) => transit.sent.has(lineOf(key)));
  }

  #asked(venue: string, shelf: Shelf, hold: Word, { ok, error }: z.infer<typeof Answer>): void {
    const wanted = unitsOf(venue, hold.takes);
    const expected = shelf.hold(hold);
    const answer = ok ? "ok" : (error?.code ?? "");
    if (answer !== expected) this.#fault(`${venue} answers ${answer} to who wants ${asText(wanted)}, and should answer ${expected}`);
    if (ok) this.#kept.set(hold.id, new Map([...(this.#kept.get(hold.id) ?? []), ...wanted]));
  }

  #told(venue: string, shelf: Shelf, hold: Word): void {
    shelf.confirm(hold);
    if (!this.#kept.has(hold.id)) for (const key of unitsOf(venue, hold.takes).keys()) this.#late.add(key);
    const decided = this.#decided.get(hold.id);
    if (!decided) return this.#fault(`${venue} is told of a decision that is not stored: ${hold.id}`);
    const own = new Map([...decided].filter(([key]) => venueOf(key) === venue));
    const told = new Map(unitsOf(venue, hold.takes));
    for (const [key, units] of unitsOf(venue, hold.gives)) told.set(key, (told.get(key) ?? 0) - units);
    if (asText(withoutZeros(told)) === asText(own)) return;
    // Of a decision that asked for nothing, each event may be told by itself, and gives back its part.
    const isPart = hold.takes.length === 0 && [...told].every(([key, units]) => (own.get(key) ?? 0) <= units);
    if (!isPart) this.#fault(`${venue} is told ${asText(told)} of a decision that needs ${asText(own)} more`);
  }
}
