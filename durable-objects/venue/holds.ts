// What the venue keeps for orders: units of counted products and places in the kitchen's time. An order asks before it commits (`hold`),
// and tells what came of it (`confirm`, `release`). Each may come twice, and in whatever order. To be called in a transaction.
import { err, ok, type Result } from "../../domain/result";
import type { Hold, HoldDelta } from "../../protocol/hold";
import type { Shortage } from "../../protocol/venue";
import type { StockClaim, StockClaims } from "./stock-claims";
import type { KitchenSlots } from "./kitchen-slots";
import type { Stock } from "./stock";

/** What was confirmed is remembered so long: what is given back after that is not back on sale. */
const KEPT_MS = 7 * 24 * 60 * 60_000;
const ASKED_AFTER_AT_ONCE = 100;
const PRUNED_AT_ONCE = 1_000;

/** `document`: of an open hold, what to confirm or to undo. `slot`: when it begins. */
type Row = { state: "open" | "kept"; slot: number | null; document: string | null };
type Open = { hold: Hold; taken: StockClaim[] };

export class Holds {
  readonly #sql: SqlStorage;
  readonly #stock: Stock;
  readonly #claims: StockClaims;
  readonly #places: KitchenSlots;

  constructor(sql: SqlStorage, { stock, claims, places }: { stock: Stock; claims: StockClaims; places: KitchenSlots }) {
    this.#sql = sql;
    this.#stock = stock;
    this.#claims = claims;
    this.#places = places;
  }

  /** Takes all of it, or says why not and changes nothing. Who asks again gets the same answer. */
  hold(hold: Hold, now: number): Result<{ slot?: number }, Shortage> {
    const known = this.#find(hold.id);
    if (known) return ok(known.slot === null ? {} : { slot: known.slot });
    const shortage = this.shortage(hold, now);
    if (shortage) return err(shortage);
    const taken = this.#take(hold.takes, now);
    const slot = hold.slot && this.#places.put(hold.order, hold.id, hold.slot, now);
    const open: Open = { hold, taken };
    this.#keep(hold.id, "open", { due: hold.until, slot: slot ?? null, document: JSON.stringify(open) });
    return ok(slot === undefined || slot === null ? {} : { slot });
  }

  /** Why the hold would be refused; nothing is taken. */
  shortage({ limits, takes, slot, order }: Hold, now: number): Shortage | undefined {
    this.#stock.reset(now);
    if (limits === "none") return undefined;
    const products = this.#stock.missing(wantedOf(takes));
    if (products.length > 0) return { code: "sold-out", products };
    return slot && limits === "all" ? this.#places.refusal(order, slot, now) : undefined;
  }

  /** The order has committed. What it did not ask for before is applied now, whatever is left. */
  confirm(hold: Hold, now: number): void {
    const known = this.#find(hold.id);
    if (known?.state === "kept") return;
    this.#stock.reset(now);
    this.#giveBack(hold);
    if (!known) this.#take(hold.takes, now);
    const slot = known || !hold.slot ? known?.slot : this.#places.put(hold.order, hold.id, hold.slot, now);
    if (hold.slot) this.#places.commit(hold.order, hold.id);
    if (hold.slot === null) this.#places.leave(hold.order);
    this.#keep(hold.id, "kept", { due: now + KEPT_MS, slot: slot ?? null, document: null });
  }

  /** Nothing came of it. What is kept for good, or not known, stays as it is. */
  release(id: string): void {
    const known = this.#find(id);
    if (!known?.document) return;
    const { hold, taken }: Open = JSON.parse(known.document);
    for (const claim of taken) this.#stock.giveBack(this.#claims.undo(claim));
    this.#places.free(hold.order, id);
    this.#sql.exec("DELETE FROM holds WHERE id = ?", id);
  }

  /** Open ones whose orders have not said in time what came of them. */
  overdue(now: number): Hold[] {
    return this.#sql
      .exec<{ document: string }>(
        "SELECT document FROM holds WHERE state = 'open' AND due <= ? ORDER BY due LIMIT ?",
        now,
        ASKED_AFTER_AT_ONCE,
      )
      .toArray()
      .map(({ document }) => {
        const { hold }: Open = JSON.parse(document);
        return hold;
      });
  }

  /** The order is asked again then. */
  postpone(id: string, until: number): void {
    this.#sql.exec("UPDATE holds SET due = ? WHERE id = ? AND state = 'open'", until, id);
  }

  /** When the next order is to be asked. */
  next(): number | undefined {
    const [row] = this.#sql.exec<{ at: number | null }>("SELECT min(due) AS at FROM holds WHERE state = 'open'").toArray();
    return row?.at ?? undefined;
  }

  /** Forgets a portion of what is older than may be given back, and answers whether there may be more. */
  prune(now: number): boolean {
    const old = "SELECT id FROM holds WHERE state = 'kept' AND due <= ? ORDER BY due LIMIT ?";
    const gone = this.#sql.exec(`DELETE FROM holds WHERE id IN (${old}) RETURNING id`, now, PRUNED_AT_ONCE).toArray();
    const limit = now - KEPT_MS;
    const more = [this.#claims.prune(limit, PRUNED_AT_ONCE), this.#places.prune(limit, PRUNED_AT_ONCE)];
    return gone.length === PRUNED_AT_ONCE || more.includes(true);
  }

  #take(takes: HoldDelta["takes"], now: number): StockClaim[] {
    return takes.flatMap(({ line, items }) =>
      items.flatMap(({ product, quantity }) => {
        const epoch = this.#stock.take(product, quantity);
        if (epoch === undefined) return [];
        const claim = { line, product, epoch, quantity };
        this.#claims.add(claim, now);
        return [claim];
      }),
    );
  }

  /** What an order had before there were holds is claimed under its own id. */
  #giveBack({ gives, order }: Hold): void {
    for (const { line, items } of gives) {
      for (const { product, quantity } of items) {
        const own = this.#claims.reduce(line, product, quantity, this.#openFor(line, product));
        const more = quantity - own.reduce((sum, claim) => sum + claim.quantity, 0);
        const older = more > 0 ? this.#claims.reduce(order, product, more) : [];
        for (const claim of [...own, ...older]) this.#stock.giveBack(claim);
      }
    }
  }

  /** What is claimed for the line by holds of which nobody has said yet what came of them. */
  #openFor(line: string, product: string): StockClaim[] {
    return this.#sql
      .exec<{ document: string }>("SELECT document FROM holds WHERE state = 'open' AND instr(document, ?) > 0", line)
      .toArray()
      .flatMap(({ document }) => {
        const { taken }: Open = JSON.parse(document);
        return taken.filter((claim) => claim.line === line && claim.product === product);
      });
  }

  #find(id: string): Row | undefined {
    return this.#sql.exec<Row>("SELECT state, slot, document FROM holds WHERE id = ?", id).toArray()[0];
  }

  #keep(id: string, state: Row["state"], { due, slot, document }: Omit<Row, "state"> & { due: number }): void {
    this.#sql.exec("INSERT OR REPLACE INTO holds (id, state, due, slot, document) VALUES (?, ?, ?, ?, ?)", id, state, due, slot, document);
  }
}

/** What several lines want of a product is wanted together. */
function wantedOf(takes: HoldDelta["takes"]): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const { product, quantity } of takes.flatMap(({ items }) => items)) wanted.set(product, (wanted.get(product) ?? 0) + quantity);
  return wanted;
}
