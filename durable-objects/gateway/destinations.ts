// Who may hear what.
import { holds } from "../../domain/access/principal";
import { feedOf } from "../../protocol/feed";
import type { Who } from "./attachment";

export type Audible = NonNullable<ReturnType<typeof feedOf>>;

/** Roles that see a venue's orders, tenant-wide or at that venue. */
export const STAFF = ["KDS", "COOK", "WAITER", "ORDERS", "MANAGER"] as const;

/**
 * The feed behind a destination, if this caller may hear it: one's own orders and notifications, the venues one works at, and what changes in any menu of
 * the chain. What is not there, not ours and not allowed looks the same.
 */
export function audible(destination: string, { tenant, user, roles }: Who): Audible | undefined {
  const found = feedOf(destination);
  if (found?.tenant !== tenant) return undefined;
  if (found.topic === "menu-changes") return found;
  const allowed = found.topic === "kds" ? holds(roles, STAFF, found.subject) : found.subject === user;
  return allowed ? found : undefined;
}
