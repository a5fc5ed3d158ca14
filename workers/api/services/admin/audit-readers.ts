// The log shows nobody what he may not read where it is kept.
import type { Capability } from "../../../../domain/access/capabilities";
import { type Caller, may } from "../../../../domain/access/roles";

/** What somebody needs, chain-wide, who reads what changes of this kind were about. Other kinds are everybody's who reads the log. */
const NEEDED: Record<string, Capability> = {
  item: "audit.read-menus",
  menu: "audit.read-menus",
  "menu-version": "audit.read-menus",
  "price-list": "audit.read-menus",
  publication: "audit.read-menus",
  venue: "venues.read",
  module: "modules.read",
  "module-type": "modules.read",
  "module-logout": "modules.read",
};

export const kindsHiddenFrom = (caller: Caller): string[] =>
  Object.entries(NEEDED).flatMap(([kind, capability]) => (may(caller, capability) ? [] : [kind]));
