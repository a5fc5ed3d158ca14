// Finds out who wants to hear of what happened to an order, and hands it to their endpoints.
// Harmless when done twice: ids come from the events.
import type { WebhookJob } from "../../protocol/queue";
import { type Delivery, messageId, type WebhookTenant, webhookBody } from "../../protocol/webhook";
import type { WebhookEndpoint } from "../lib/db/webhook-endpoints";
import { tellManagers, type TellManagersDeps } from "./notify-managers";

export type HandOverDeps = TellManagersDeps & {
  /** Read anew for each batch: an endpoint made a moment ago hears of the next order. */
  tenant: () => Promise<{ card: WebhookTenant; endpoints: WebhookEndpoint[] }>;
  /** The wire order as it was at event `seq`, JSON text. Asked only when somebody wants to hear of it. */
  orderAt: (seq: number) => Promise<string>;
  /** False when the endpoint takes nothing: its object has stopped it, or it was removed. */
  enqueue: (endpoint: string, deliveries: Delivery[]) => Promise<boolean>;
  deactivate: (endpoint: string) => Promise<unknown>;
  /** The wire order as it is now, JSON text, if the guest's data have left it; undefined when they have not. */
  erasedOrder: () => Promise<string | undefined>;
  /** Takes the guest's data out of what any endpoint keeps of the order. `snapshot`: the wire order without them, JSON text. */
  erase: (snapshot: string) => Promise<unknown>;
  /** The word to the order that events `from`…`to` are dealt with. */
  acknowledge: (from: number, to: number) => Promise<unknown>;
};

export async function handOver(job: WebhookJob, deps: HandOverDeps): Promise<void> {
  const { tenant, orderAt, enqueue, deactivate, acknowledge } = deps;
  const { card, endpoints } = await tenant();
  const wanted = job.happened.filter(({ type }) => endpoints.some(({ types }) => types.includes(type)));
  const snapshots = new Map(await Promise.all(wanted.map(async ({ seq }) => [seq, await orderAt(seq)] as const)));
  const handed = await Promise.all(
    endpoints.map(async (endpoint) => {
      const deliveries = wanted
        .filter(({ type }) => endpoint.types.includes(type))
        .map(({ type, seq, at, correlationId }): Delivery => {
          const body = webhookBody(endpoint.format, { type, at }, snapshots.get(seq) ?? "", card);
          return { id: messageId(job.order, seq, type), type, body, correlationId };
        });
      if (deliveries.length > 0 && !(await enqueue(endpoint.id, deliveries))) await deactivate(endpoint.id);
      return deliveries.length;
    }),
  );
  // After the endpoints, which get nothing twice: what cannot be told here keeps nothing from them.
  for (const happened of job.happened.filter(({ type }) => type === "order.unacknowledged")) {
    await tellManagers(job, happened, snapshots.get(happened.seq) ?? (await orderAt(happened.seq)), deps);
  }
  // Also of a job that comes late: what it has handed over may have been read before the data left, here or in an attempt that broke off.
  const erased = job.erased || handed.some((deliveries) => deliveries > 0) ? await deps.erasedOrder() : undefined;
  if (erased !== undefined) await deps.erase(erased);
  await acknowledge(job.from, job.to);
}
