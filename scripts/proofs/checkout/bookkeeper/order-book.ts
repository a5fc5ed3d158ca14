// An order as a bookkeeper writes it down: from what has happened to it (the stored events), and from nothing that the platform makes of
// that.
import type { EventOf, OrderEvent } from "../../../../domain/order/events.ts";
import { type BookLine, isSold } from "./book-line.ts";
import { linesAfter, type LinesEvent, withShownDiscounts } from "./lines-after.ts";
import { type BookPayment, Payments } from "./payments.ts";
import { Refunds } from "./refunds.ts";
import { Transit } from "./transit.ts";

/**
 * Which discounts hold: what the rules give, or only what paid lines had when the rules were not at hand (`pending`) or not waited for
 * (`skipped`).
 */
type Discounting = "by-rules" | "pending" | "skipped";

export class OrderBook {
  status = "ABSENT";
  /** Whose it is: who has created it, and who has joined. */
  people: string[] = [];
  created: EventOf<"OrderCreated"> | undefined;
  lines: BookLine[] = [];
  /** Venues in the order in which something came from them: a basket is read venue by venue. */
  venues: string[] = [];
  readonly payments = new Payments();
  readonly refunds = new Refunds();
  readonly transit = new Transit();
  coupons: { id: string; coupon: string }[] = [];
  rulesHash: string | undefined;
  discounting: Discounting = "by-rules";
  /** Of the command that has brought the discounts in force, where they were brought. */
  discountsBroughtBy: string | undefined;
  waived: string[] = [];
  tip = 0;
  adjustment = 0;
  rounding = 0;
  seq = 0;

  get isTab(): boolean {
    return this.created?.orderType === "DINE_IN_OPEN";
  }
  get isGone(): boolean {
    return this.status === "CANCELLED" || this.status === "ABANDONED";
  }
  get isOver(): boolean {
    return this.isGone || this.status === "CLOSED";
  }
  /** Its discounts follow its lines. */
  get isOpenBasket(): boolean {
    return this.status === "NEW" || (this.isTab && this.status === "PLACED");
  }
  get sold(): BookLine[] {
    const sold = this.lines.filter(isSold);
    return sold.toSorted((a, b) => this.venues.indexOf(a.venue) - this.venues.indexOf(b.venue));
  }
  get taken(): number {
    return sumOf(this.payments.registered) - sumOf(this.refunds.done);
  }
  /** What the order could not use, and what did not go back: it pays for nothing. */
  get stuck(): number {
    return sumOf(this.refunds.declined.filter(({ kind }) => kind === "unapplied"));
  }

  /** Payments that something was bought with, or is being bought with. */
  get payers(): BookPayment[] {
    const { opened, done, declined } = this.refunds;
    const undone = done.filter(({ kind }) => kind === undefined || kind === "reversal");
    const useless = [...opened, ...done, ...declined].filter(({ kind }) => kind === "unapplied");
    const gone = new Set([...undone, ...useless].map(({ of }) => of));
    return [...this.payments.registered.filter(({ id }) => !gone.has(id)), ...this.payments.opened];
  }

  /** Ids of the lines that somebody has paid for, or is paying for. */
  get bound(): ReadonlySet<string> {
    return new Set([...this.payers, ...this.payments.outpaid].flatMap(({ lines, shares }) => lines ?? [...shares.keys()]));
  }

  /** Whether a venue has to keep something for it. */
  keeps(): (line: BookLine) => boolean {
    const { bound, payers } = this;
    return ({ id, status, begun }) => {
      if (status === "PROCESSING" || status === "PROCESSED" || status === "WASTE" || begun) return true;
      if (this.isGone || status === "VOID") return false;
      if (this.status === "NEW") return payers.some(({ lines }) => lines === undefined) || bound.has(id);
      return !this.isTab || status !== "NEW" || bound.has(id);
    };
  }

  /** Whether it has a place in the time of a venue's kitchen: something is made there for it, or was. */
  occupies(venue: string): boolean {
    if (this.status === "ABSENT" || this.isGone) return false;
    const isKept = this.keeps();
    return [...this.lines.filter(isKept), ...this.transit.kept].some((line) => isSold(line) && line.venue === venue);
  }

  write(event: OrderEvent): void {
    this.seq += 1;
    const { bound } = this;
    this.#write(event);
    // Lines that come free are discounted by the rules that the order itself knows of, and so are the others with them.
    const still = this.bound;
    if ([...bound].some((line) => !still.has(line))) this.discountsBroughtBy = undefined;
    this.venues = [...new Set([...this.venues, ...this.lines.map(({ venue }) => venue)])];
  }

  #write(event: OrderEvent): void {
    switch (event.type) {
      case "OrderCreated":
        this.created = event;
        this.people.push(event.by);
        this.status = "NEW";
        return;
      case "LinesAppended":
      case "LinesMoved":
        this.#named(event.discountRules);
        return this.#changeBasket(event);
      case "LinesReceived":
        this.#named(event.discountRules);
        this.transit.receive(event);
        return this.#changeBasket(event);
      case "LinesReleased":
        this.transit.release(event, this.lines, this.keeps());
        return this.#changeBasket(event);
      case "TransferSettled":
        this.lines = [...this.lines, ...this.transit.settle(event)];
        return this.#basketChanged();
      case "LinesRemoved":
      case "LinesRepriced":
      case "QuantityChanged":
      case "LineSplit":
      case "LinesVoided":
      case "LinesWasted":
        return this.#changeBasket(event);
      case "LinesConfirmed":
      case "LinesFired":
      case "LinesHeld":
      case "LinesStarted":
      case "LinesBumped":
      case "LinesRecalled":
      case "LinesProcessed":
        this.lines = linesAfter(this.lines, event);
        return;
      case "DiscountsApplied":
        return this.#discount(event);
      case "CouponAdded":
        this.coupons.push({ id: event.id, coupon: event.coupon });
        return this.#basketChanged();
      case "CouponRemoved":
        this.coupons = this.coupons.filter(({ id }) => id !== event.id);
        return this.#basketChanged();
      case "OrderClaimed":
        this.people.push(event.by);
        return;
      case "TipSet":
        this.tip = event.amount;
        return;
      case "FeeWaived":
        this.waived.push(event.fee);
        return;
      case "TotalAdjusted":
        this.adjustment += event.amount;
        return;
      case "CashRounded":
        this.rounding += event.amount;
        return;
      case "PaymentOpened":
        return this.payments.open(event);
      case "PaymentRegistered":
        return this.payments.register(event);
      case "PaymentDeclined":
        return this.payments.decline(event, this.status === "PLACED" && !this.isTab);
      case "RefundOpened":
        return this.refunds.open(event);
      case "PaymentRefunded":
        return this.refunds.finish(event);
      case "RefundDeclined":
        return this.refunds.decline(event);
      case "OrderCompleted":
        this.status = "PLACED";
        this.lines = linesAfter(this.lines, event);
        return;
      case "OrderClosed":
        this.status = "CLOSED";
        return;
      case "OrderAbandoned":
        this.status = "ABANDONED";
        return;
      case "OrderCancelled":
        this.status = "CANCELLED";
        return;
      // Of neither money nor stock:
      case "ContactSet":
      case "DeliverySet":
      case "DueSet":
      case "ExtraStored":
      case "FiscalAdded":
      case "KitchenAlerted":
      case "LineCommented":
      case "LinesExtraStored":
      case "LinesFlagged":
      case "OrderCommented":
      case "OrderDelivered":
      case "OrderEscalated":
      case "OrderExpedited":
      case "OrderReady":
      case "OrderTraced":
      case "OrderVerified":
      case "PersonalDataErased":
      case "PromiseMoved":
      case "QueuePositionSet":
      case "SaleTimesSet":
      case "VenuesNotAsked":
    }
  }

  divideDiscounts(shown: Parameters<typeof withShownDiscounts>[1]): void {
    this.lines = withShownDiscounts(this.lines, shown);
  }

  #changeBasket(event: LinesEvent): void {
    this.lines = linesAfter(this.lines, event);
    this.#basketChanged();
  }

  #basketChanged(): void {
    if (this.discounting === "skipped") this.discounting = "by-rules";
    this.discountsBroughtBy = undefined;
  }

  #named(discountRules: string | undefined): void {
    this.rulesHash = discountRules ?? this.rulesHash;
  }

  #discount(event: EventOf<"DiscountsApplied">): void {
    this.lines = linesAfter(this.lines, event);
    const { layer, rules, late, by, cid } = event;
    if (layer !== "rules") return;
    this.discounting = late ?? "by-rules";
    this.discountsBroughtBy = by === "discount" && rules === undefined ? cid : undefined;
  }
}

/** Minor units. */
export const sumOf = (list: readonly { amount: number }[]): number => list.reduce((sum, { amount }) => sum + amount, 0);
