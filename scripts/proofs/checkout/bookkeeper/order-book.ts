// An order as a bookkeeper writes it down: from what has happened to it (the stored events), and from nothing that the platform makes of
// that.
import type { EventOf, OrderEvent } from "../../../../domain/order/events.ts";

/**
 * `root`: the line that it was split from at first. `deposit`: minor units on what goes out with one. `hash`: of the menu that says its
 * price.
 */
export type BookLine = {
  id: string;
  root: string;
  venue: string;
  product: string;
  config: EventOf<"LinesAppended">["lines"][number]["config"];
  price: number;
  quantity: number;
  vat: string;
  tags: readonly string[];
  deposit: number;
  hash: string;
  status: string;
  held: boolean;
  begun: boolean;
  discounts: readonly { layer: string; name: string; amount: number }[];
};

/** `lines`: what it was for by name. `shares`: what it has paid of each line. Minor units. */
export type BookPayment = {
  id: string;
  type: string;
  amount: number;
  lines: readonly string[] | undefined;
  shares: ReadonlyMap<string, number>;
};
export type BookRefund = { id: string; of: string; amount: number; kind: string | undefined; forgiven: number };
type Arriving = EventOf<"LinesReceived">["buckets"][number];
/** `kept`: a venue keeps it. */
type Leaving = { line: BookLine; kept: boolean };

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
  payments: BookPayment[] = [];
  opened: BookPayment[] = [];
  lapsed: string[] = [];
  /** Had begun when the order was placed: what it costs was settled with their lines as they were. */
  outpaid: BookPayment[] = [];
  /** On its way. */
  refunding: BookRefund[] = [];
  refunded: BookRefund[] = [];
  /** All that ever began to go back. */
  reserved: BookRefund[] = [];
  declined: BookRefund[] = [];
  transit = new Map<string, Leaving[]>();
  /** Lines that have just come from another order, which a venue has kept there. */
  arrived: BookLine[] = [];
  /** Lines that have just gone to another order, which goes on keeping them. */
  departed: BookLine[] = [];
  /** Roots of all lines that have ever left for another order. */
  sent = new Set<string>();
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
    return sumOf(this.payments) - sumOf(this.refunded);
  }
  /** What the order could not use, and what did not go back: it pays for nothing. */
  get stuck(): number {
    return sumOf(this.declined.filter(({ kind }) => kind === "unapplied"));
  }
  get forgiven(): number {
    return this.refunded.reduce((sum, { forgiven }) => sum + forgiven, 0);
  }

  /** Payments that something was bought with, or is being bought with. */
  get payers(): BookPayment[] {
    const undone = this.refunded.filter(({ kind }) => kind === undefined || kind === "reversal");
    const useless = [...this.refunding, ...this.refunded, ...this.declined].filter(({ kind }) => kind === "unapplied");
    const gone = new Set([...undone, ...useless].map(({ of }) => of));
    return [...this.payments.filter(({ id }) => !gone.has(id)), ...this.opened];
  }

  /** Ids of the lines that somebody has paid for, or is paying for. */
  get bound(): ReadonlySet<string> {
    return new Set([...this.payers, ...this.outpaid].flatMap(({ lines, shares }) => lines ?? [...shares.keys()]));
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
    const leaving = [...this.transit.values()].flat().flatMap(({ line, kept }) => (kept ? [line] : []));
    return [...this.lines.filter(isKept), ...leaving].some((line) => isSold(line) && line.venue === venue);
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
        this.#named(event.discountRules);
        this.lines.push(...event.lines.map((line) => newLine(line, event.bucket)));
        return this.#basketChanged();
      case "LinesRemoved":
        this.lines = this.lines.filter(({ id }) => !event.lines.includes(id));
        return this.#basketChanged();
      case "LinesRepriced":
        for (const { id, unitPrice, vat } of event.lines) this.#each([id], { price: unitPrice, vat, hash: event.bucket.menuHash });
        return this.#basketChanged();
      case "QuantityChanged":
        this.#each([event.line], { quantity: event.quantity });
        return this.#basketChanged();
      case "LineSplit":
        this.#split(event);
        return this.#basketChanged();
      case "LinesMoved":
        this.#named(event.discountRules);
        this.#move(event);
        return this.#basketChanged();
      case "LinesReleased":
        this.#release(event);
        return this.#basketChanged();
      case "TransferSettled":
        this.#settle(event);
        return this.#basketChanged();
      case "LinesReceived":
        this.#named(event.discountRules);
        this.#receive(event.buckets);
        return this.#basketChanged();
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
        this.opened.push(paymentOf(event));
        return;
      case "PaymentRegistered":
        return this.#pay(event);
      case "PaymentDeclined":
        if (this.status === "PLACED" && !this.isTab) this.outpaid.push(...this.opened.filter(({ id }) => id === event.id));
        this.opened = without(this.opened, event.id);
        this.lapsed.push(event.id);
        return;
      case "RefundOpened":
        this.#tryAgain(refundOf(event));
        return;
      case "PaymentRefunded":
        this.refunding = without(this.refunding, event.id);
        this.refunded.push(refundOf(event));
        return;
      case "RefundDeclined":
        this.declined.push(...this.refunding.filter(({ id }) => id === event.id));
        this.refunding = without(this.refunding, event.id);
        return;
      case "OrderCompleted":
        this.status = "PLACED";
        for (const line of this.lines) if (line.status === "NEW" && !line.held) line.status = "CONFIRMED";
        return;
      case "LinesConfirmed":
        return this.#each(event.lines, { status: "CONFIRMED" });
      case "LinesFired":
        return this.#each(event.lines, { status: "CONFIRMED", held: false });
      case "LinesHeld":
        return this.#each(event.lines, { held: true });
      case "LinesStarted":
      case "LinesBumped":
      case "LinesRecalled":
        return this.#each(event.lines, { status: "PROCESSING" });
      case "LinesProcessed":
        return this.#each(event.lines, { status: "PROCESSED" });
      case "LinesVoided":
        for (const line of this.#of(event.lines)) Object.assign(line, { status: "VOID", begun: line.status === "PROCESSING" });
        return this.#basketChanged();
      case "LinesWasted":
        this.#each(event.lines, { status: "WASTE" });
        return this.#basketChanged();
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

  /** Which part of a line that was split has what of its discounts is the platform's to say. */
  divideDiscounts(shown: readonly { id: string; discounts: { layer: string; name: string; discountPrice: string }[] }[]): void {
    for (const line of this.lines) {
      const { discounts = [] } = shown.find(({ id }) => id === line.id) ?? {};
      line.discounts = discounts.map(({ layer, name, discountPrice }) => ({
        layer,
        name,
        amount: Math.round(Number(discountPrice) * 100),
      }));
    }
  }

  #basketChanged(): void {
    if (this.discounting === "skipped") this.discounting = "by-rules";
    this.discountsBroughtBy = undefined;
  }

  #named(discountRules: string | undefined): void {
    this.rulesHash = discountRules ?? this.rulesHash;
  }

  #of(ids: readonly string[]): BookLine[] {
    return this.lines.filter(({ id }) => ids.includes(id));
  }

  #each(ids: readonly string[], change: Partial<BookLine>): void {
    for (const line of this.#of(ids)) Object.assign(line, change);
  }

  #split({ line: id, parts }: EventOf<"LineSplit">): void {
    this.lines = this.lines.flatMap((line) => (line.id === id ? parts.map((part) => ({ ...line, ...part })) : [line]));
  }

  #move({ lines, bucket, sold = [] }: EventOf<"LinesMoved">): void {
    const moving = this.#of(lines).map((line) => {
      const anew = sold.find(({ id }) => id === line.id);
      return {
        ...line,
        venue: bucket.venue,
        hash: bucket.menuHash,
        ...(anew && { price: anew.unitPrice, vat: anew.vat, deposit: depositOf(anew) }),
      };
    });
    this.lines = [...this.lines.filter(({ id }) => !lines.includes(id)), ...moving];
  }

  #release({ transfer, lines }: EventOf<"LinesReleased">): void {
    const isKept = this.keeps();
    this.transit.set(
      transfer,
      this.#of(lines).map((line) => ({ line, kept: isKept(line) })),
    );
    for (const { root } of this.#of(lines)) this.sent.add(root);
    this.lines = this.lines.filter(({ id }) => !lines.includes(id));
  }

  #settle({ transfer, accepted }: EventOf<"TransferSettled">): void {
    const left = this.transit.get(transfer) ?? [];
    this.transit.delete(transfer);
    if (accepted) this.departed.push(...left.filter(({ kept }) => kept).map(({ line }) => line));
    else this.lines.push(...left.map(({ line }) => line));
  }

  #receive(buckets: readonly Arriving[]): void {
    for (const bucket of buckets) {
      for (const line of bucket.lines) {
        const arriving = {
          ...newLine(line, { venue: bucket.venue, menuHash: line.menuHash }),
          root: line.root ?? line.id,
          begun: line.begun === true,
          discounts: line.discounts,
        };
        this.lines.push(arriving);
        if (line.kept) this.arrived.push({ ...arriving });
      }
    }
  }

  #discount({ layer, discounts, rules, late, by, cid }: EventOf<"DiscountsApplied">): void {
    for (const line of this.lines) {
      const others = line.discounts.filter((discount) => discount.layer !== layer);
      line.discounts = [...others, ...discounts.filter((discount) => discount.line === line.id)];
    }
    if (layer !== "rules") return;
    this.discounting = late ?? "by-rules";
    this.discountsBroughtBy = by === "discount" && rules === undefined ? cid : undefined;
  }

  /** What begins to go back is not what was declined any more. */
  #tryAgain(refund: BookRefund): void {
    let begun = refund.amount;
    this.declined = this.declined.flatMap((declined) => {
      const part = declined.of === refund.of ? Math.min(begun, declined.amount) : 0;
      begun -= part;
      return part < declined.amount ? [{ ...declined, amount: declined.amount - part }] : [];
    });
    this.refunding.push(refund);
    this.reserved.push(refund);
  }

  #pay(event: EventOf<"PaymentRegistered">): void {
    const begun = this.opened.find(({ id }) => id === event.id);
    const paid = paymentOf(event);
    const shares = paid.shares.size > 0 ? paid.shares : (begun?.shares ?? paid.shares);
    this.payments.push({ ...paid, lines: paid.lines ?? begun?.lines, shares });
    this.opened = without(this.opened, event.id);
    this.lapsed = this.lapsed.filter((id) => id !== event.id);
  }
}

const isSold = ({ status }: BookLine): boolean => status !== "VOID" && status !== "WASTE";

type Sold = Pick<
  EventOf<"LinesAppended">["lines"][number],
  "id" | "productId" | "config" | "unitPrice" | "quantity" | "vat" | "tags" | "status"
> & {
  held?: boolean | undefined;
  deposits?: { deposit: number; count: number }[] | undefined;
};

const newLine = (line: Sold, { venue, menuHash }: { venue: string; menuHash: string }): BookLine => ({
  id: line.id,
  root: line.id,
  venue,
  product: line.productId,
  config: line.config,
  price: line.unitPrice,
  quantity: line.quantity,
  vat: line.vat,
  tags: line.tags,
  deposit: depositOf(line),
  hash: menuHash,
  status: line.status,
  held: line.held ?? false,
  begun: false,
  discounts: [],
});

const depositOf = ({ deposits = [] }: Pick<Sold, "deposits">): number =>
  deposits.reduce((sum, { deposit, count }) => sum + deposit * count, 0);

const paymentOf = ({ id, payment, amount, lines, shares }: EventOf<"PaymentOpened"> | EventOf<"PaymentRegistered">): BookPayment => ({
  id,
  type: payment,
  amount,
  lines,
  shares: new Map(Object.entries(shares ?? {})),
});

const refundOf = ({ id, of, amount, kind, forgiven = 0 }: EventOf<"RefundOpened"> | EventOf<"PaymentRefunded">): BookRefund => ({
  id,
  of,
  amount,
  kind,
  forgiven,
});

const without = <T extends { id: string }>(list: readonly T[], id: string): T[] => list.filter((one) => one.id !== id);
export const sumOf = (list: readonly { amount: number }[]): number => list.reduce((sum, { amount }) => sum + amount, 0);
