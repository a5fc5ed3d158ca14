import { holds } from "../../../../domain/access/principal";

/** Who may look through a venue's orders. */
export const LOOKING = ["MANAGER", "ORDERS"];

/** The venues whose orders these roles may look through. Undefined: every one. None: not what was asked for, or nothing at all. */
export function venuesToSee(roles: readonly string[], asked: string | undefined): string[] | undefined {
  if (asked !== undefined) return holds(roles, LOOKING, asked) ? [asked] : [];
  if (holds(roles, LOOKING)) return undefined;
  return roles.flatMap((role) => /^ROLE_(.+)_(?:MANAGER|ORDERS)$/.exec(role)?.[1] ?? []);
}

export const needsToSee = (asked: string | undefined): string[] =>
  LOOKING.map((role) => (asked ? `ROLE_${asked}_${role}` : `ROLE_${role}`));
