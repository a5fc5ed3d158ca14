import type { Context } from "hono";
import type { MenuJob } from "../../../../protocol/queue";
import type { Api } from "#api/env";

/** A menu's versions are to be brought to where they are sold, because of this request. */
export function compileJob(c: Context<Api>, menu: string, what: Pick<MenuJob, "version" | "edit"> = {}): MenuJob {
  const { principal, correlationId } = c.var;
  return { tenant: principal.tenant, region: principal.region, menu, correlationId, ...what };
}
