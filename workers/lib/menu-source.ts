// A menu's source frozen: everything that a version was compiled from, under the hash of what is in it.
// What is edited afterwards does not reach it.
import { z } from "zod";
import { Channel } from "../../domain/menu/channel";
import { PriceList } from "../../domain/menu/price-list";
import { Currency } from "../../domain/pricing/money";
import { TemporaryError } from "../../runtime/temporary-error";
import type { MenuSource } from "./db/menus";
import { contentHash } from "../../runtime/content-hash";

const Frozen = z.object({
  menu: z.record(z.string(), z.unknown()),
  items: z.array(z.tuple([z.string(), z.record(z.string(), z.unknown())])),
  priceLists: z.array(PriceList),
  currency: Currency,
  holidays: z.array(z.string()).default([]),
  venues: z.array(z.string()).optional(),
});

export type FrozenSource = { hash: string; text: string };

export function frozen(source: MenuSource): FrozenSource {
  const { menu, items, priceLists, currency, holidays } = source;
  const venues = namedVenues(source);
  const text = JSON.stringify({
    menu,
    items: [...items],
    priceLists,
    currency,
    ...(holidays.length > 0 && { holidays }),
    ...(venues && { venues }),
  } satisfies z.input<typeof Frozen>);
  return { hash: contentHash(text), text };
}

/** The chain's venues that price lists name: a venue that none of them names makes no other version. Undefined where none is named. */
function namedVenues({ menu, items, priceLists, venues }: MenuSource): string[] | undefined {
  const written = JSON.stringify([menu, ...items.values()]).matchAll(/"PL_([\w.-]+)"/g);
  const names = new Set([...written].map(([, name = ""]) => name));
  for (const venue of priceLists.flatMap((list) => list.venues ?? [])) names.add(venue);
  if (names.size === 0) return undefined;
  return venues?.filter((id) => names.has(id) || Channel.options.some((channel) => names.has(`${id}_${channel}`)));
}

export const keepSource = (menus: KVNamespace, { hash, text }: FrozenSource): Promise<void> => menus.put(`source:${hash}`, text);

/** @throws TemporaryError when it is not there (yet). */
export async function readSource(menus: KVNamespace, hash: string): Promise<MenuSource> {
  const text = await menus.get(`source:${hash}`);
  if (text === null) throw new TemporaryError(`the menu source ${hash} is not in store`);
  const { items, venues, ...source } = Frozen.parse(JSON.parse(text));
  return { ...source, items: new Map(items), ...(venues && { venues }) };
}
