// For tests: a menu compiled for one venue and channel, read back from the texts that are stored.
import { compile, type MenuSource, prepareMenu, variantsFor } from "./compile";
import { CompiledMenu } from "./compiled";
import type { Finding } from "./finding";
import { MenuPage } from "./guest-menu";

export type OneMenu = MenuSource & { venue: string; channel: string };

/** At a time when no price list with hours holds. */
export function compileMenu({ venue, channel, ...source }: OneMenu): {
  compiled: CompiledMenu;
  page: MenuPage;
  problems: readonly Finding[];
  warnings: readonly Finding[];
  unreachable: readonly string[];
} {
  const menu = prepareMenu(source);
  const variant = variantsFor(menu, { venue, channel }).at(-1);
  if (!variant) throw new Error("a menu sells always, if only nothing");
  const selling = compile(menu, variant);
  const products = Object.fromEntries([...selling.products].map(([id, text]) => [id, JSON.parse(text)]));
  return {
    compiled: CompiledMenu.parse({ v: 2, menu: menu.id, currency: menu.currency, products }),
    page: MenuPage.parse(JSON.parse(selling.page)),
    problems: menu.problems,
    warnings: menu.warnings,
    unreachable: menu.unreachable,
  };
}
