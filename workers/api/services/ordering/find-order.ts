// The way from an id that somebody sends to the order's object.
import type { Principal } from "../../../../domain/access/principal";
import { err, ok, type Result } from "../../../../domain/result";
import type { OrderObject } from "../../../../durable-objects/order/order-object";
import { readKeys } from "../../../../runtime/keys";
import { orderStub } from "../../../../runtime/order-stub";
import { isOrderIdOf } from "../../../../runtime/signed-order-id";
import type { ApiEnv } from "#api/env";

/** A made-up id, and another tenant's, is found out without waking an object. */
export const findOrder = (
  { ORDER, KEYS }: Pick<ApiEnv, "ORDER" | "KEYS">,
  whose: Pick<Principal, "tenant" | "region">,
  order: string,
): Result<DurableObjectStub<OrderObject>, { code: "order-not-found" }> =>
  isOrderIdOf(readKeys(KEYS).ids, whose.tenant, order) ? ok(orderStub(ORDER, whose, order)) : err({ code: "order-not-found" });
