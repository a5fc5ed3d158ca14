// An order as the caller may see it. One that is not there, another tenant's and one that is not his to see are the same to him.
import pMap, { pMapSkip } from "p-map";
import type { Principal } from "../../../../domain/access/principal";
import { err, ok, type Result } from "../../../../domain/result";
import type { ApiEnv } from "#api/env";
import { orderStub } from "../../../../runtime/order-stub";
import { ownOrderId } from "../../../../runtime/signed-order-id";
import { findOrder } from "./find-order";
import { wireOrder } from "./routes";

type Looking = Pick<Principal, "tenant" | "region" | "user" | "roles">;

/** The published order, parsed and of no type yet. A made-up id is found out without waking an object. */
export async function visibleOrder(
  env: Pick<ApiEnv, "ORDER" | "KEYS">,
  { user, roles, ...whose }: Looking,
  order: string,
): Promise<Result<unknown, { code: "order-not-found" }>> {
  const found = findOrder(env, whose, order);
  if (!found.ok) return found;
  const seen = await found.value.view({ user, roles });
  return seen.ok ? ok(JSON.parse(seen.value.body)) : err({ code: "order-not-found" });
}

/** So many orders are asked at a time. */
const AT_ONCE = 50;

/** Each order speaks for itself, in the order of `ids`. One that the caller may not see any more, or that is gone, is left out. */
export const visibleOrders = (
  { ORDER }: Pick<ApiEnv, "ORDER">,
  { user, roles, ...whose }: Looking,
  ids: readonly string[],
): Promise<Record<string, unknown>[]> =>
  pMap(
    ids,
    async (id) => {
      const seen = await orderStub(ORDER, whose, ownOrderId(id)).view({ user, roles });
      return seen.ok ? wireOrder(seen.value.body) : pMapSkip;
    },
    { concurrency: AT_ONCE },
  );
