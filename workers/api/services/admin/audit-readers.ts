// The log shows nobody what he may not read where it is kept.
import { holds } from "../../../../domain/access/principal";
import { MENU_READERS } from "#api/services/menu/menu-access";
import { MODULE_READERS } from "#api/services/module/module-access";
import { VENUE_STAFF } from "#api/services/venue/venue-access";

const MENUS = [...MENU_READERS, "ADMIN"];

/** Roles, chain-wide, any of which reads what changes of this kind were about. Other kinds are everybody's who reads the log. */
const READERS: Record<string, readonly string[]> = {
  item: MENUS,
  menu: MENUS,
  "menu-version": MENUS,
  "price-list": MENUS,
  publication: MENUS,
  venue: VENUE_STAFF,
  module: MODULE_READERS,
  "module-type": MODULE_READERS,
  "module-logout": MODULE_READERS,
};

export const kindsHiddenFrom = (roles: readonly string[]): string[] =>
  Object.entries(READERS).flatMap(([kind, readers]) => (holds(roles, readers) ? [] : [kind]));
