// Who asks. Comes from a verified token, never from a body.
import { z } from "zod";

/** Where a tenant's data may live. Object ids are made in that jurisdiction. */
export const Region = z.enum(["global", "eu"]);
export type Region = z.infer<typeof Region>;

/**
 * `roles` are the token's authorities: `ROLE_X` is tenant-wide, `ROLE_{venue}_X` is limited to that venue (docs/wire.md, "Roles").
 * `exp`: epoch seconds after which the token is void. `session`: the sign-in that the token belongs to; unique over all tenants.
 * `origins`: from where the tenant's apps may open sockets in a browser; when left out, from anywhere. `module`: which of the chain's
 * devices or programs it is that asks, and the venue where it stands.
 */
export const Principal = z.object({
  tenant: z.string(),
  user: z.string(),
  login: z.string(),
  roles: z.array(z.string()),
  client: z.string(),
  region: Region,
  exp: z.int(),
  session: z.string(),
  origins: z.array(z.string()).optional(),
  module: z.object({ id: z.string(), venue: z.string().optional() }).optional(),
});
export type Principal = z.infer<typeof Principal>;
