// Who may hear what.
import type { Capability } from "../../domain/access/capabilities";
import { assignmentsOf, type Caller, may, mayAnywhere } from "../../domain/access/roles";
import { feedOf } from "../../protocol/feed";
import type { SocketPrincipal } from "./attachment";

export type Audible = NonNullable<ReturnType<typeof feedOf>>;

/** The feed behind a destination, if this caller may hear it. What is not there, not ours and not allowed looks the same. */
export function audible(destination: string, who: SocketPrincipal): Audible | undefined {
  const found = feedOf(destination);
  return found?.tenant === who.tenant && hears(found, who) ? found : undefined;
}

function hears({ topic, subject }: Audible, who: SocketPrincipal): boolean {
  switch (topic) {
    case "order-changes":
    case "notifications":
      return subject === who.user;
    case "kds":
      return may(who, "orders.watch", subject);
    case "steering":
      return may(who, "steering.hear", subject) || who.module?.venue === subject;
    case "modules":
      return who.module?.id === subject;
    case "menu-changes":
    case "venues":
      return true; // guests see menus and venues over HTTP, too
  }
}

/** What a connection asks of its roles: about destinations, and to acknowledge orders. */
const ASKED: Capability[] = ["orders.watch", "steering.hear", "kitchen.work"];

/** The authorities that decide it, one for each venue and question: a connection holds so many. */
export const decidingAuthorities = ({ roles }: Caller): string[] => [
  ...new Set(ASKED.flatMap((capability) => firstAtEach(roles, capability))),
];

function firstAtEach(roles: readonly string[], capability: Capability): string[] {
  const granting = roles.filter((one) => mayAnywhere({ roles: [one] }, capability));
  return [...Map.groupBy(granting, (one) => assignmentsOf({ roles: [one] })[0]?.venue).values()].flatMap(([first]) => first ?? []);
}
