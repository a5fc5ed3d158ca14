// Holds of which nobody has said yet what came of them. They are few and every hold asks about them, so they are in memory as well as in
// the table; what they take becomes the line's claim, and their place the order's, when they are confirmed.
import type { Hold } from "../../protocol/hold";
import type { Place } from "./kitchen-slots";
import type { StockClaim } from "./stock-claims";

/** `taken`: units that are off the shelf for it. `place`: where the order is in the kitchen's time if it commits. */
export type OpenHold = { hold: Hold; taken: StockClaim[]; place?: Place };

/** `due`: when its order is asked what came of it (epoch ms). */
type Entry = { open: OpenHold; due: number };

export class OpenHolds {
  readonly #sql: SqlStorage;
  readonly #entries = new Map<string, Entry>();
  readonly #byOrder = new Map<string, Set<Entry>>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const rows = sql.exec<{ due: number; document: string }>("SELECT due, document FROM holds WHERE state = 'open'").toArray();
    for (const { due, document } of rows) {
      const open: OpenHold = JSON.parse(document);
      this.#remember({ open, due });
    }
  }

  get(id: string): OpenHold | undefined {
    return this.#entries.get(id)?.open;
  }

  /** False when a hold of that id is there already, open or kept: then it stays as it is. */
  add(open: OpenHold, slot: number | undefined): boolean {
    const { id, until } = open.hold;
    const added = this.#sql.exec(
      "INSERT OR IGNORE INTO holds (id, state, due, slot, document) VALUES (?, 'open', ?, ?, ?) RETURNING id",
      id,
      until,
      slot ?? null,
      JSON.stringify(open),
    );
    const isNew = added.toArray().length > 0;
    if (isNew) this.#remember({ open, due: until });
    return isNew;
  }

  /** What came of it is known: its row is the caller's to change. */
  close(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    const { order } = entry.open.hold;
    const others = this.#byOrder.get(order);
    others?.delete(entry);
    if (others?.size === 0) this.#byOrder.delete(order);
  }

  /**
   * Takes up to so many units off what open holds have of a product for a line. Answers what came off. An order tells what it does one
   * after the other, so what `giver` asks for is newer than what it gives back.
   */
  reduce(line: string, product: string, quantity: number, giver: string): StockClaim[] {
    let wanted = quantity;
    const off: StockClaim[] = [];
    for (const { open } of this.#entries.values()) {
      if (open.hold.order === giver) continue;
      const before = off.length;
      for (const claim of open.taken) {
        if (wanted === 0 || claim.line !== line || claim.product !== product || claim.quantity === 0) continue;
        const units = Math.min(wanted, claim.quantity);
        wanted -= units;
        claim.quantity -= units;
        off.push({ ...claim, quantity: units });
      }
      if (off.length > before) this.#write(open);
    }
    return off;
  }

  /** Places that orders have if they commit. */
  *places(): Iterable<Place & { order: string }> {
    for (const { open } of this.#entries.values()) if (open.place) yield { ...open.place, order: open.hold.order };
  }

  /** Those of one order. */
  placesOf(order: string): Place[] {
    return [...(this.#byOrder.get(order) ?? [])].flatMap(({ open }) => open.place ?? []);
  }

  /** Up to `most` whose orders have not said in time what came of them, the oldest first. */
  overdue(now: number, most: number): Hold[] {
    return [...this.#entries.values()]
      .filter(({ due }) => due <= now)
      .toSorted((one, other) => one.due - other.due)
      .slice(0, most)
      .map(({ open }) => open.hold);
  }

  /** Its order is asked again then. */
  postpone(id: string, until: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#sql.exec("UPDATE holds SET due = ? WHERE id = ?", until, id);
    entry.due = until;
  }

  /** When the next order is to be asked (epoch ms). */
  next(): number | undefined {
    let next = Infinity;
    for (const { due } of this.#entries.values()) next = Math.min(next, due);
    return next === Infinity ? undefined : next;
  }

  #remember(entry: Entry): void {
    const { id, order } = entry.open.hold;
    this.#entries.set(id, entry);
    const others = this.#byOrder.get(order);
    if (others) others.add(entry);
    else this.#byOrder.set(order, new Set([entry]));
  }

  #write(open: OpenHold): void {
    this.#sql.exec("UPDATE holds SET document = ? WHERE id = ?", JSON.stringify(open), open.hold.id);
  }
}
