// The consumer of `webhooks`: from what happened to an order to the endpoints that want to hear of it.
import type { EndpointObject } from "../../durable-objects/webhook-endpoint/endpoint-object";
import type { FeedObject } from "../../durable-objects/feed/feed-object";
import type { OrderObject } from "../../durable-objects/order/order-object";
import { endpointName, userFeed } from "../../protocol/feed";
import { orderStub } from "../../runtime/order-stub";
import { ownOrderId } from "../../runtime/signed-order-id";
import { WebhookJob } from "../../protocol/queue";
import { objectStub } from "../../runtime/object-stub";
import { withTimeout } from "../../runtime/timeout";
import { consume } from "../lib/consume";
import { managers } from "../lib/db/managers";
import { tenants } from "../lib/db/tenants";
import { webhookEndpoints } from "../lib/db/webhook-endpoints";
import { storeDeadLetters } from "../lib/dead-letters";
import { handOver, type HandOverDeps } from "./enqueue-deliveries";

export type WebhookEnv = {
  DB: D1Database;
  ORDER: DurableObjectNamespace<OrderObject>;
  ENDPOINT: DurableObjectNamespace<EndpointObject>;
  FEED: DurableObjectNamespace<FeedObject>;
};

/** So many managers hear of one order. */
const MAX_MANAGERS = 50;
/** A feed that hangs is one that cannot be reached. */
const TELL_WITHIN_MS = 5_000;

async function read(db: D1Database, tenant: string): ReturnType<HandOverDeps["tenant"]> {
  const [card, endpoints] = await Promise.all([tenants(db, tenant).get(), webhookEndpoints(db, tenant).active()]);
  return { card, endpoints };
}

async function handOverAll(batch: MessageBatch, env: WebhookEnv): Promise<void> {
  const reads = new Map<string, ReturnType<typeof read>>();
  const readOnce = (tenant: string) => {
    const known = reads.get(tenant) ?? read(env.DB, tenant);
    reads.set(tenant, known);
    return known;
  };
  await consume(batch, WebhookJob, (job) => {
    const { tenant, region, order } = job;
    const stub = () => orderStub(env.ORDER, job, ownOrderId(order));
    return handOver(job, {
      tenant: () => readOnce(tenant),
      orderAt: (seq) => stub().asOf(seq),
      erasedOrder: () => stub().erasedBody(),
      enqueue: (endpoint, deliveries) => objectStub(env.ENDPOINT, region, endpointName(tenant, endpoint)).enqueue(deliveries),
      deactivate: (endpoint) => webhookEndpoints(env.DB, tenant).change(endpoint, { active: false }),
      erase: async (snapshot) => {
        const ids = await webhookEndpoints(env.DB, tenant).ids();
        await Promise.all(ids.map((id) => objectStub(env.ENDPOINT, region, endpointName(tenant, id)).erase(order, snapshot)));
      },
      acknowledge: (from, to) => stub().acknowledge("webhooks", from, to),
      managersOf: (venues) => managers(env.DB, tenant).of(venues, MAX_MANAGERS),
      tell: (user, body) =>
        withTimeout(TELL_WITHIN_MS, objectStub(env.FEED, region, userFeed(tenant, user)).tell([{ topic: "notifications", body }])),
      now: () => Date.now(),
    });
  });
}

export default {
  queue: (batch, env) => (batch.queue === "webhooks-dlq" ? storeDeadLetters(batch, env.DB) : handOverAll(batch, env)),
} satisfies ExportedHandler<WebhookEnv>;
