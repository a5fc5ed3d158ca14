// An order as the caller may see it. One that is not there, another tenant's and one that is not his to see are the same to him.
import type { Principal } from "../../../../domain/access/principal";
import { err, ok, type Result } from "../../../../domain/result";
import type { ApiEnv } from "#api/env";
import { findOrder } from "./find-order";

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
