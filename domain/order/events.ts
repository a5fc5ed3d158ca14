// What has happened to an order. Stored for good: a type is never renamed, a shape only ever gains a version,
// and `read` lifts old versions to today's.
import { z } from "zod";
import { Region } from "../access/principal";
import { Channel, OrderType } from "../menu/channel";
import { SaleTimes } from "../menu/compiled";
import { Currency, Minor } from "../pricing/money";
import { Position } from "../venue/distance";
import { Address, Contact, Extra, PaymentType } from "./commands";
import { OrderDiscount } from "../discount/line-discount";
import { FiscalSlip } from "./fiscal-slip";
import { RefundKind } from "./refund-kind";
import { FeeRule, OrderSettings, DEFAULT_SETTINGS } from "./order-settings";
import { Resold, SoldLine } from "./sold-line";
import { PersonRole } from "./status";
import { TransferredBucket, TransferredComment } from "./transfer";

/**
 * `at`: RFC 3339 UTC. `by`: user id, or the service's name. `cid`: the command's correlation id.
 * `soldAt`: the clock of the till that was offline then.
 * `hold`: id of what venues were asked to keep for the decision that it is part of.
 */
const facts = { at: z.string(), by: z.string(), cid: z.string(), soldAt: z.string().optional(), hold: z.string().optional() };
const stamp = { v: z.literal(1), ...facts };

/** An event of version 1: who did what when, and its own fields. */
const event = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) => z.object({ ...stamp, type: z.literal(type), ...shape });

const bucket = TransferredBucket.omit({ queuePos: true, lines: true });
const lines = z.array(z.string());
/** What each line bears of a sum, by line; minor units. */
const Shares = z.record(z.string(), Minor);
/**
 * `lines`: what it is for, where it is for lines. `shares`: what each line bore when the payment was made, of price, discounts, tax, fees
 * and tip.
 */
const money = {
  id: z.string(),
  payment: PaymentType,
  source: z.string(),
  amount: Minor,
  lines: lines.optional(),
  shares: Shares.exactOptional(),
};
const remove = lines.optional();
/**
 * `kind`: absent from before there were kinds: the bill was open again. `forgiven`: minor units, the part of `amount` that was not paid too
 * much and is not owed again.
 */
const refund = { id: z.string(), of: z.string(), amount: Minor, kind: RefundKind.optional(), forgiven: Minor.optional() };
/** Staff have said it: it is for staff. */
const byStaff = z.literal(true).exactOptional();
/** Staff or a device of the chain has stored these extras: they are no guest's to change. */
const staff = z.literal(true).optional();

export const OrderEvent = z.discriminatedUnion("type", [
  z.object({
    v: z.literal(2),
    ...facts,
    type: z.literal("OrderCreated"),
    tenant: z.string(),
    region: Region,
    order: z.string(),
    orderType: OrderType,
    source: z.string(),
    currency: Currency,
    contact: Contact,
    address: Address.optional(),
    geoPosition: Position.optional(),
    extra: Extra,
    staff,
    byStaff,
    due: z.string().optional(),
    claimCode: z.string(),
    /** Since version 2: orders had no rules of their chain's before. */
    house: OrderSettings,
  }),
  /** `discountRules`: hash of the chain's rules from here on, where it is another one. */
  event("LinesAppended", { bucket, lines: z.array(SoldLine), staff, byStaff, discountRules: z.string().optional() }),
  /** What cannot be had any more, by the code of why; null: it can be had again. */
  event("LinesFlagged", { flags: z.array(z.object({ line: z.string(), reason: z.string().nullable() })) }),
  /** Lines cost what they do in the venue's newer menu. `deposits`: none any more where it is empty, and as before where it is left out. */
  event("LinesRepriced", {
    bucket,
    lines: z.array(
      SoldLine.pick({ id: true, unitPrice: true, vat: true, rates: true, product: true, deposits: true }).extend({
        tags: SoldLine.shape.tags.optional(),
        eligible: SoldLine.shape.eligible.optional(),
      }),
    ),
  }),
  event("LinesRemoved", { lines }),
  event("QuantityChanged", { line: z.string(), quantity: z.int() }),
  event("ContactSet", { contact: Contact }),
  event("ExtraStored", { store: Extra, remove, staff }),
  event("LinesExtraStored", { lines, store: Extra, remove, staff }),
  event("OrderCommented", { id: z.string(), comment: z.string(), byStaff }),
  event("LineCommented", { id: z.string(), line: z.string(), comment: z.string(), byStaff }),
  event("DueSet", { due: z.string() }),
  /** Where the order goes from now on, and no trace of where it went before. `fees`: those of delivery zones, instead of those before. */
  event("DeliverySet", { address: Address.optional(), geoPosition: Position.optional(), fees: z.array(FeeRule) }),
  /** The venue's newer menu sells these at other times; null: always. */
  event("SaleTimesSet", { lines: z.array(z.object({ id: z.string(), onSale: SaleTimes.nullable() })) }),
  /**
   * `rules`: hash of the set that the order has worked them out from; others brought them where there is none.
   * `late`: the rules were not at hand, so that discounts are still to come, or are not waited for any more.
   */
  event("DiscountsApplied", {
    layer: z.string(),
    discounts: z.array(OrderDiscount),
    rules: z.string().optional(),
    late: z.enum(["pending", "skipped"]).optional(),
  }),
  event("PaymentOpened", {
    ...money,
    returnUrl: z.string().optional(),
    returnErrorUrl: z.string().optional(),
    /** The basket that it is for. */
    revision: z.int().optional(),
  }),
  /** `tendered`: cash that was handed over; what is more than `amount` went back as change. */
  event("PaymentRegistered", { ...money, tendered: Minor.optional() }),
  /** The total moved to what the guest paid where it was sold: a platform's discount (negative) or fee. `reason`: whose. */
  event("TotalAdjusted", { amount: Minor, reason: z.string() }),
  /** The total moved to what coins can pay. */
  event("CashRounded", { amount: Minor }),
  event("PaymentDeclined", { id: z.string(), reason: z.string() }),
  /** Money went back: `amount` is positive, `of` the payment that it was taken with. */
  event("PaymentRefunded", { ...refund, reference: z.string() }),
  /** Reserved before the provider of `of` is asked. */
  event("RefundOpened", { ...refund, reason: z.string() }),
  /** `of`, `amount`: what did not go back. */
  event("RefundDeclined", { id: z.string(), of: z.string().optional(), amount: Minor.optional(), reason: z.string() }),
  /** `ready`: when all of it will be, as promised to the guest; RFC 3339. */
  event("OrderCompleted", { ready: z.string().optional() }),
  /** These venues could not be reached, and sell on all the same. */
  event("VenuesNotAsked", { venues: lines }),
  event("LinesConfirmed", { lines }),
  event("LinesStarted", { lines }),
  event("LinesProcessed", { lines }),
  /** A station is done with its part of lines in which others have a part, too. */
  event("LinesBumped", { station: z.string(), lines }),
  event("LinesRecalled", { lines }),
  event("OrderExpedited", { on: z.boolean() }),
  event("LinesVoided", { lines, reason: z.string().optional() }),
  event("LinesWasted", { lines, reason: z.string() }),
  event("LinesHeld", { lines }),
  /** `lines` may be made from now on. `ready`: the promise that they bring, where it is a later one. */
  event("LinesFired", { lines, ready: z.string().optional() }),
  /**
   * `sold`: what each line is there, price and tax and all; without, `stations` are by line those of the new venue, and nothing else has
   * changed.
   */
  event("LinesMoved", {
    lines,
    bucket,
    stations: z.record(z.string(), lines).optional(),
    sold: z.array(Resold).optional(),
    discountRules: z.string().optional(),
  }),
  event("LineSplit", { line: z.string(), parts: z.array(z.object({ id: z.string(), quantity: z.int() })) }),
  /** `channel`: of the order that they leave for. `sold`: what they are there, by venue, where that is another channel than here. */
  event("LinesReleased", {
    transfer: z.string(),
    to: z.string(),
    lines,
    merge: z.boolean(),
    channel: Channel.optional(),
    sold: z.array(z.object({ bucket, lines: z.array(Resold) })).optional(),
  }),
  event("LinesReceived", {
    transfer: z.string(),
    from: z.string(),
    discountRules: z.string().optional(),
    buckets: z.array(TransferredBucket),
    comments: z.array(TransferredComment),
  }),
  event("TransferSettled", { transfer: z.string(), accepted: z.boolean(), reason: z.string().optional() }),
  event("OrderClaimed", { roles: z.array(PersonRole) }),
  event("CouponAdded", { id: z.string(), coupon: z.string(), data: z.record(z.string(), z.string()).optional() }),
  event("CouponRemoved", { id: z.string() }),
  event("TipSet", { amount: Minor }),
  event("FeeWaived", { fee: z.string(), reason: z.string() }),
  event("FiscalAdded", { slip: FiscalSlip }),
  /** `venue`: whose screen it is. `seq`: the newest event of what was shown; without, the one before this. */
  event("OrderTraced", { config: z.string(), venue: z.string().optional(), seq: z.int().optional() }),
  /** Nobody in these venues' kitchens has looked at what they were given at `since`. */
  event("KitchenAlerted", { since: z.string(), venues: lines }),
  event("PromiseMoved", { ready: z.string() }),
  event("OrderEscalated", {}),
  /** The events before it, and this one, hold no personal data any more (domain/order/event-definitions). */
  event("PersonalDataErased", {}),
  event("QueuePositionSet", { venue: z.string(), position: z.string() }),
  event("OrderVerified", {}),
  /** `tookMs`: how long its kitchen took, where that says how fast it is. */
  event("OrderReady", { tookMs: z.int().optional() }),
  event("OrderDelivered", {}),
  event("OrderClosed", { statusInfo: z.string().optional() }),
  event("OrderAbandoned", { statusInfo: z.string().optional() }),
  event("OrderCancelled", { statusInfo: z.string().optional() }),
]);
export type OrderEvent = z.infer<typeof OrderEvent>;
export type EventOf<T extends OrderEvent["type"]> = Extract<OrderEvent, { type: T }>;

/** An event as it was written once: an `OrderCreated` of version 1 had no `house`. Everything else is as it was on the first day. */
type Stored = OrderEvent | (Omit<EventOf<"OrderCreated">, "v" | "house"> & { v: 1; type: "OrderCreated" });

/**
 * A stored body as an event of today's shape: the place where an old version is lifted
 * (domain/order/event-fixtures has one of each ever written).
 */
export function readEvent(body: string): OrderEvent {
  const stored: Stored = JSON.parse(body); // written by the log from an OrderEvent of its time, never by anyone else
  return stored.type === "OrderCreated" && stored.v === 1 ? { ...stored, v: 2, house: DEFAULT_SETTINGS } : stored;
}
