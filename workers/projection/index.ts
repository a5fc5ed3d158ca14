// The consumer of `projections`: from orders to the rows that search and reports read.
import type { OrderObject } from "../../durable-objects/order/order-object";
import { orderStub } from "../../runtime/order-stub";
import { ownOrderId } from "../../runtime/signed-order-id";
import { fiscalReceipts } from "../lib/db/fiscal-receipts";
import { orders, project } from "../lib/db/orders";
import { storeDeadLetters } from "../lib/dead-letters";
import { projectBatch } from "./projection";

export type ProjectionEnv = { DB: D1Database; ORDER: DurableObjectNamespace<OrderObject> };

export default {
  queue: (batch, env) =>
    batch.queue === "projections-dlq"
      ? storeDeadLetters(batch, env.DB)
      : projectBatch(batch, {
          write: (jobs) =>
            project(
              env.DB,
              jobs.flatMap(({ tenant, order, to, row, erased }) => [
                orders(env.DB, tenant).put(order, to, row),
                ...(erased ? [fiscalReceipts(env.DB, tenant).withoutPictures(order)] : []),
              ]),
            ),
          acknowledge: ({ order, from, to, ...whose }) =>
            orderStub(env.ORDER, whose, ownOrderId(order)).acknowledge("projections", from, to),
        }),
} satisfies ExportedHandler<ProjectionEnv>;
