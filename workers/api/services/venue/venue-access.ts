// Who sees and runs venues.
import { createMiddleware } from "hono/factory";
import { holds } from "../../../../domain/access/principal";
import type { Api } from "#api/env";
import { refuse } from "#api/http/refuse";

export const VENUE_STAFF = ["MANAGER", "VENUES", "VIEWVENUES"];
const KEEPERS = ["MANAGER", "VENUES"];

/** Tenant-wide roles see every venue, a venue's manager that one. */
export const worksFor = (roles: readonly string[], venue: string) => holds(roles, VENUE_STAFF) || holds(roles, ["MANAGER"], venue);

export const worksSomewhere = (roles: readonly string[]) => holds(roles, VENUE_STAFF) || roles.some((role) => role.endsWith("_MANAGER"));

export const staffNeeds = [...VENUE_STAFF.map((name) => `ROLE_${name}`), "ROLE_{venue}_MANAGER"];

export const keepsAll = (roles: readonly string[]) => holds(roles, KEEPERS);
const keeps = (roles: readonly string[], venue: string | undefined) => keepsAll(roles) || holds(roles, ["MANAGER"], venue);
const keeperNeeds = [...KEEPERS.map((name) => `ROLE_${name}`), "ROLE_{venue}_MANAGER"];

/** Those who keep the venue of the path. */
export const keepers = createMiddleware<Api>(async (c, next) =>
  keeps(c.var.principal.roles, c.req.param("id")) ? next() : refuse(c, { code: "forbidden", needs: keeperNeeds }),
);

/** The till's module, too. */
export const modules = createMiddleware<Api>(async (c, next) =>
  keeps(c.var.principal.roles, c.req.param("id")) || holds(c.var.principal.roles, ["DEVICE"])
    ? next()
    : refuse(c, { code: "forbidden", needs: [...keeperNeeds, "ROLE_DEVICE"] }),
);
