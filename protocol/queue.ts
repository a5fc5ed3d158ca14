// What the queues carry. Every message may arrive twice or out of order; the order's id and seq say so.
import { z } from "zod";
import { Region } from "../domain/access/principal";
import { OrderStatus } from "../domain/order/status";
import { OrderType } from "../domain/menu/channel";

/** Of the request that a job, or what happened, goes back to. Jobs of an older deployment have none. */
const correlationId = z.string().optional();

/**
 * Events `from`…`to` (inclusive) of one order. The consumer's word for them is `OrderObject.acknowledge(destination, from, to)`.
 * `correlationId`: of event `to`.
 */
const Run = { tenant: z.string(), region: Region, order: z.uuid(), from: z.int().positive(), to: z.int().positive(), correlationId };

/** Queue `discounts`: the order could not price its basket as it was at `revision`; look at it, and answer with ApplyDiscounts. */
export const DiscountJob = z.strictObject({ ...Run, revision: z.int().positive() });
export type DiscountJob = z.infer<typeof DiscountJob>;

/** What reports and search need of an order: one row in D1, newest `seq` wins. Amounts in minor units, instants RFC 3339 UTC. */
export const OrderRow = z.strictObject({
  status: OrderStatus,
  orderType: OrderType,
  source: z.string(),
  creator: z.string(),
  venues: z.array(z.string()),
  currency: z.string(),
  total: z.int(),
  discount: z.int(),
  paid: z.int(),
  paymentTypes: z.array(z.string()),
  lines: z.int(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  extId: z.string().nullable(),
  /** Of an open order. */
  claimCode: z.string().nullable(),
  /** By venue, what its lines come to after discounts. */
  venueTotals: z.record(z.string(), z.int()),
  created: z.string(),
  changed: z.string(),
  due: z.string().nullable(),
  completedTime: z.string().nullable(),
  closedDate: z.string().nullable(),
});
export type OrderRow = z.infer<typeof OrderRow>;

/** Queue `projections`. `erased`: the guest's data have left the order. */
export const ProjectionJob = z.strictObject({ ...Run, row: OrderRow, erased: z.literal(true).optional() });
export type ProjectionJob = z.infer<typeof ProjectionJob>;

/** Webhook event types a tenant can choose. noun.verb; never renamed. */
export const WebhookType = z.enum([
  "order.created",
  "order.completed",
  "order.verified",
  "order.ready",
  "order.delivered",
  "order.closed",
  "order.abandoned",
  "order.cancelled",
  "order.unacknowledged",
]);
export type WebhookType = z.infer<typeof WebhookType>;

/**
 * Queue `webhooks`: these things happened. What the order was like then is asked of the order: it may be larger than a message.
 * `erased`: the guest's data have left the order, and leave what endpoints keep of it.
 */
export const WebhookJob = z
  .strictObject({
    ...Run,
    happened: z.array(z.strictObject({ type: WebhookType, seq: z.int().positive(), at: z.string(), correlationId })),
    erased: z.literal(true).optional(),
  })
  .refine(({ happened, erased }) => happened.length > 0 || erased, "expected something that happened");
export type WebhookJob = z.infer<typeof WebhookJob>;

/**
 * Queue `menu`: bring this menu's versions to where they are sold.
 * Without `version`, what is authored now becomes a version and is published, if the menu is one that publishes itself;
 * with it, that version is compiled. `edit`: what was changed, for those who listen at the venues.
 */
export const MenuJob = z.strictObject({
  tenant: z.string(),
  region: Region,
  menu: z.string(),
  version: z.int().positive().optional(),
  edit: z.union([z.strictObject({ products: z.array(z.string()) }), z.strictObject({ imported: z.literal(true) })]).optional(),
  correlationId,
});
export type MenuJob = z.infer<typeof MenuJob>;

/** Queue `menu`, too: what this venue sells has changed, so its open baskets are looked at. `after`: the last order that has been. */
export const RecheckJob = z.strictObject({ tenant: z.string(), region: Region, recheck: z.string(), after: z.string().optional() });
export type RecheckJob = z.infer<typeof RecheckJob>;
