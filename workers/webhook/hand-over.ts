// Finds out who wants to hear of what happened to an order, and hands it to their endpoints. Harmless when done twice: ids come from the events.
import type { WebhookJob } from "../../protocol/queue";
import { type Delivery, messageId, type TenantCard, webhookBody } from "../../protocol/webhook";
import type { WebhookEndpoint } from "../lib/db/webhook-endpoints";

export type HandOverDeps = {
  /** Read anew for each batch: an endpoint made a moment ago hears of the next order. */
  tenant: () => Promise<{ card: TenantCard; endpoints: WebhookEndpoint[] }>;
  /** False when the endpoint takes nothing: its object has stopped it, or it was removed. */
  enqueue: (endpoint: string, deliveries: Delivery[]) => Promise<boolean>;
  deactivate: (endpoint: string) => Promise<unknown>;
  /** The word to the order that events `from`…`to` are dealt with. */
  acknowledge: (from: number, to: number) => Promise<unknown>;
};

export async function handOver(job: WebhookJob, { tenant, enqueue, deactivate, acknowledge }: HandOverDeps): Promise<void> {
  const { card, endpoints } = await tenant();
  await Promise.all(
    endpoints.map(async (endpoint) => {
      const deliveries = deliveriesFor(endpoint, job, card);
      if (deliveries.length > 0 && !(await enqueue(endpoint.id, deliveries))) await deactivate(endpoint.id);
    }),
  );
  await acknowledge(job.from, job.to);
}

const deliveriesFor = ({ types, format }: WebhookEndpoint, { order, happened, snapshot }: WebhookJob, card: TenantCard): Delivery[] =>
  happened
    .filter(({ type }) => types.includes(type))
    .map(({ type, seq, at }) => ({ id: messageId(order, seq, type), type, body: webhookBody(format, { type, at }, snapshot, card) }));
