// Who looks at something live.
import type { Principal } from "../../domain/access/principal";
import type { SocketOwner } from "./connection-registry";

/**
 * `exp`: epoch seconds; nothing leaves after it. `session`: the sign-in, of a chain whose data are in that region. `token`: commands are
 * given with it. `address`: from where he looks.
 */
export type Viewer = SocketOwner & { user: string; roles: string[]; exp: number; token: string; address?: string };

export const viewerWith = (token: string, { tenant, region, session, user, roles, exp }: Principal): Viewer => ({
  tenant,
  region,
  session,
  user,
  roles,
  exp,
  token,
});
