// The consumer of `discounts`: brings what the chain's rules give to baskets that could not look the rules up.
import type { OrderObject } from "../../durable-objects/order/order-object";
import { orderStub } from "../../runtime/order-stub";
import { ownOrderId } from "../../runtime/signed-order-id";
import { DiscountJob } from "../../protocol/queue";
import { consume } from "../lib/consume";
import { storeDeadLetters } from "../lib/dead-letters";
import { recentDiscountRules } from "../lib/recent-discount-rules";
import { discount } from "./discount";

export type DiscountEnv = { DB: D1Database; ORDER: DurableObjectNamespace<OrderObject> };

export default {
  queue: (batch, env) =>
    batch.queue === "discounts-dlq"
      ? storeDeadLetters(batch, env.DB)
      : consume(batch, DiscountJob, (job) =>
          discount(job, {
            order: orderStub(env.ORDER, job, ownOrderId(job.order)),
            rules: () => recentDiscountRules(env.DB, job.tenant),
            now: () => new Date().toISOString(),
          }),
        ),
} satisfies ExportedHandler<DiscountEnv>;
