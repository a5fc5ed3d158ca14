// What has happened to an order. Stored for good: a type is never renamed, a shape only ever gains a version, and `read` lifts old versions to today's.
import { z } from "zod";
import { Region } from "../access/principal";
import { Configuration } from "../menu/compiled";
import { Described } from "../menu/configure";
import { OrderType } from "../menu/channel";
import { Currency, Minor } from "../pricing/money";
import { Address, Contact, Extra, PaymentType } from "./commands";
import { OrderDiscount } from "./discounts";
import { LineStatus } from "./status";

/** `at`: RFC 3339 UTC. `by`: user id, or the service's name. `cid`: the command's correlation id. */
const stamp = { v: z.literal(1), at: z.string(), by: z.string(), cid: z.string() };

/** A line as sold: product, choice and price are what they were when it was accepted. */
const SoldLine = z.object({
  id: z.string(),
  productId: z.string(),
  product: Described,
  config: Configuration,
  quantity: z.int(),
  unitPrice: Minor,
  vat: z.string(),
  tags: z.array(z.string()),
  /** Some discount rule looks at this product. */
  eligible: z.boolean(),
  status: LineStatus,
  comment: z.string().optional(),
  extra: Extra.optional(),
});
export type SoldLine = z.infer<typeof SoldLine>;

const Bucket = z.object({ venue: z.string(), name: z.string(), menu: z.string(), menuHash: z.string(), timeZone: z.string() });
const lines = z.array(z.string());
const money = { id: z.string(), payment: PaymentType, source: z.string(), amount: Minor };

export const OrderEvent = z.discriminatedUnion("type", [
  z.object({
    ...stamp,
    type: z.literal("OrderCreated"),
    tenant: z.string(),
    region: Region,
    order: z.string(),
    orderType: OrderType,
    source: z.string(),
    currency: Currency,
    contact: Contact,
    address: Address.optional(),
    geoPosition: z.object({ lat: z.number(), lng: z.number() }).optional(),
    extra: Extra,
    due: z.string().optional(),
    claimCode: z.string(),
  }),
  z.object({ ...stamp, type: z.literal("LinesAppended"), bucket: Bucket, lines: z.array(SoldLine) }),
  z.object({ ...stamp, type: z.literal("LinesRemoved"), lines }),
  z.object({ ...stamp, type: z.literal("QuantityChanged"), line: z.string(), quantity: z.int() }),
  z.object({ ...stamp, type: z.literal("ContactSet"), contact: Contact }),
  z.object({ ...stamp, type: z.literal("ExtraStored"), store: Extra }),
  z.object({ ...stamp, type: z.literal("OrderCommented"), id: z.string(), comment: z.string() }),
  z.object({ ...stamp, type: z.literal("LineCommented"), id: z.string(), line: z.string(), comment: z.string() }),
  z.object({ ...stamp, type: z.literal("DueSet"), due: z.string() }),
  z.object({ ...stamp, type: z.literal("DiscountsApplied"), layer: z.string(), discounts: z.array(OrderDiscount) }),
  z.object({
    ...stamp,
    type: z.literal("PaymentOpened"),
    ...money,
    returnUrl: z.string().optional(),
    returnErrorUrl: z.string().optional(),
  }),
  z.object({ ...stamp, type: z.literal("PaymentRegistered"), ...money }),
  z.object({ ...stamp, type: z.literal("PaymentDeclined"), id: z.string(), reason: z.string() }),
  /** Money went back: `amount` is positive, `of` the payment that it was taken with. */
  z.object({ ...stamp, type: z.literal("PaymentRefunded"), id: z.string(), of: z.string(), amount: Minor, reference: z.string() }),
  z.object({ ...stamp, type: z.literal("OrderCompleted") }),
  z.object({ ...stamp, type: z.literal("LinesConfirmed"), lines }),
  z.object({ ...stamp, type: z.literal("LinesStarted"), lines }),
  z.object({ ...stamp, type: z.literal("LinesProcessed"), lines }),
  z.object({ ...stamp, type: z.literal("LinesVoided"), lines, reason: z.string().optional() }),
  z.object({ ...stamp, type: z.literal("QueuePositionSet"), venue: z.string(), position: z.string() }),
  z.object({ ...stamp, type: z.literal("OrderVerified") }),
  z.object({ ...stamp, type: z.literal("OrderReady") }),
  z.object({ ...stamp, type: z.literal("OrderDelivered") }),
  z.object({ ...stamp, type: z.literal("OrderClosed"), statusInfo: z.string().optional() }),
  z.object({ ...stamp, type: z.literal("OrderAbandoned"), statusInfo: z.string().optional() }),
  z.object({ ...stamp, type: z.literal("OrderCancelled"), statusInfo: z.string().optional() }),
]);
export type OrderEvent = z.infer<typeof OrderEvent>;
export type EventOf<T extends OrderEvent["type"]> = Extract<OrderEvent, { type: T }>;

/** A stored body as an event of today's shape: the place where an old version is lifted. Only version 1 has ever been written. */
export function readEvent(body: string): OrderEvent {
  const event: OrderEvent = JSON.parse(body); // written by the log from an OrderEvent, never by anyone else
  return event;
}
