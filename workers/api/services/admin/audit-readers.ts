// The log shows nobody what he may not read where it is kept.
import { holds } from "../../../../domain/access/principal";

const MENUS = ["MENU", "VIEWMENU", "MANAGER", "ADMIN"];
const VENUES = ["MANAGER", "VENUES", "VIEWVENUES"];
const MODULES = ["MODULES", "READMODULES"];

/** Roles, chain-wide, any of which reads what changes of this kind were about. Other kinds are everybody's who reads the log. */
const READERS: Record<string, readonly string[]> = {
  item: MENUS,
  menu: MENUS,
  "menu-version": MENUS,
  "price-list": MENUS,
  publication: MENUS,
  venue: VENUES,
  module: MODULES,
  "module-type": MODULES,
  "module-logout": MODULES,
};

export const kindsHiddenFrom = (roles: readonly string[]): string[] =>
  Object.entries(READERS).flatMap(([kind, readers]) => (holds(roles, readers) ? [] : [kind]));
