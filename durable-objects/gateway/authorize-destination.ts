// Who may hear what.
import { holds } from "../../domain/access/principal";
import { feedOf } from "../../protocol/feed";
import type { Who } from "./attachment";

export type Audible = NonNullable<ReturnType<typeof feedOf>>;

/** Roles that see a venue's orders, tenant-wide or at that venue. */
export const STAFF = ["KDS", "COOK", "WAITER", "ORDERS", "MANAGER"] as const;

/** The feed behind a destination, if this caller may hear it. What is not there, not ours and not allowed looks the same. */
export function audible(destination: string, who: Who): Audible | undefined {
  const found = feedOf(destination);
  return found?.tenant === who.tenant && hears(found, who) ? found : undefined;
}

function hears({ topic, subject }: Audible, { user, roles, module }: Who): boolean {
  switch (topic) {
    case "order-changes":
    case "notifications":
      return subject === user;
    case "kds":
      return holds(roles, STAFF, subject);
    case "steering":
      return holds(roles, STAFF, subject) || module?.venue === subject;
    case "modules":
      return module?.id === subject;
    case "menu-changes":
    case "venues":
      return true; // guests see menus and venues over HTTP, too
  }
}
