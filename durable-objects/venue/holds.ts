// What the venue keeps for orders: units of counted products and places in the kitchen's time. An order asks before it commits (`hold`),
// and tells what came of it (`confirm`, `release`). Each may come twice, and in whatever order. To be called in a transaction.
import { err, ok, type Result } from "../../domain/result";
import type { Hold, HoldDelta, SlotRequest } from "../../protocol/hold";
import type { Shortage } from "../../protocol/venue";
import type { StockClaim, StockClaims } from "./stock-claims";
import type { KitchenSlots, Place } from "./kitchen-slots";
import type { OpenHolds } from "./open-holds";
import type { Stock } from "./stock";

/** What was confirmed is remembered so long: what is given back after that is not back on sale. */
const KEPT_MS = 7 * 24 * 60 * 60_000;
const PRUNED_AT_ONCE = 1_000;

/** `slot`: when it begins (epoch ms). */
type Row = { state: "open" | "kept"; slot: number | null };

export class Holds {
  readonly #sql: SqlStorage;
  readonly #open: OpenHolds;
  readonly #stock: Stock;
  readonly #claims: StockClaims;
  readonly #places: KitchenSlots;

  constructor(
    sql: SqlStorage,
    { open, stock, claims, places }: { open: OpenHolds; stock: Stock; claims: StockClaims; places: KitchenSlots },
  ) {
    this.#sql = sql;
    this.#open = open;
    this.#stock = stock;
    this.#claims = claims;
    this.#places = places;
  }

  /** Takes all of it, or says why not and changes nothing. Who asks again gets the same answer. */
  hold(hold: Hold, now: number): Result<{ slot?: number }, Shortage> {
    if (this.#open.get(hold.id)) return this.#again(hold.id);
    const shortage = this.shortage(hold, now);
    if (shortage) return this.#find(hold.id) ? this.#again(hold.id) : err(shortage);
    const place = hold.slot && placeOf(hold.slot, now);
    const slot = hold.slot ? this.#places.slotOf(hold.slot) : undefined;
    const taken = this.#claimsFor(hold.takes);
    // Almost every hold is new, and adding it finds the few that are kept already: no need to look for each.
    const isNew = this.#open.add({ hold, taken, ...(place && { place }) }, slot);
    if (!isNew) return this.#again(hold.id);
    for (const { product, quantity } of taken) this.#stock.take(product, quantity);
    if (place) this.#places.ask(hold.order, place);
    return answerOf(slot);
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
    const open = this.#open.get(hold.id);
    for (const claim of open?.taken ?? this.#take(hold.takes)) if (claim.quantity > 0) this.#claims.add(claim, now);
    const place = open ? open.place : hold.slot && placeOf(hold.slot, now);
    const slot = known || !hold.slot ? known?.slot : this.#places.slotOf(hold.slot);
    this.#open.close(hold.id);
    if (place) this.#places.commit(hold.order, place);
    if (hold.slot === null) this.#places.leave(hold.order);
    this.#sql.exec(
      "INSERT OR REPLACE INTO holds (id, state, due, slot, document) VALUES (?, 'kept', ?, ?, NULL)",
      hold.id,
      now + KEPT_MS,
      slot ?? null,
    );
  }

  /** Nothing came of it. What is kept for good, or not known, stays as it is. */
  release(id: string): void {
    const open = this.#open.get(id);
    if (!open) return;
    for (const claim of open.taken) this.#stock.giveBack(claim);
    this.#open.close(id);
    this.#sql.exec("DELETE FROM holds WHERE id = ?", id);
    if (open.place) this.#places.moved(open.hold.order);
  }

  /** Forgets a portion of what is older than may be given back, and answers whether there may be more. */
  prune(now: number): boolean {
    const old = "SELECT id FROM holds WHERE state = 'kept' AND due <= ? ORDER BY due LIMIT ?";
    const gone = this.#sql.exec(`DELETE FROM holds WHERE id IN (${old}) RETURNING id`, now, PRUNED_AT_ONCE).toArray();
    const limit = now - KEPT_MS;
    const more = [this.#claims.prune(limit, PRUNED_AT_ONCE), this.#places.prune(limit, PRUNED_AT_ONCE)];
    return gone.length === PRUNED_AT_ONCE || more.includes(true);
  }

  /** Units off the shelf, which are nobody's claims yet. */
  #take(takes: HoldDelta["takes"]): StockClaim[] {
    const claims = this.#claimsFor(takes);
    for (const { product, quantity } of claims) this.#stock.take(product, quantity);
    return claims;
  }

  /** What is to be taken of products that are counted, by the count that it will come off. */
  #claimsFor(takes: HoldDelta["takes"]): StockClaim[] {
    return takes.flatMap(({ line, items }) =>
      items.flatMap(({ product, quantity }) => {
        const epoch = this.#stock.epochOf(product);
        return epoch === undefined ? [] : [{ line, product, epoch, quantity }];
      }),
    );
  }

  /**
   * What is taken for open holds of other orders goes last, for whoever gives back now has it from before. What an order had before there
   * were holds is claimed under its own id.
   */
  #giveBack({ gives, order }: Hold): void {
    for (const { line, items } of gives) {
      for (const { product, quantity } of items) {
        let wanted = quantity;
        for (const reduce of [
          (most: number) => this.#claims.reduce(line, product, most),
          (most: number) => this.#open.reduce(line, product, most, order),
          (most: number) => this.#claims.reduce(order, product, most),
        ]) {
          for (const claim of wanted > 0 ? reduce(wanted) : []) {
            this.#stock.giveBack(claim);
            wanted -= claim.quantity;
          }
        }
      }
    }
  }

  #again(id: string): Result<{ slot?: number }, Shortage> {
    return answerOf(this.#find(id)?.slot);
  }

  #find(id: string): Row | undefined {
    return this.#sql.exec<Row>("SELECT state, slot FROM holds WHERE id = ?", id).toArray()[0];
  }
}

const answerOf = (slot: number | null | undefined): Result<{ slot?: number }, Shortage> => ok(typeof slot === "number" ? { slot } : {});

const placeOf = ({ channel, at }: SlotRequest, now: number): Place => ({ channel, at, created: now });

/** What several lines want of a product is wanted together. */
function wantedOf(takes: HoldDelta["takes"]): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const { product, quantity } of takes.flatMap(({ items }) => items)) wanted.set(product, (wanted.get(product) ?? 0) + quantity);
  return wanted;
}
