// Menu pages as this isolate has read them. A page is named by what is in it, so it is never stale;
// the nearest edge keeps it for a day, and who is asked for often is here without any look elsewhere.
import { LRUCache } from "lru-cache";
import { MenuPage } from "../../../../domain/menu/guest-menu";
import { type ShortCategory, menuSummary } from "../../../../domain/menu/menu-summary";
import type { ApiEnv } from "#api/env";

/** Characters of text: an isolate has 128 MB for everything. */
const ROOM = 12_000_000;
const EDGE_KEEPS_SECONDS = 86_400;

const texts = new LRUCache<string, string>({ maxSize: ROOM, sizeCalculation: (text) => Math.max(1, text.length) });
const shorts = new LRUCache<string, ShortCategory[]>({ max: 32 });

/** The page's JSON text; undefined when it is not in store (yet). */
export async function pageText({ MENUS }: Pick<ApiEnv, "MENUS">, hash: string): Promise<string | undefined> {
  const known = texts.get(hash);
  if (known !== undefined) return known;
  const text = await MENUS.get(`page:${hash}`, { cacheTtl: EDGE_KEEPS_SECONDS });
  if (text === null) return undefined;
  texts.set(hash, text);
  return text;
}

/** The page in short. `decimals`: of the chain's currency. `holidays`: public ones, by its calendar. */
export async function shortMenu(
  env: Pick<ApiEnv, "MENUS">,
  hash: string,
  { decimals, holidays }: { decimals: number; holidays: readonly string[] },
): Promise<ShortCategory[] | undefined> {
  const key = [hash, ...holidays].join();
  const known = shorts.get(key);
  if (known) return known;
  const text = await pageText(env, hash);
  if (text === undefined) return undefined;
  const made = menuSummary(MenuPage.parse(JSON.parse(text)), decimals, holidays);
  shorts.set(key, made);
  return made;
}
