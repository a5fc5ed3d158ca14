// From a venue's pointer to the documents that are sold from now: what a price list with hours makes of a menu is
// another document, so a command only ever looks into one.
import { LRUCache } from "lru-cache";
import { isOnSale, localTime } from "../../domain/menu/availability";
import { MenuIndex } from "../../domain/menu/menu-storage";

type Stores = { MENUS: KVNamespace };

/** Hashes of the book that orders are taken with, and of the page that guests look at. */
export type InForce = { book: string; page: string };

/** Immutable, so what has been read once is kept. */
const indexes = new LRUCache<string, MenuIndex>({ max: 2_000 });

/** `at`: RFC 3339. A pointer from before there were indexes names both documents itself. */
export async function inForceAt({ MENUS }: Stores, pointer: string, at: string, timeZone: string): Promise<InForce> {
  const index = indexes.get(pointer) ?? (await read(MENUS, pointer));
  if (!index) return { book: pointer, page: pointer };
  const { variants } = index;
  const time = variants.length > 1 ? localTime(at, timeZone) : undefined;
  const holding = variants.find(({ times }) => times === undefined || (time && isOnSale(times, time))) ?? variants.at(-1);
  if (!holding) throw new Error(`the index ${pointer} names nothing`);
  return { book: holding.book, page: holding.page };
}

async function read(menus: KVNamespace, pointer: string): Promise<MenuIndex | undefined> {
  const text = await menus.get(`menu:${pointer}`);
  if (text === null) return undefined;
  const index = MenuIndex.parse(JSON.parse(text));
  indexes.set(pointer, index);
  return index;
}
