// A venue's shelf, unit by unit: what is counted, and which line has which unit of which count. Told what the venue is told, it says what
// the venue must answer.
import { OFFSET_MS } from "../chain.ts";

type HeldLine = { line: string; items: { product: string; quantity: number }[] };
/** What orders say to venues (protocol/hold.ts), as far as it matters here. */
export type Word = {
  id: string;
  order: string;
  takes: HeldLine[];
  gives: HeldLine[];
  slot?: { channel: string; at: number } | null | undefined;
  limits: "all" | "stock" | "none";
};

/** `isOpen`: nobody has said yet what came of the hold that it was taken for. */
type Unit = { line: string; product: string; count: number; isOpen: boolean };
type Wanted = Pick<Unit, "line" | "product">;
type Place = { channel: string; slot: number };
/** `place`: that of an open hold. */
type Held = { state: "open" | "kept"; order: string; units: Unit[]; place: Place | undefined };
type Capacity = { slotMinutes: number; orders: Partial<Record<string, number>> };

export class Shelf {
  /** `number`: how often anything was counted before it. */
  readonly #counted = new Map<string, { units: number; number: number }>();
  readonly #holds = new Map<string, Held>();
  /** By order. */
  readonly #places = new Map<string, Place>();
  readonly #out: Unit[] = [];
  readonly #capacity: Capacity | undefined;
  #counts = 0;

  constructor(capacity: Capacity | undefined) {
    this.#capacity = capacity;
  }

  count(product: string, units: number | undefined): void {
    if (units === undefined) this.#counted.delete(product);
    else this.#counted.set(product, { units, number: (this.#counts += 1) });
  }

  /** The code of why not, or `ok`. */
  hold(hold: Word): string {
    if (this.#holds.has(hold.id)) return "ok";
    const wanted = eachOf(hold.takes);
    const isShort = [...this.#counted.keys()].some((product) => {
      const units = wanted.filter((unit) => unit.product === product).length;
      return units > 0 && units > this.#left(product);
    });
    if (hold.limits !== "none" && isShort) return "sold-out";
    const place = this.#placeOf(hold);
    if (hold.limits === "all" && place && this.#isFull(hold.order, place)) return "slot-full";
    this.#holds.set(hold.id, { state: "open", order: hold.order, units: this.#take(wanted, true), place });
    return "ok";
  }

  confirm(hold: Word): void {
    const known = this.#holds.get(hold.id);
    if (known?.state === "kept") return;
    for (const { line, product } of eachOf(hold.gives)) {
      const own = this.#out.filter((unit) => unit.line === line && unit.product === product);
      const [best] = own.toSorted((a, b) => Number(a.isOpen) - Number(b.isOpen) || b.count - a.count);
      if (best) this.#putBack(best);
    }
    for (const unit of known?.units ?? []) unit.isOpen = false;
    if (!known) this.#take(eachOf(hold.takes), false);
    const place = known?.place ?? this.#placeOf(hold);
    if (hold.slot && place) this.#places.set(hold.order, place);
    if (hold.slot === null) this.#places.delete(hold.order);
    this.#holds.set(hold.id, { state: "kept", order: hold.order, units: [], place: undefined });
  }

  release(id: string): void {
    const known = this.#holds.get(id);
    if (known?.state !== "open") return;
    for (const unit of known.units) this.#putBack(this.#out.includes(unit) ? unit : this.#alike(unit));
    this.#holds.delete(id);
  }

  /**
   * A line's units are alike: where one has been given back already, by a word that came before what it is about,
   * another goes in its place.
   */
  #alike({ line, product, count }: Unit): Unit | undefined {
    return this.#out.find((unit) => unit.line === line && unit.product === product && unit.count === count);
  }

  /** What is left of each product, and how many were sold beyond what there was. */
  get levels(): { product: string; left: number; oversold: number }[] {
    return [...this.#counted.keys()].toSorted().map((product) => {
      const balance = this.#balance(product);
      return { product, left: Math.max(0, balance), oversold: Math.max(0, -balance) };
    });
  }

  /** Ids of holds of which nobody has said what came of them. */
  get open(): string[] {
    return [...this.#holds].flatMap(([id, { state }]) => (state === "open" ? [id] : []));
  }

  /** By line and product, how many units of counted products are out for it. */
  get out(): Map<string, number> {
    const out = new Map<string, number>();
    for (const { line, product } of this.#out) out.set(`${line} ${product}`, (out.get(`${line} ${product}`) ?? 0) + 1);
    return out;
  }

  /** Ids of orders that have a place in the kitchen's time. */
  get orders(): string[] {
    return [...this.#places.keys()].toSorted();
  }

  #left(product: string): number {
    return Math.max(0, this.#balance(product));
  }

  #balance(product: string): number {
    const counted = this.#counted.get(product);
    if (!counted) return Infinity;
    return counted.units - this.#out.filter((unit) => unit.product === product && unit.count === counted.number).length;
  }

  #take(wanted: readonly Wanted[], isOpen: boolean): Unit[] {
    const taken = wanted.flatMap((unit) => {
      const counted = this.#counted.get(unit.product);
      return counted ? [{ ...unit, count: counted.number, isOpen }] : [];
    });
    this.#out.push(...taken);
    return taken;
  }

  #putBack(unit: Unit | undefined): void {
    if (unit && this.#out.includes(unit)) this.#out.splice(this.#out.indexOf(unit), 1);
  }

  #placeOf({ slot }: Word): Place | undefined {
    if (!slot) return undefined;
    const length = (this.#capacity?.slotMinutes ?? 60) * 60_000;
    return { channel: slot.channel, slot: Math.floor((slot.at + OFFSET_MS) / length) };
  }

  #isFull(order: string, { channel, slot }: Place): boolean {
    const limit = this.#capacity?.orders[channel] ?? Infinity;
    const same = (place: Place | undefined) => place?.channel === channel && place.slot === slot;
    const placed = [...this.#places].flatMap(([id, place]) => (same(place) ? [id] : []));
    const held = [...this.#holds.values()].flatMap((each) => (same(each.place) ? [each.order] : []));
    const there = new Set([...placed, ...held]);
    return !there.has(order) && there.size >= limit;
  }
}

const eachOf = (lines: readonly HeldLine[]): Wanted[] =>
  lines.flatMap(({ line, items }) => items.flatMap(({ product, quantity }) => Array.from({ length: quantity }, () => ({ line, product }))));
