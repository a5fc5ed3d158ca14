// A screen's acknowledgement of what it has shown becomes the order's own receipt: a command through the one door.
import { orderStub } from "../../runtime/order-stub";
import { ownOrderId } from "../../runtime/signed-order-id";
import type { OrderObject } from "../order/order-object";
import type { SocketPrincipal } from "./attachment";

export type OrderAcknowledgementsEnv = { ORDER: DurableObjectNamespace<OrderObject> };

/**
 * `config`: the screen's name in the order's receipts, at that venue. `orders`: by id, the newest event that was shown.
 * An order that refuses (it has ended) needs no receipt. Rejects when one does not answer.
 */
export async function acknowledge(
  env: OrderAcknowledgementsEnv,
  who: SocketPrincipal,
  { config, venue }: { config: string; venue: string },
  orders: ReadonlyMap<string, number>,
): Promise<void> {
  const { tenant, region, user, roles } = who;
  await Promise.all(
    [...orders].map(([order, seq]) =>
      orderStub(env.ORDER, who, ownOrderId(order)).execute({
        tenant,
        region,
        order,
        commandId: `shown:${user}:${venue}:${config}:${seq}`,
        correlationId: `shown:${config}:${seq}`,
        actor: { kind: "user", user, roles },
        at: new Date().toISOString(),
        command: { type: "TraceOrder", config, venue, seq },
      }),
    ),
  );
}
