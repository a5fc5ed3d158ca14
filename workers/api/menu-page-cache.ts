// Menu pages as this isolate has read them. A page is named by what is in it, so it is never stale; the nearest edge keeps it for a day, and who is asked
// for often is here without any look elsewhere.
import { MenuPage } from "../../domain/menu/guest-menu";
import { type ShortCategory, menuSummary } from "../../domain/menu/menu-summary";
import type { ApiEnv } from "./env";

/** Characters of text: an isolate has 128 MB for everything. */
const ROOM = 12_000_000;
const EDGE_KEEPS_SECONDS = 86_400;
const MOST_SHORT = 32;

const texts = new Map<string, string>();
let taken = 0;
const shorts = new Map<string, ShortCategory[]>();

/** The page's JSON text; undefined when it is not in store (yet). */
export async function pageText({ MENUS }: Pick<ApiEnv, "MENUS">, hash: string): Promise<string | undefined> {
  const known = texts.get(hash);
  if (known !== undefined) {
    texts.delete(hash);
    texts.set(hash, known); // who is asked for stays longest
    return known;
  }
  const text = await MENUS.get(`page:${hash}`, { cacheTtl: EDGE_KEEPS_SECONDS });
  if (text === null) return undefined;
  keep(hash, text);
  return text;
}

function keep(hash: string, text: string): void {
  if (text.length > ROOM || texts.has(hash)) return;
  texts.set(hash, text);
  taken += text.length;
  for (const [oldest, old] of texts) {
    if (taken <= ROOM) return;
    texts.delete(oldest);
    taken -= old.length;
  }
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
  const oldest = shorts.keys().next();
  if (shorts.size >= MOST_SHORT && !oldest.done) shorts.delete(oldest.value);
  shorts.set(key, made);
  return made;
}
