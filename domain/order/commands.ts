// What may be asked of an order, and by whom. Bodies at the doors are made of these schemas (protocol/ordering.ts);
// `decide` takes the types.
import { z } from "zod";
import type { Capability } from "../access/capabilities";
import type { Region } from "../access/principal";
import { fromKeys } from "../from-keys";
import { Instant } from "../instant";
import { Configuration } from "../menu/compiled";
import { Channel, OrderType } from "../menu/channel";
import type { VenueCard } from "../menu/venue-card";
import { Currency, Minor } from "../pricing/money";
import type { OrderDiscount } from "../discount/line-discount";
import { Position } from "../venue/distance";
import type { Destination } from "./delivery-destination";
import { FiscalSlip } from "./fiscal-slip";
import { FeeId, OrderSettings } from "./order-settings";
import { RefundReason } from "./refund-kind";
import type { TransferredBucket, TransferredComment } from "./transfer";

export const Id = z.string().regex(/^[a-zA-Z0-9_.-]{1,128}$/);
const ExtraKey = z.string().min(1).max(64);
/** Small string-to-string facts that clients attach to orders, lines and users. */
export const Extra = z.record(ExtraKey, z.string().max(1024));
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

export const LineIds = z.array(z.uuid()).min(1).max(500);
export const Quantity = z.int("expected a whole number").min(1, "expected at least 1").max(100_000, "expected at most 100000");
const Course = z.int().min(1).max(20);
const Comment = z.string().min(1, "expected a comment").max(255, "expected at most 255 characters");
const statusInfo = z.string().max(255).optional();
const reason = z.string().min(1).max(255);

/** What a payment is for: named lines of the order, at what they cost together. */
const payingFor = { lines: LineIds.optional() };

/** Keys that leave with the others stored: an extra that says nothing any more. */
const remove = z.array(ExtraKey).max(64).optional();

/** A line as asked for. `id` is made by the caller of the actor, deterministically, so that a repeated command names the same line. */
export const RequestedLine = z.strictObject({
  id: z.uuid(),
  productId: Id,
  quantity: Quantity,
  config: Configuration,
  /** Minor units. Honoured only for ROLE_SU and ROLE_ALTERPRICE; ignored, not refused, for everybody else. */
  price: Minor.min(0).optional(),
  status: z.enum(["NEW", "CONFIRMED"]),
  comment: z.string().max(255, "expected at most 255 characters").optional(),
  extra: Extra.optional(),
  /** Which course it belongs to, from 1; lines of one course are fired together. */
  course: Course.optional(),
  /** Not to be made before it is fired. */
  held: z.boolean().optional(),
});
export type RequestedLine = z.infer<typeof RequestedLine>;

const wanted = { venue: Id, lines: z.array(RequestedLine).min(1).max(100) };

const command = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) => z.strictObject({ type: z.literal(type), ...shape });

/** Commands by type, as the doors take them: whole, or in a shape of their own that is made of these fields. */
export const commands = {
  CreateOrder: command("CreateOrder", {
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
  AppendLines: command("AppendLines", wanted),
  RemoveLines: command("RemoveLines", { lines: LineIds }),
  ChangeQuantity: command("ChangeQuantity", { line: z.uuid(), quantity: Quantity }),
  SetContact: command("SetContact", { contact: Contact }),
  StoreExtra: command("StoreExtra", { store: Extra, remove }),
  StoreLinesExtra: command("StoreLinesExtra", { lines: LineIds, store: Extra, remove }),
  CommentOrder: command("CommentOrder", { id: z.uuid(), comment: Comment }),
  CommentLine: command("CommentLine", { id: z.uuid(), line: z.uuid(), comment: Comment }),
  SetDue: command("SetDue", { due: Instant }),
  /** Where the order goes. A position that is not told is that of the address, if the envelope's `destination` has found it. */
  SetDelivery: command("SetDelivery", { address: Address.optional(), geoPosition: GeoPosition.optional() }),
  /** A payment begins at a provider. `returnUrl`s: where the guest's browser goes afterwards. */
  OpenPayment: command("OpenPayment", {
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
  RegisterPayment: command("RegisterPayment", {
    id: z.uuid(),
    payment: TenderType,
    source: z.string().max(64),
    amount: Minor.min(0),
    ...payingFor,
    /** It has been taken already, by a till that was away: it is booked, whatever is left to pay. */
    taken: z.boolean().optional(),
  }),
  ConfirmLines: command("ConfirmLines", { lines: LineIds }),
  StartLines: command("StartLines", { lines: LineIds }),
  ProcessLines: command("ProcessLines", { lines: LineIds }),
  /** A station of the venue is done with its part of these lines, or of all that it has; without a station the lines are made. */
  BumpLines: command("BumpLines", { venue: Id, station: z.string().min(1).max(64).optional(), lines: LineIds.optional() }),
  /** Lines that were called made are not. */
  RecallLines: command("RecallLines", { lines: LineIds }),
  /** To be made before others, or in its turn again. */
  ExpediteOrder: command("ExpediteOrder", { on: z.boolean() }),
  VoidLines: command("VoidLines", { lines: LineIds, reason: statusInfo }),
  /** Made and thrown away: nobody pays for it. */
  WasteLines: command("WasteLines", { lines: LineIds, reason }),
  HoldLines: command("HoldLines", { lines: LineIds }),
  /** Lets the kitchen make these lines, or those of a course; an open tab is placed with its first fire. */
  FireLines: command("FireLines", { lines: LineIds.optional(), course: Course.optional() }),
  /** To another venue of the order, or one that is new to it. */
  MoveLines: command("MoveLines", { lines: LineIds, venue: Id }),
  /** `parts`: the first keeps the line's id; together they are the line. */
  SplitLine: command("SplitLine", {
    line: z.uuid(),
    parts: z
      .array(z.strictObject({ id: z.uuid(), quantity: Quantity }))
      .min(2)
      .max(100),
  }),
  /**
   * Lines begin to leave for order `to`; `merge`: all of them, and this order ends when they have arrived. `channel`: through which that
   * order sells: lines that come to another one are sold anew.
   */
  ReleaseLines: command("ReleaseLines", {
    transfer: z.uuid(),
    to: z.uuid(),
    lines: LineIds.optional(),
    merge: z.boolean(),
    channel: Channel.optional(),
  }),
  /** Who knows the code that the order's guest sees becomes one of its people. */
  ClaimOrder: command("ClaimOrder", { claimCode: z.string().max(16) }),
  AddCoupon: command("AddCoupon", {
    id: z.uuid(),
    coupon: z.string().regex(/^[a-zA-Z0-9_.-]{1,64}$/, "expected a coupon's code"),
    data: z.record(z.string(), z.string()).optional(),
  }),
  RemoveCoupon: command("RemoveCoupon", { id: z.uuid() }),
  WaiveFee: command("WaiveFee", { fee: FeeId, reason }),
  /** Money begins to go back; `amount` is reserved until the provider has said yes or no. Without `kind` it is goodwill. */
  OpenRefund: command("OpenRefund", { id: z.uuid(), payment: z.uuid(), amount: Minor.min(1), kind: RefundReason.optional(), reason }),
  AddFiscal: command("AddFiscal", { slip: FiscalSlip }),
  /**
   * A screen or printer of this configuration, in this venue's kitchen, has shown the order as it was after event `seq`; without, as it is.
   */
  TraceOrder: command("TraceOrder", { config: Id, venue: Id.optional(), seq: z.int().min(1).optional() }),
  SetQueuePosition: command("SetQueuePosition", { venue: Id, position: z.string().regex(/^[a-zA-Z0-9_.-]{1,32}$/) }),
  CloseOrder: command("CloseOrder", { statusInfo }),
  AbandonOrder: command("AbandonOrder", { statusInfo }),
  CancelOrder: command("CancelOrder", { statusInfo }),
};

/** What says nothing besides, or an amount, which comes in major units. */
type BareCommand =
  | { type: "CompleteOrder" }
  | { type: "VerifyOrder" }
  | { type: "DeliverOrder" }
  /** Takes the guest's personal data out of the order and of its log. */
  | { type: "EraseOrder" }
  /** 0 takes the tip back. */
  | { type: "SetTip"; amount: Minor };

/** What only our own programs ask, which no door takes. */
type InternalCommand =
  /**
   * `revision`: the basket that the discounts were computed for; a newer basket makes them void, and so does another set of `paid` lines,
   * where they are told. Replaces every discount of `layer`; the chain's own rules are only waited for while they are not at hand.
   */
  | { type: "ApplyDiscounts"; revision: number; paid?: string[] | undefined; layer: string; discounts: OrderDiscount[] }
  /** The venue's menu or locks have changed: its lines are looked at again. Given by the menu worker. */
  | { type: "RecheckLines"; venue: string }
  | { type: "DeclinePayment"; id: string; reason: string }
  /**
   * Lines arrive from order `from`. Given by the other order alone. `by`: who moved them. `channel`: through which they are sold now.
   * `discountRules`: hash of those of the order that they leave.
   */
  | {
      type: "ReceiveLines";
      transfer: string;
      from: string;
      by: string;
      currency: Currency;
      channel?: Channel | undefined;
      discountRules?: string | undefined;
      buckets: TransferredBucket[];
      comments: TransferredComment[];
    }
  /** What became of lines that have left. Given by this order to itself. */
  | { type: "SettleTransfer"; transfer: string; accepted: boolean; reason?: string | undefined }
  /** `reference`: the provider's, of the money that has gone back. */
  | { type: "RegisterRefund"; id: string; reference: string }
  | { type: "DeclineRefund"; id: string; reason: string }
  | { type: "AlertKitchen" }
  | { type: "EscalateOrder" };

export type OrderCommand = z.infer<(typeof commands)[keyof typeof commands]> | BareCommand | InternalCommand;
export type CommandOf<T extends OrderCommand["type"]> = Extract<OrderCommand, { type: T }>;

/**
 * What a command needs that its giver may; undefined where the order's own guest may give it too;
 * "nobody" where only orders and clocks give it.
 */
export const commandNeeds: Record<OrderCommand["type"], Capability | "nobody" | undefined> = {
  ...fromKeys(["CreateOrder", "AppendLines", "RemoveLines", "ChangeQuantity", "SetContact", "StoreExtra", "StoreLinesExtra"], undefined),
  ...fromKeys(["CommentOrder", "CommentLine", "SetDue", "SetDelivery", "AddCoupon", "RemoveCoupon", "SetTip", "ClaimOrder"], undefined),
  ...fromKeys(["ConfirmLines", "HoldLines", "MoveLines", "SplitLine", "ReleaseLines"], undefined),
  ...fromKeys(["OpenPayment", "CompleteOrder", "AbandonOrder", "EraseOrder"], undefined),
  ...fromKeys(["ReceiveLines", "SettleTransfer", "AlertKitchen", "EscalateOrder", "RecheckLines"], "nobody"),
  ...fromKeys(["RegisterPayment", "DeclinePayment", "OpenRefund", "RegisterRefund", "DeclineRefund"], "payments.take"),
  ...fromKeys(["StartLines", "ProcessLines", "BumpLines", "RecallLines", "FireLines", "VoidLines", "WasteLines"], "kitchen.work"),
  ...fromKeys(["ExpediteOrder", "TraceOrder", "CloseOrder"], "kitchen.work"),
  ApplyDiscounts: "platform.operate",
  WaiveFee: "fees.waive",
  AddFiscal: "slips.add",
  SetQueuePosition: "orders.queue",
  VerifyOrder: "orders.verify",
  DeliverOrder: "orders.deliver",
  CancelOrder: "orders.cancel",
};

/** Who commands: a person or device with its authorities, or one of our own consumers. */
export type Actor =
  | { kind: "user"; user: string; roles: string[] }
  | { kind: "service"; service: "discount" | "payment" | "menu" | "transfer" | "clock" };

/**
 * A command with everything that is not pure. `commandId`: under which the answer is kept for the order's life; unique per caller
 * (`{user}:{key}`), or `{eventId}:{consumer}`. `correlationId`: what the caller finds again in the verdict. `at`: RFC 3339, UTC. `ifSeq`:
 * refuse unless this is the newest event. `card`: the venue that lines are sold with, where the command needs one. `cards`: the terms of
 * every venue of the order, hours, minimums and zones with them, for what asks for money, places, or says when the order is wanted.
 * `claimCode`: by chance, for an order that is created. `destination`: for what says where it goes. `notify`: the verdict is wanted on the
 * caller's socket. `soldAt`: RFC 3339, UTC, when it was sold by the clock of a till that was offline; what may be sold and for how much is
 * looked at as of then. `replayed`: it happened while a till was away: what is sold is sold, whatever a venue has left by now.
 */
export type CommandEnvelope = {
  tenant: string;
  region: Region;
  order: string;
  commandId: string;
  correlationId: string;
  actor: Actor;
  at: string;
  ifSeq?: number | undefined;
  notify?: boolean | undefined;
  soldAt?: string | undefined;
  replayed?: boolean | undefined;
  card?: VenueCard | undefined;
  cards?: VenueCard[] | undefined;
  destination?: Destination | undefined;
  claimCode?: string | undefined;
  command: OrderCommand;
};
