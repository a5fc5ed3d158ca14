// Looks on: reads what orders have stored, hears what venues are told, sees what the provider does, and says whenever one of the laws does
// not hold.
import type { DiscountRule } from "../../../../domain/discount/rule.ts";
import type { OrderEvent } from "../../../../domain/order/events.ts";
import { type Chain, nameOf, venueNameOf, VENUES } from "../chain.ts";
import type { Network } from "../objects/network.ts";
import { type Decision, MoneyLaws, type Purse, reckon, type Reckoned, type Shown } from "./money-laws.ts";
import { type Needs, needsOf } from "./needs.ts";
import { OrderBook } from "./order-book.ts";
import { Shelf } from "./shelf.ts";
import { type Level, StockLaws } from "./stock-laws.ts";

/** `orders`: ids of all that there are. `purse`: the provider's. `fault`: is told what does not hold. */
export type BookkeeperDeps = {
  chain: Chain;
  network: Pick<Network, "peek" | "rows">;
  orders: readonly string[];
  purse: Purse;
  fault: (what: string) => void;
};

/** Who may see every order. */
const EYES = { user: "bookkeeper", roles: ["ROLE_SU"] };
const NOTHING: Reckoned = { total: 0, remaining: 0, excess: 0, credits: new Map() };

export class Bookkeeper {
  readonly #deps: BookkeeperDeps;
  readonly #books = new Map<string, OrderBook>();
  readonly #money: MoneyLaws;
  readonly #stock: StockLaws;
  /** Rules that the discount worker has gone by, by its command. */
  readonly #brought = new Map<string, readonly DiscountRule[]>();
  decisions = 0;

  constructor(deps: BookkeeperDeps) {
    this.#deps = deps;
    const { chain, fault } = deps;
    this.#money = new MoneyLaws(fault);
    this.#stock = new StockLaws(new Map(VENUES.map((venue): [string, Shelf] => [venue, new Shelf(chain.capacity)])), fault);
  }

  of(order: string): OrderBook | undefined {
    return this.#books.get(order);
  }

  get all(): ReadonlyMap<string, OrderBook> {
    return this.#books;
  }

  /** What the order comes to; of a basket or a table. */
  reckoned(order: string): Reckoned {
    const book = this.#books.get(order);
    return book ? reckon({ book, rules: this.#rulesOf(book) }) : NOTHING;
  }

  /** Reads what orders have stored since. */
  read(): void {
    for (const order of this.#deps.orders) this.#readOne(order);
  }

  /** When nothing is on its way any more. */
  atRest(): void {
    this.read();
    this.#stock.atRest(this.#books);
    this.#money.atRest(this.#books, this.#deps.purse);
  }

  venueHeard(venue: string, method: string, args: readonly unknown[], value: unknown): void {
    this.read();
    const rows = this.#deps.network.rows(venueNameOf(venue), "SELECT product, left, oversold FROM stock ORDER BY product");
    const levels = rows.map((row): Level => Object.assign({ product: "", left: 0, oversold: 0 }, row));
    this.#stock.heard(venue, method, args, value, levels);
  }

  rulesBroughtWith(command: string, rules: readonly DiscountRule[]): void {
    this.#brought.set(command, rules);
  }

  providerAsked(refund: { id: string; payment: string; amount: number }, order: string | undefined): void {
    this.read();
    this.#money.returns(order === undefined ? undefined : this.#books.get(order), refund);
  }

  providerGave(): void {
    this.#money.purse(this.#deps.purse);
  }

  #rulesOf({ rulesHash, discountsBroughtBy, created }: OrderBook): readonly DiscountRule[] {
    if (created?.orderType.startsWith("GLOVO")) return []; // what an aggregator has sold costs what it did there
    if (discountsBroughtBy !== undefined) return this.#brought.get(discountsBroughtBy) ?? [];
    return this.#deps.chain.rules.find(({ hash }) => hash === rulesHash)?.rules ?? [];
  }

  #readOne(order: string): void {
    const book = this.#books.get(order) ?? new OrderBook();
    const rows = this.#deps.network.rows(nameOf(order), "SELECT body FROM events WHERE seq > ? ORDER BY seq", book.seq);
    if (rows.length === 0) return;
    this.#books.set(order, book);
    const events = rows.map((row): OrderEvent => JSON.parse(String(Object(row).body)));
    const head = book.seq + events.length;
    for (let index = 0; index < events.length;) {
      const end = events.findIndex(({ cid }, at) => at > index && cid !== events[index]?.cid);
      const decision = events.slice(index, end === -1 ? undefined : end);
      index += decision.length;
      this.#decided(order, book, decision, head);
    }
  }

  #decided(order: string, book: OrderBook, events: readonly OrderEvent[], head: number): void {
    this.decisions += 1;
    const before = this.reckoned(order);
    const needed: Needs = needsOf(book);
    const first = book.seq + 1;
    for (const event of events) book.write(event);
    const hold = events[0]?.hold;
    this.#stock.decided(book, needed, { order, hold, first, last: book.seq });
    const shown = this.#shownAt(order, book.seq);
    if (events.some(({ type }) => type === "LineSplit")) book.divideDiscounts(shown.buckets.flatMap(({ lines }) => lines));
    const seen: Decision["seen"] = { book, shown, rules: this.#rulesOf(book) };
    if (book.seq === head) seen.bill = this.bill(order);
    this.#money.decided({ order, events, before, seen });
  }

  #shownAt(order: string, seq: number): Shown {
    return JSON.parse(String(this.#deps.network.peek(nameOf(order), "asOf", [seq])));
  }

  /** What each line bears, as people are told. Minor units. */
  bill(order: string): ReadonlyMap<string, number> {
    const bill: { value?: { shares: { key: string; amount: number }[] } } = Object(
      this.#deps.network.peek(nameOf(order), "shares", [EYES, { by: "line" }]),
    );
    return new Map((bill.value?.shares ?? []).map(({ key, amount }) => [key, amount]));
  }
}
