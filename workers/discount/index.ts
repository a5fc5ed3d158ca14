// The consumer of `discounts`: brings what the chain's rules give to baskets that could not look the rules up.
import { waitUntil } from "cloudflare:workers";
import type { DiscountRule } from "../../domain/discount/rule";
import type { OrderObject } from "../../durable-objects/order/order-object";
import { orderStub } from "../../runtime/order-stub";
import { ownOrderId } from "../../runtime/signed-order-id";
import { DiscountJob } from "../../protocol/queue";
import { consume } from "../lib/consume";
import { discountRules } from "../lib/db/discount-rules";
import { storeDeadLetters } from "../lib/dead-letters";
import { cached, type Cached } from "../lib/cached";
import { discount } from "./discount";

export type DiscountEnv = { DB: D1Database; ORDER: DurableObjectNamespace<OrderObject> };

/** A burst of jobs of one chain reads its rules once; a new rule holds after two seconds. */
const FRESH_MS = 2_000;
const rules = new Map<string, Cached<DiscountRule[]>>();

async function rulesOf(db: D1Database, tenant: string): Promise<DiscountRule[]> {
  let read = rules.get(tenant);
  if (!read) {
    read = cached(() => discountRules(db, tenant).active(), { freshMs: FRESH_MS, staleMs: FRESH_MS, keepAlive: waitUntil });
    rules.set(tenant, read);
  }
  return (await read.get()) ?? [];
}

export default {
  queue: (batch, env) =>
    batch.queue === "discounts-dlq"
      ? storeDeadLetters(batch, env.DB)
      : consume(batch, DiscountJob, (job) =>
          discount(job, {
            order: orderStub(env.ORDER, job, ownOrderId(job.order)),
            rules: () => rulesOf(env.DB, job.tenant),
            now: () => new Date().toISOString(),
          }),
        ),
} satisfies ExportedHandler<DiscountEnv>;
