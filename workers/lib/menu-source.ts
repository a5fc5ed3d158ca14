// A menu's source frozen: everything that a version was compiled from, under the hash of what is in it.
// What is edited afterwards does not reach it.
import { z } from "zod";
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
});

export type FrozenSource = { hash: string; text: string };

export function frozen({ menu, items, priceLists, currency, holidays }: MenuSource): FrozenSource {
  const text = JSON.stringify({ menu, items: [...items], priceLists, currency, ...(holidays.length > 0 && { holidays }) } satisfies z.input<
    typeof Frozen
  >);
  return { hash: contentHash(text), text };
}

export const keepSource = (menus: KVNamespace, { hash, text }: FrozenSource): Promise<void> => menus.put(`source:${hash}`, text);

/** @throws TemporaryError when it is not there (yet). */
export async function readSource(menus: KVNamespace, hash: string): Promise<MenuSource> {
  const text = await menus.get(`source:${hash}`);
  if (text === null) throw new TemporaryError(`the menu source ${hash} is not in store`);
  const { items, ...source } = Frozen.parse(JSON.parse(text));
  return { ...source, items: new Map(items) };
}
