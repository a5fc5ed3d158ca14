// What may be asked of an order. The schemas validate what crosses a wire; the types are what `decide` takes.
import { z } from "zod";
import { Region } from "../access/principal";
import { Instant } from "../instant";
import { Configuration } from "../menu/compiled";
import { Channel, OrderType } from "../menu/channel";
import { VenueCard } from "../menu/venue-card";
import { Currency, Minor } from "../pricing/money";
import { OrderDiscount } from "../discount/line-discount";
import { Position } from "../venue/distance";
import { Destination } from "./destination";
import { FiscalSlip } from "./fiscal-slip";
import { FeeId, OrderSettings } from "./order-settings";
import { RefundReason } from "./refund-kind";
import { TransferredBucket, TransferredComment } from "./transfer";

export const Id = z.string().regex(/^[a-zA-Z0-9_.-]{1,128}$/);
/** Small string-to-string facts that clients attach to orders, lines and users. */
export const Extra = z.record(z.string().min(1).max(64), z.string().max(1024));
export type Extra = z.infer<typeof Extra>;

export const Contact = z.strictObject({
  name: z.string().max(128).optional(),
  phone: z.string().max(32).optional(),
  email: z.string().max(254).optional(),
});
export type Contact = z.infer<typeof Contact>;

export const Address = z.strictObject({
  street: z.string().max(128),
  number: z.string().max(32),
  door: z.string().max(32).optional(),
  postal: z.string().max(16).optional(),
  city: z.string().max(128),
  country: z.string().max(64),
});
export type Address = z.infer<typeof Address>;

/** Degrees, WGS 84. */
export const GeoPosition = z.strictObject(Position.shape);

/** A line as asked for. `id` is made by the caller of the actor, deterministically, so that a repeated command names the same line. */
export const RequestedLine = z.strictObject({
  id: z.uuid(),
  productId: Id,
  quantity: z.int().min(1).max(100_000),
  config: Configuration,
  /** Minor units. Honoured only for ROLE_SU and ROLE_ALTERPRICE; ignored, not refused, for everybody else. */
  price: Minor.min(0).optional(),
  status: z.enum(["NEW", "CONFIRMED"]),
  comment: z.string().max(255).optional(),
  extra: Extra.optional(),
  /** Which course it belongs to, from 1; lines of one course are fired together. */
  course: z.int().min(1).max(20).optional(),
  /** Not to be made before it is fired. */
  held: z.boolean().optional(),
});
export type RequestedLine = z.infer<typeof RequestedLine>;

export const PaymentType = z.enum([
  "CARD",
  "CARD_CLOUD",
  "CASH",
  "COD",
  "COUPON",
  "EPAYMENT",
  "EXTERNAL",
  "GIFTCARD",
  "PREAUTHORIZED",
  "RETURN",
  "TERMINAL",
  "WALLET",
]);
export type PaymentType = z.infer<typeof PaymentType>;

/** How money comes in: `RETURN` is how it goes back, with a refund. */
export const TenderType = PaymentType.exclude(["RETURN"]);
export type TenderType = z.infer<typeof TenderType>;

const lines = z.array(z.uuid()).min(1).max(500);
const statusInfo = z.string().max(255).optional();
const reason = z.string().min(1).max(255);

/** What a payment is for: named lines of the order, at what they cost together. */
const payingFor = { lines: z.array(z.uuid()).min(1).max(500).optional() };

/** Keys that leave with the others stored: an extra that says nothing any more. */
const remove = z.array(z.string().min(1).max(64)).max(64).optional();

const wanted = { venue: Id, lines: z.array(RequestedLine).min(1).max(100) };

export const OrderCommand = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("CreateOrder"),
    orderType: OrderType,
    source: z.string().max(32),
    currency: Currency,
    contact: Contact.optional(),
    address: Address.optional(),
    geoPosition: GeoPosition.optional(),
    extra: Extra.optional(),
    due: Instant.optional(),
    /** First lines, so that an order with something in it is one decision: created with them, or not at all. */
    append: z.strictObject(wanted).optional(),
    /** How the chain does business; the order keeps these rules for its life. */
    house: OrderSettings.optional(),
    /**
     * Paid elsewhere already (aggregators): the order is created with its lines, paid and placed, or not at all.
     * `amount`: what was paid there; the total moves to it.
     */
    paid: z.strictObject({ id: z.uuid(), payment: TenderType, source: z.string().max(64), amount: Minor.min(0).optional() }).optional(),
  }),
  z.strictObject({ type: z.literal("AppendLines"), ...wanted }),
  z.strictObject({ type: z.literal("RemoveLines"), lines }),
  z.strictObject({ type: z.literal("ChangeQuantity"), line: z.uuid(), quantity: z.int().min(1).max(100_000) }),
  z.strictObject({ type: z.literal("SetContact"), contact: Contact }),
  z.strictObject({ type: z.literal("StoreExtra"), store: Extra, remove }),
  z.strictObject({ type: z.literal("StoreLinesExtra"), lines, store: Extra, remove }),
  z.strictObject({ type: z.literal("CommentOrder"), id: z.uuid(), comment: z.string().min(1).max(255) }),
  z.strictObject({ type: z.literal("CommentLine"), id: z.uuid(), line: z.uuid(), comment: z.string().min(1).max(255) }),
  z.strictObject({ type: z.literal("SetDue"), due: Instant }),
  /** Where the order goes. A position that is not told is that of the address, if the envelope's `destination` has found it. */
  z.strictObject({ type: z.literal("SetDelivery"), address: Address.optional(), geoPosition: GeoPosition.optional() }),
  /**
   * `revision`: the basket that the discounts were computed for; a newer basket makes them void, and so does another set of `paid` lines,
   * where they are told. Replaces every discount of `layer`; the chain's own rules are only waited for while they are not at hand.
   */
  z.strictObject({
    type: z.literal("ApplyDiscounts"),
    revision: z.int(),
    paid: z.array(z.string()).optional(),
    layer: z.string(),
    discounts: z.array(OrderDiscount),
  }),
  /** The venue's menu or locks have changed: its lines are looked at again. Given by the menu worker. */
  z.strictObject({ type: z.literal("RecheckLines"), venue: Id }),
  /** A payment begins at a provider. `returnUrl`s: where the guest's browser goes afterwards. */
  z.strictObject({
    type: z.literal("OpenPayment"),
    id: z.uuid(),
    payment: TenderType,
    source: z.string().max(64),
    amount: Minor.min(0),
    returnUrl: z.string().max(2048).optional(),
    returnErrorUrl: z.string().max(2048).optional(),
    ...payingFor,
  }),
  /**
   * Money is there. Completes the order when the payments cover its total. With the id of an opened payment it settles that one.
   * `amount` of a CASH tender is what the guest has handed over: the order takes what is left,
   * rounded to the coins there are, and says the change.
   */
  z.strictObject({
    type: z.literal("RegisterPayment"),
    id: z.uuid(),
    payment: TenderType,
    source: z.string().max(64),
    amount: Minor.min(0),
    ...payingFor,
    /** It has been taken already, by a till that was away: it is booked, whatever is left to pay. */
    taken: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal("DeclinePayment"), id: z.uuid(), reason: z.string().max(255) }),
  z.strictObject({ type: z.literal("CompleteOrder") }),
  z.strictObject({ type: z.literal("ConfirmLines"), lines }),
  z.strictObject({ type: z.literal("StartLines"), lines }),
  z.strictObject({ type: z.literal("ProcessLines"), lines }),
  /** A station of the venue is done with its part of these lines, or of all that it has; without a station the lines are made. */
  z.strictObject({ type: z.literal("BumpLines"), venue: Id, station: z.string().min(1).max(64).optional(), lines: lines.optional() }),
  /** Lines that were called made are not. */
  z.strictObject({ type: z.literal("RecallLines"), lines }),
  /** To be made before others, or in its turn again. */
  z.strictObject({ type: z.literal("ExpediteOrder"), on: z.boolean() }),
  z.strictObject({ type: z.literal("VoidLines"), lines, reason: statusInfo }),
  /** Made and thrown away: nobody pays for it. */
  z.strictObject({ type: z.literal("WasteLines"), lines, reason }),
  z.strictObject({ type: z.literal("HoldLines"), lines }),
  /** Lets the kitchen make these lines, or those of a course; an open tab is placed with its first fire. */
  z.strictObject({ type: z.literal("FireLines"), lines: lines.optional(), course: z.int().min(1).max(20).optional() }),
  /** To another venue of the order, or one that is new to it. */
  z.strictObject({ type: z.literal("MoveLines"), lines, venue: Id }),
  /** `parts`: the first keeps the line's id; together they are the line. */
  z.strictObject({
    type: z.literal("SplitLine"),
    line: z.uuid(),
    parts: z
      .array(z.strictObject({ id: z.uuid(), quantity: z.int().min(1).max(100_000) }))
      .min(2)
      .max(100),
  }),
  /**
   * Lines begin to leave for order `to`; `merge`: all of them, and this order ends when they have arrived. `channel`: through which that
   * order sells: lines that come to another one are sold anew.
   */
  z.strictObject({
    type: z.literal("ReleaseLines"),
    transfer: z.uuid(),
    to: z.uuid(),
    lines: lines.optional(),
    merge: z.boolean(),
    channel: Channel.optional(),
  }),
  /** Lines arrive from order `from`. Given by the other order alone. `by`: who moved them. */
  z.strictObject({
    type: z.literal("ReceiveLines"),
    transfer: z.uuid(),
    from: z.uuid(),
    by: z.string(),
    currency: Currency,
    /** Through which they are sold now. */
    channel: Channel.optional(),
    /** Hash of the discount rules of the order that they leave. */
    discountRules: z.string().optional(),
    buckets: z.array(TransferredBucket),
    comments: z.array(TransferredComment.strict()),
  }),
  /** What became of lines that have left. Given by this order to itself. */
  z.strictObject({ type: z.literal("SettleTransfer"), transfer: z.uuid(), accepted: z.boolean(), reason: statusInfo }),
  /** Who knows the code that the order's guest sees becomes one of its people. */
  z.strictObject({ type: z.literal("ClaimOrder"), claimCode: z.string().max(16) }),
  z.strictObject({
    type: z.literal("AddCoupon"),
    id: z.uuid(),
    coupon: z.string().regex(/^[a-zA-Z0-9_.-]{1,64}$/),
    data: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ type: z.literal("RemoveCoupon"), id: z.uuid() }),
  /** Minor units; 0 takes the tip back. */
  z.strictObject({ type: z.literal("SetTip"), amount: Minor.min(0) }),
  z.strictObject({ type: z.literal("WaiveFee"), fee: FeeId, reason }),
  /** Money begins to go back; `amount` is reserved until the provider has said yes or no. Without `kind` it is goodwill. */
  z.strictObject({
    type: z.literal("OpenRefund"),
    id: z.uuid(),
    payment: z.uuid(),
    amount: Minor.min(1),
    kind: RefundReason.optional(),
    reason,
  }),
  z.strictObject({ type: z.literal("RegisterRefund"), id: z.uuid(), reference: z.string().max(128) }),
  z.strictObject({ type: z.literal("DeclineRefund"), id: z.uuid(), reason }),
  z.strictObject({ type: z.literal("AddFiscal"), slip: FiscalSlip }),
  /**
   * A screen or printer of this configuration, in this venue's kitchen, has shown the order as it was after event `seq`; without, as it is.
   */
  z.strictObject({ type: z.literal("TraceOrder"), config: Id, venue: Id.optional(), seq: z.int().min(1).optional() }),
  z.strictObject({ type: z.literal("AlertKitchen") }),
  z.strictObject({ type: z.literal("EscalateOrder") }),
  /** Takes the guest's personal data out of the order and of its log. */
  z.strictObject({ type: z.literal("EraseOrder") }),
  z.strictObject({ type: z.literal("SetQueuePosition"), venue: Id, position: z.string().regex(/^[a-zA-Z0-9_.-]{1,32}$/) }),
  z.strictObject({ type: z.literal("VerifyOrder") }),
  z.strictObject({ type: z.literal("DeliverOrder") }),
  z.strictObject({ type: z.literal("CloseOrder"), statusInfo }),
  z.strictObject({ type: z.literal("AbandonOrder"), statusInfo }),
  z.strictObject({ type: z.literal("CancelOrder"), statusInfo }),
]);
export type OrderCommand = z.infer<typeof OrderCommand>;
export type CommandOf<T extends OrderCommand["type"]> = Extract<OrderCommand, { type: T }>;

/** Who commands: a person or device with its authorities, or one of our own consumers. */
export const Actor = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("user"), user: z.string(), roles: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("service"), service: z.enum(["discount", "payment", "menu", "transfer", "clock"]) }),
]);
export type Actor = z.infer<typeof Actor>;

/**
 * A command with everything that is not pure. `commandId`: under which the answer is kept for the order's life; unique per caller
 * (`{user}:{key}`), or `{eventId}:{consumer}`. `correlationId`: what the caller finds again in the verdict. `at`: RFC 3339, UTC. `ifSeq`:
 * refuse unless this is the newest event. `card`: the venue that lines are sold with, where the command needs one. `cards`: the terms of
 * every venue of the order, hours, minimums and zones with them, for what asks for money, places, or says when the order is wanted.
 * `claimCode`: by chance, for an order that is created. `destination`: for what says where it goes.
 * `notify`: the verdict is wanted on the caller's socket. `soldAt`: when it was sold by the clock of a till that was offline;
 * what may be sold and for how much is looked at as of then.
 * `replayed`: it happened while a till was away: what is sold is sold, whatever a venue has left by now.
 */
export const CommandEnvelope = z.strictObject({
  tenant: z.string(),
  region: Region,
  order: z.uuid(),
  commandId: z.string().min(1).max(256),
  correlationId: z.string().min(1).max(128),
  actor: Actor,
  at: z.iso.datetime(),
  ifSeq: z.int().optional(),
  notify: z.boolean().optional(),
  soldAt: z.iso.datetime().optional(),
  replayed: z.boolean().optional(),
  card: VenueCard.optional(),
  cards: z.array(VenueCard).optional(),
  destination: Destination.optional(),
  claimCode: z
    .string()
    .regex(/^[A-Z2-9]{6,16}$/)
    .optional(),
  command: OrderCommand,
});
export type CommandEnvelope = z.infer<typeof CommandEnvelope>;
