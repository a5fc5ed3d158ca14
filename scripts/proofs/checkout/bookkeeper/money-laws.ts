// Laws 2 to 5: money that was taken is on the books, buys what it was asked for, has a way out, and what somebody has paid for by name
// costs what it did.
import type { DiscountRule } from "../../../../domain/discount/rule.ts";
import type { OrderEvent } from "../../../../domain/order/events.ts";
import { priceOf } from "../chain.ts";
import { type OrderBook, sumOf } from "./order-book.ts";
import type { BookPayment } from "./payments.ts";
import { totalOf } from "./price.ts";
import type { BookRefund } from "./refunds.ts";

/** What the platform shows of an order: amounts are decimals. */
export type Shown = { editTotal: string; remaining: string; locked: boolean; buckets: { lines: ShownLine[] }[] };
export type ShownLine = { id: string; discounts: { layer: string; name: string; discountPrice: string }[] };
/** What the provider has collected and given back, by payment, minor units. */
export type Purse = { collected: ReadonlyMap<string, number>; returned: ReadonlyMap<string, number> };
/** Minor units by line. */
export type Bill = ReadonlyMap<string, number>;

/** `bill`: where it was looked at. `rules`: the chain's, for this order. */
export type Seen = { book: OrderBook; shown: Shown; bill?: Bill; rules: readonly DiscountRule[] };
/** One decision that is stored: its events, what the order came to before, and how it is seen now. */
export type Decision = { order: string; events: readonly OrderEvent[]; before: Reckoned; seen: Seen };
/**
 * `excess`: what was paid beyond what there is to pay. `credits`: by payment, what of it was paid by name and is nobody else's. Minor
 * units.
 */
export type Reckoned = { total: number; remaining: number; excess: number; credits: ReadonlyMap<string, number> };

/** A till that was away has taken what it has taken, when it has. */
const tillWasAway = (events: readonly OrderEvent[]): boolean => events.some(({ soldAt }) => soldAt !== undefined);

const minor = (decimal: string): number => Math.round(Number(decimal) * 100);

/**
 * Of a basket or a table. Money on its way back pays for nothing, but that of a payment that did not count, which does until it is back.
 */
export function reckon({ book, rules }: Pick<Seen, "book" | "rules">): Reckoned {
  const { stuck, taken } = book;
  const { opened, done } = book.refunds;
  const total = totalOf(book, rules);
  const leaving = opened.filter(({ kind }) => kind !== "reversal");
  const [now, then] = [creditsOf(book, [...done, ...leaving]), creditsOf(book, [...done, ...opened])];
  const gifts = giftsIn([...done, ...leaving]);
  const left = taken - stuck - sumOf(opened) + giftsIn([...done, ...opened]) - then.gift;
  return {
    total,
    remaining: Math.max(0, total - (taken - stuck - sumOf(leaving)) - gifts + now.amount + now.gift),
    excess: stuck + Math.max(then.amount, left - total),
    credits: then.byPayment,
  };
}

const giftsIn = (refunds: readonly BookRefund[]): number => refunds.reduce((sum, { forgiven }) => sum + forgiven, 0);

const beyond = ({ amount, shares }: BookPayment): number =>
  Math.max(0, amount - [...shares.values()].reduce((sum, share) => sum + share, 0));

type Credits = { amount: number; gift: number; byPayment: ReadonlyMap<string, number> };

/**
 * What was paid by name for lines that are void by now, or beyond what they bore, pays for nobody else's,
 * while there are others to pay for.
 */
function creditsOf({ lines, sold, bound, payers, payments }: OrderBook, refunds: readonly BookRefund[]): Credits {
  const isSold = (id: string) => sold.some((line) => line.id === id) || !lines.some((line) => line.id === id);
  const named = payments.registered.filter((payment) => payers.includes(payment) && payment.lines);
  if (sold.every(({ id }) => bound.has(id))) return { amount: 0, gift: 0, byPayment: new Map() };
  const credits = named.map((payment) => {
    const { id, shares } = payment;
    const spent = [...shares].reduce((sum, [line, share]) => sum + (isSold(line) ? 0 : share), beyond(payment));
    const own = refunds.filter(({ of }) => of === id);
    const asTooMuch = sumOf(own) - giftsIn(own);
    return { id, amount: Math.max(0, spent - sumOf(own)), gift: Math.min(Math.max(0, spent - asTooMuch), giftsIn(own)) };
  });
  return {
    amount: sumOf(credits),
    gift: credits.reduce((sum, { gift }) => sum + gift, 0),
    byPayment: new Map(credits.map(({ id, amount }) => [id, amount])),
  };
}

export class MoneyLaws {
  readonly #fault: (what: string) => void;
  #about = "";
  /** What the basket cost when a payment for all of it was opened, by payment. */
  readonly #asked = new Map<string, number>();
  /** Payments that have come to nothing, be it for a while. */
  readonly #givenUp = new Set<string>();
  /** What lines bore when they had been paid for by name, and with which payments, by order and line. */
  readonly #paidFor = new Map<string, { share: number; by: string }>();

  constructor(fault: (what: string) => void) {
    this.#fault = (what) => fault(`${this.#about}: ${what}`);
  }

  decided(decision: Decision): void {
    const { order, events, before, seen } = decision;
    const { book } = seen;
    this.#about = order;
    const after = reckon(seen);
    const isPlacing = events.some(({ type }) => type === "OrderCompleted");
    this.#costsWhatItsPlaceAsks(book);
    // What is placed keeps what it was sold with, so from then on only tables are reckoned up.
    if (book.isOpenBasket || isPlacing) this.#addsUp(seen, after);
    if (isPlacing && !book.isTab) this.#costsWhatIsPaid(decision, after);
    this.#holdsTheBasket(decision, after);
    this.#waitsForDiscounts(decision);
    this.#refundsAreNoDebt(decision, after);
    // Discounts that come with it move what was paid too much before it: what it is then is not known here.
    if (before.total === after.total) this.#forgivesOnlyGifts(decision);
    this.#paidLinesStand(order, seen, after);
    this.#givesBackWhatItHas(book);
    this.#isOpenForAReason(decision);
  }

  /** When a provider is asked to give back. */
  returns(book: OrderBook | undefined, { id, payment, amount }: { id: string; payment: string; amount: number }): void {
    this.#about = "the provider";
    const isReserved = book?.refunds.reserved.some((refund) => refund.id === id && refund.of === payment && refund.amount === amount);
    if (!isReserved) this.#fault(`is asked for ${amount} of payment ${payment}, and no order has reserved it`);
  }

  purse({ collected, returned }: Purse): void {
    this.#about = "the provider";
    for (const [payment, amount] of returned) {
      if (amount > (collected.get(payment) ?? 0))
        this.#fault(`took ${collected.get(payment) ?? 0} with payment ${payment} and gave ${amount} back`);
    }
  }

  /** When nothing is on its way, and the time of what nobody finishes is over. */
  atRest(books: ReadonlyMap<string, OrderBook>, { collected, returned }: Purse): void {
    this.#about = "at rest";
    const all = [...books.values()];
    for (const [payment, amount] of collected) {
      const booked = all.flatMap(({ payments }) => payments.registered.filter(({ id }) => id === payment));
      if (amount === 0) continue;
      if (booked.length !== 1 || booked[0]?.amount !== amount || booked[0].type !== "EPAYMENT")
        this.#fault(`the provider has collected ${amount} with payment ${payment}; on the books: ${JSON.stringify(booked)}`);
      const back = sumOf(all.flatMap(({ refunds }) => refunds.done.filter(({ of }) => of === payment)));
      if (back !== (returned.get(payment) ?? 0))
        this.#fault(`the provider gave back ${returned.get(payment) ?? 0} of payment ${payment}; on the books: ${back}`);
    }
    for (const [order, book] of books) {
      if (book.payments.opened.length > 0) this.#fault(`a payment of order ${order} stays open for ever`);
      if (book.refunds.opened.length > 0) this.#fault(`a refund of order ${order} is on its way for ever`);
      if (!book.transit.isEmpty) this.#fault(`lines of order ${order} are on their way for ever`);
      if (!book.isGone) continue;
      for (const payment of book.payments.registered.filter(({ type }) => type === "EPAYMENT")) {
        const back = sumOf([...book.refunds.done, ...book.refunds.declined].filter(({ of }) => of === payment.id));
        if (back < payment.amount)
          this.#fault(`order ${order} is ${book.status} and keeps ${payment.amount - back} of payment ${payment.id}`);
      }
    }
  }

  /** What people are shown is what the bookkeeper reckons. */
  #addsUp({ shown }: Seen, { total, remaining }: Reckoned): void {
    if (minor(shown.editTotal) !== total) this.#fault(`the order costs ${shown.editTotal}, and should cost ${total / 100}`);
    else if (minor(shown.remaining) !== remaining) this.#fault(`${shown.remaining} remain to be paid, and should be ${remaining / 100}`);
  }

  #costsWhatIsPaid({ events, before, seen: { book } }: Decision, { total, remaining, excess }: Reckoned): void {
    if (remaining > 0) this.#fault(`placed, and ${remaining / 100} of ${total / 100} are not paid`);
    const wasAway = tillWasAway(events);
    if (excess > before.excess && !wasAway)
      this.#fault(`placed for ${total / 100}, and ${(excess - before.excess) / 100} more was taken for it`);
    const isWaiting = book.discounting === "pending" && book.created?.house.discountsLate !== "without";
    if (isWaiting && !wasAway) this.#fault("placed before its discounts were known");
  }

  /** Who pays for all of a basket pays for the basket that he was shown. */
  #holdsTheBasket({ events, before, seen: { book } }: Decision, after: Reckoned): void {
    const shown = book.payments.opened.find(({ id, lines }) => !lines && this.#asked.has(id));
    const isOpenSince = shown && !events.some((event) => event.type === "PaymentOpened" && event.id === shown.id);
    if (book.status === "NEW" && isOpenSince && after.total !== this.#asked.get(shown.id))
      this.#fault(`the basket costs ${after.total / 100} by now, while somebody pays for it at ${(this.#asked.get(shown.id) ?? 0) / 100}`);
    const isPlacing = events.some(({ type }) => type === "OrderCompleted");
    for (const event of events) {
      if (event.type === "PaymentDeclined") this.#givenUp.add(event.id);
      if (event.type === "PaymentOpened" && !event.lines && book.status === "NEW") this.#asked.set(event.id, after.total);
      if (event.type === "PaymentRegistered" && isPlacing) this.#placesWhatWasAsked(event.id, before);
    }
  }

  /** What was approved after it had been given up counts as far as it goes, and what is too much goes back. */
  #placesWhatWasAsked(payment: string, { total }: Reckoned): void {
    const asked = this.#asked.get(payment) ?? total;
    if (asked !== total && !this.#givenUp.has(payment))
      this.#fault(`paid as a basket of ${asked / 100}, and placed as one of ${total / 100}`);
  }

  /** Only a chain that says so goes on without the discounts that are not there, and a till that could not wait. */
  #waitsForDiscounts({ events, seen: { book } }: Decision): void {
    const isSkipped = events.some((event) => event.type === "DiscountsApplied" && event.late === "skipped");
    if (isSkipped && !tillWasAway(events) && book.created?.house.discountsLate !== "without")
      this.#fault("money is asked for before the discounts are known");
  }

  #refundsAreNoDebt({ events, before, seen: { book } }: Decision, after: Reckoned): void {
    const refunds = events.filter(
      (event) => event.type === "RefundOpened" || event.type === "PaymentRefunded" || event.type === "RefundDeclined",
    );
    if (refunds.length < events.length || !book.isOpenBasket) return;
    const isReopened = refunds.some((event) => event.type !== "RefundDeclined" && event.kind === "reversal");
    if (!isReopened && after.remaining > before.remaining)
      this.#fault(`a refund has left ${after.remaining / 100} to pay, where ${before.remaining / 100} were`);
  }

  /** Only goodwill is a gift, and only what was not paid too much; money that was of no use has paid for nothing. */
  #forgivesOnlyGifts({ events, before, seen: { book } }: Decision): void {
    for (const event of events) {
      if (event.type !== "RefundOpened" || !book.isOpenBasket) continue;
      // What another payment could not be used for goes back in that one's name.
      const stuck = sumOf(book.refunds.declined.filter(({ of, kind }) => kind === "unapplied" && of !== event.of));
      const credits = [...before.credits].reduce((sum, [payment, amount]) => sum + (payment === event.of ? 0 : amount), 0);
      const excess = Math.max(0, before.excess - stuck - credits);
      const gift = event.kind === "goodwill" || event.kind === "cancellation" ? event.amount - Math.min(event.amount, excess) : 0;
      const { forgiven = 0 } = event;
      if (forgiven !== gift) this.#fault(`${forgiven / 100} of a refund are forgiven, and should be ${gift / 100}`);
    }
  }

  #costsWhatItsPlaceAsks({ lines }: OrderBook): void {
    for (const { product, config, price, hash } of lines) {
      const asked = priceOf(hash, product, config);
      if (asked !== price) this.#fault(`${product} is sold for ${price / 100}, and ${hash} asks ${asked / 100}`);
    }
  }

  /** A line's share stands still once it is paid for by name, while there is anything else to bear what changes. */
  #paidLinesStand(order: string, { book, bill }: Seen, { total }: Reckoned): void {
    for (const { id } of book.lines) {
      const key = `${order} ${id}`;
      const by = book.payers.flatMap((payment) => (payment.lines?.includes(id) ? payment.id : [])).join();
      const known = this.#paidFor.get(key);
      if (by === "" || !book.sold.some((line) => line.id === id)) this.#paidFor.delete(key);
      else if (!bill) continue;
      else if (known?.by !== by) this.#paidFor.set(key, { share: bill.get(id) ?? 0, by });
      else if (known.share !== bill.get(id) && this.#othersBear(order, book, total))
        this.#fault(`line ${id} is paid for by name at ${known.share / 100}, and bears ${(bill.get(id) ?? 0) / 100}`);
    }
  }

  /** Some line that is sold is nobody's yet, and what lines are paid for, by name or as all that was left, is not more than all of it. */
  #othersBear(order: string, { sold, bound, payers }: OrderBook, total: number): boolean {
    const asRest = (id: string) => sumOf(payers.map(({ shares }) => ({ amount: shares.get(id) ?? 0 })));
    const paid = sold.reduce((sum, { id }) => sum + (this.#paidFor.get(`${order} ${id}`)?.share ?? asRest(id)), 0);
    return paid <= total && sold.some(({ id }) => !bound.has(id));
  }

  #givesBackWhatItHas({ payments, refunds }: OrderBook): void {
    for (const { id, amount } of payments.registered) {
      const back = sumOf([...refunds.opened, ...refunds.done].filter(({ of }) => of === id));
      if (back > amount) this.#fault(`payment ${id} took ${amount / 100} and gives back ${back / 100}`);
    }
  }

  #isOpenForAReason({ order, events, seen: { book, shown } }: Decision): void {
    const isOpen = book.payments.opened.length > 0 || !book.transit.isEmpty;
    if (shown.locked !== isOpen)
      this.#fault(`order ${order} is ${shown.locked ? "locked, and nothing is open" : "open to all while somebody pays"}`);
    // Money that is of no use settles nothing.
    const isUseless = events.some((event) => event.type === "RefundOpened" && event.kind === "unapplied");
    const isPaying = events.some((event) => (event.type === "PaymentRegistered" && event.amount > 0) || event.type === "OrderCompleted");
    const isSettled = isPaying && !isUseless && minor(shown.remaining) === 0;
    if (isSettled && book.payments.opened.some(({ amount }) => amount > 0))
      this.#fault(`order ${order} is paid, and a payment is still open`);
  }
}
