// An order as the caller may see it. One that is not there, another tenant's and one that is not his to see are the same to him.
import type { Principal } from "../../../../domain/access/principal";
import { err, ok, type Result } from "../../../../domain/result";
import { orderName } from "../../../../protocol/feed";
import { readKeys } from "../../../../runtime/keys";
import { isOrderIdOf } from "../../../../runtime/signed-order-id";
import { objectStub } from "../../../../runtime/object-stub";
import type { ApiEnv } from "#api/env";

type Looking = Pick<Principal, "tenant" | "region" | "user" | "roles">;

/** The published order, parsed and of no type yet. A made-up id is found out without waking an object. */
export async function visibleOrder(
  env: Pick<ApiEnv, "ORDER" | "KEYS">,
  { tenant, region, user, roles }: Looking,
  order: string,
): Promise<Result<unknown, { code: "order-not-found" }>> {
  if (!isOrderIdOf(readKeys(env.KEYS).ids, tenant, order)) return err({ code: "order-not-found" });
  const seen = await objectStub(env.ORDER, region, orderName(tenant, order)).view({ user, roles });
  return seen.ok ? ok(JSON.parse(seen.value.body)) : err({ code: "order-not-found" });
}
