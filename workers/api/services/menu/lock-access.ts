// Who may see and change locks (docs/wire.md, "Locks"). A role that is limited to venues reaches locks of those venues only.
import { holds } from "../../../../domain/access/principal";
import type { MenuLock } from "../../../../domain/menu/menu-lock";

const AT_VENUE = ["MANAGER", "MENULOCKS"];
const WRITE = ["MENU", ...AT_VENUE];
const READ = ["VIEWMENU", ...WRITE];

/** What a caller who may nothing here is told to bring. */
export const lockRoles = (names: "read" | "write") => [
  ...(names === "read" ? READ : WRITE).map((name) => `ROLE_${name}`),
  ...AT_VENUE.map((name) => `ROLE_{venue}_${name}`),
];

/** One of the roles, tenant-wide or at whatever venue. */
export const mayEnter = (roles: readonly string[]): boolean =>
  holds(roles, READ) || roles.some((role) => AT_VENUE.some((name) => role.endsWith(`_${name}`)));

/** Everywhere's locks concern every venue, so whoever may enter sees them. */
export const maySee = (roles: readonly string[], { instances = [] }: MenuLock): boolean =>
  holds(roles, READ) || (mayEnter(roles) && (instances.length === 0 || instances.some((venue) => holds(roles, AT_VENUE, venue))));

/** A lock that reaches beyond the caller's venues is not theirs to make or to end. */
export const mayChange = (roles: readonly string[], { instances = [] }: MenuLock): boolean =>
  holds(roles, WRITE) || (instances.length > 0 && instances.every((venue) => holds(roles, AT_VENUE, venue)));
