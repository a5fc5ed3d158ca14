// What a webhook receiver gets, and what an admin may say and see of an endpoint.
import { z } from "zod";
import type { OrderStatus } from "../domain/order/status";
import { WebhookType } from "./queue";

/** `standard`: Standard Webhooks 1.0.0. `classic`: the older body that published receivers read (docs/wire.md, "Webhooks"). */
export const WebhookFormat = z.enum(["standard", "classic"]);
export type WebhookFormat = z.infer<typeof WebhookFormat>;

/** `whsec_` and base64 of 24 to 64 bytes, as Standard Webhooks has it. */
export const WebhookSecret = z
  .string()
  .regex(/^whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, "must be whsec_ and base64")
  .refine((secret) => isBetween(24, bytesIn(secret.slice("whsec_".length)), 64), "must hold 24 to 64 bytes");

const bytesIn = (base64: string) => Math.floor((base64.replace(/=+$/, "").length * 3) / 4);
const isBetween = (low: number, value: number, high: number) => low <= value && value <= high;

export function newWebhookSecret(): string {
  return `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;
}

/** The wire order (`IOrder`), passed on as it is. */
const Order = z.record(z.string(), z.unknown());
type Order = z.infer<typeof Order>;

/** `timestamp`: when it happened, RFC 3339 UTC; the same in every repeat. `order` is newer than that if the order has moved on since. */
type StandardPayload = { type: WebhookType | "ping"; timestamp: string; data: { order?: Order } };

/** `tenant`: its name under `__NAME__`, and its public properties. A ping has no order. */
type ClassicPayload = { commandClass: string; command: { status?: string }; tenant: Record<string, string>; order?: Order };

/** How the older format names what happened: the command class, and the status that the order got. */
const classic: Record<WebhookType, { commandClass: string; status: OrderStatus }> = {
  "order.created": { commandClass: "OrderCreatedEventCommand", status: "NEW" },
  "order.completed": { commandClass: "OrderCompletedEventCommand", status: "COMPLETED" },
  "order.verified": { commandClass: "OrderVerifiedEventCommand", status: "VERIFIED" },
  "order.ready": { commandClass: "OrderDeliverReadyEventCommand", status: "DELIVER" },
  "order.delivered": { commandClass: "OrderDeliveredEventCommand", status: "DELIVERED" },
  "order.closed": { commandClass: "OrderClosedEventCommand", status: "CLOSED" },
  "order.abandoned": { commandClass: "OrderAbandonedEventCommand", status: "ABANDONED" },
  "order.cancelled": { commandClass: "OrderCancelledEventCommand", status: "CANCELLED" },
  // No status of its own: the order is placed, and no kitchen screen has shown it.
  "order.unacknowledged": { commandClass: "OrderUnacknowledgedEventCommand", status: "COMPLETED" },
};

/** A tenant as its webhooks show it. */
export type WebhookTenant = { name: string; properties: Record<string, string> };

/**
 * The body of one event. `snapshot`: the wire order as JSON text. @throws SyntaxError, ZodError when it is no such text: a mistake of ours.
 */
export function webhookBody(
  format: WebhookFormat,
  { type, at }: { type: WebhookType; at: string },
  snapshot: string,
  tenant: WebhookTenant,
): string {
  const order = Order.parse(JSON.parse(snapshot));
  switch (format) {
    case "standard":
      return JSON.stringify({ type, timestamp: at, data: { order } } satisfies StandardPayload);
    case "classic": {
      const { commandClass, status } = classic[type];
      return JSON.stringify({ commandClass, command: { status }, tenant: tenantOf(tenant), order } satisfies ClassicPayload);
    }
  }
}

/** The same body with another state of the order; a body without an order stays as it is. */
export function withOrder(body: string, snapshot: string): string {
  const payload = Order.parse(JSON.parse(body));
  const order = Order.parse(JSON.parse(snapshot));
  const data = Order.safeParse(payload.data);
  if (data.success && "order" in data.data) return JSON.stringify({ ...payload, data: { ...data.data, order } });
  return "order" in payload ? JSON.stringify({ ...payload, order }) : body;
}

/** What a test delivery carries. */
export function pingBody(format: WebhookFormat, at: string, tenant: WebhookTenant): string {
  switch (format) {
    case "standard":
      return JSON.stringify({ type: "ping", timestamp: at, data: {} } satisfies StandardPayload);
    case "classic":
      return JSON.stringify({ commandClass: "PingCommand", command: {}, tenant: tenantOf(tenant) } satisfies ClassicPayload);
  }
}

const tenantOf = ({ name, properties }: WebhookTenant) => ({ ...properties, __NAME__: name });

/** The `webhook-id`: the same for every repeat of one event, and without a dot, which separates the signed parts. */
export const messageId = (order: string, seq: number, type: WebhookType) => `${messagesOf(order)}${seq}_${type.replace(".", "-")}`;

/** What the ids of an order's deliveries begin with. */
export const messagesOf = (order: string) => `msg_${order}_`;

/**
 * What an endpoint's object sends. `body`: the exact text that is signed and sent.
 * `correlationId`: of the request that it goes back to, as far as known.
 */
export type Delivery = { id: string; type: WebhookType | "ping"; body: string; correlationId?: string | undefined };

/** What an endpoint's object must know. `secret` is its alone: it leaves the object only as signatures. */
export type EndpointConfig = { tenant: string; id: string; url: string; active: boolean; secret: string };

/** One HTTP request. `status` null: no answer came, and `error` says why. `response`: the beginning of the answer, at most 1 KB. */
export const Attempt = z.object({
  at: z.string(),
  status: z.int().nullable(),
  error: z.string().nullable(),
  durationMs: z.int(),
  response: z.string(),
});
export type Attempt = z.infer<typeof Attempt>;

/** One delivery in an endpoint's log. `failed`: given up. `nextAttempt`: RFC 3339 UTC, null when there is none. */
export const DeliveryEntry = z.object({
  id: z.string(),
  type: z.string(),
  correlationId: z.string().optional(),
  status: z.enum(["pending", "delivered", "failed"]),
  created: z.string(),
  nextAttempt: z.string().nullable(),
  attempts: z.array(Attempt),
});
export type DeliveryEntry = z.infer<typeof DeliveryEntry>;
