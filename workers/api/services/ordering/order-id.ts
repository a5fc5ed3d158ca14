// Ids that a repeated request makes again: so a repeated create reaches the same order, without a table.
import { createHmac } from "node:crypto";
import { type OrderId, ownOrderId, SEALED_FROM, sealOf } from "../../../../runtime/signed-order-id";
import { uuidOf } from "../../../../protocol/derived-id";

/**
 * The id of the order that this caller creates with this key. Its last six bytes are a seal over tenant and the rest: an id that was made
 * up, or that belongs to another tenant, is told apart without waking an object.
 */
export function orderIdOf(secret: string, tenant: string, user: string, key: string): OrderId {
  const derived = createHmac("sha256", secret).update(["order", tenant, user, key].join("\0")).digest();
  const start = uuidOf(derived).slice(0, SEALED_FROM);
  return ownOrderId(start + sealOf(secret, tenant, start));
}
