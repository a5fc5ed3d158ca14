// How compiled menus are kept: a small one in one document, a large one in shards, so that a command reads its own products and not two
// thousand others. Readers know the format in force and the one before it.
import { z } from "zod";
import { Currency } from "../pricing/money";
import { Availability, CompiledMenu, CompiledNode, SaleTimes } from "./compiled";
import { saleTimes } from "./sale-times";

/** Products that fit one document, and one shard. */
const SHARD_HOLDS = 128;

/** `shards`: hashes of the shards; a product is in the one that `shardOf` says. */
export const ShardedMenu = z.object({ v: z.literal(2), menu: z.string(), currency: Currency, shards: z.array(z.string()).min(1) });
export type ShardedMenu = z.infer<typeof ShardedMenu>;

export const MenuShard = z.object({ v: z.literal(2), products: z.record(z.string(), CompiledNode) });
export type MenuShard = z.infer<typeof MenuShard>;

export type Book = CompiledMenu | ShardedMenu;

/**
 * What a venue sells through a channel: hashes of the book that orders are taken with and of the page that guests look at.
 * The first variant whose `times` hold counts; the last one holds always.
 */
export const MenuIndex = z.object({
  v: z.literal(2),
  menu: z.string(),
  variants: z.array(z.object({ times: SaleTimes.optional(), book: z.string(), page: z.string() })).min(1),
});
export type MenuIndex = z.infer<typeof MenuIndex>;

/** Format 1: one document whatever its size, times of sale as text. */
const BookBefore = z.object({
  v: z.literal(1),
  menu: z.string(),
  currency: Currency,
  products: z.record(z.string(), z.looseObject({ availability: Availability.optional() })),
});

const AnyBook = z.discriminatedUnion("v", [BookBefore, z.looseObject({ v: z.literal(2) })]);

/** @throws ZodError when it is a book of neither format: a mistake of ours. */
export function readBook(text: string): Book {
  const written = AnyBook.parse(JSON.parse(text));
  if (written.v === 2) return "shards" in written ? ShardedMenu.parse(written) : CompiledMenu.parse(written);
  const { menu, currency } = written;
  const products = Object.entries(written.products).map(([id, { availability, ...node }]): [string, CompiledNode] => [
    id,
    CompiledNode.parse({ ...node, ...(availability && { onSale: saleTimes(availability) }) }),
  ]);
  return { v: 2, menu, currency, products: Object.fromEntries(products) };
}

/** FNV-1a over the id's UTF-16 units: stable for good, as stored books depend on it. */
export function shardOf(product: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < product.length; index += 1) hash = Math.imul(hash ^ product.charCodeAt(index), 0x01000193) >>> 0;
  return hash % shards;
}

/** Products in shards, as JSON texts; one text alone when they fit one document, which then is a book by itself. */
export function shardTexts(products: ReadonlyMap<string, string>): string[] {
  const count = Math.ceil(products.size / SHARD_HOLDS);
  const shards = Array.from({ length: Math.max(1, count) }, (): string[] => []);
  for (const [id, text] of products) shards[shardOf(id, shards.length)]?.push(`${JSON.stringify(id)}:${text}`);
  return shards.map((entries) => `{${entries.join(",")}}`);
}
