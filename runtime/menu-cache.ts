// Compiled menus by content hash. Immutable, so what an isolate has read once serves every order in it.
// Reads under way are not shared: the platform does not let one object wait for another one's I/O.
import { LRUCache } from "lru-cache";
import { type Book, MenuShard, readBook, shardOf } from "../domain/menu/menu-storage";
import type { CompiledMenu } from "../domain/menu/compiled";
import { TemporaryError } from "./temporary-error";

/** An isolate has 128 MB; a book is tens of kilobytes, a shard some hundreds, and both are larger once read. */
const books = new LRUCache<string, Book>({ max: 64 });
const shards = new LRUCache<string, MenuShard>({ max: 96 });

/**
 * The products if this isolate has them: the way of almost every command, without an await. The menu then holds those products at least.
 */
export function cachedProducts(hash: string, ids: readonly string[]): CompiledMenu | undefined {
  const book = books.get(hash);
  if (!book || !("shards" in book)) return book;
  const needed = shardsOf(book, ids).map((shard) => shards.get(shard));
  return needed.every((shard) => shard !== undefined) ? together(book, needed) : undefined;
}

/** @throws TemporaryError when a document is not there (yet): the caller may try again. */
export async function readProducts(menus: KVNamespace, hash: string, ids: readonly string[]): Promise<CompiledMenu> {
  const book = books.get(hash) ?? (await readAndKeep(books, hash, async () => readBook(await textOf(menus, `book:${hash}`))));
  if (!("shards" in book)) return book;
  const read = async (shard: string) =>
    shards.get(shard) ?? readAndKeep(shards, shard, async () => MenuShard.parse(JSON.parse(await textOf(menus, `shard:${shard}`))));
  return together(book, await Promise.all(shardsOf(book, ids).map(read)));
}

type Sharded = Extract<Book, { shards: string[] }>;

const shardsOf = ({ shards: all }: Sharded, ids: readonly string[]): string[] => [
  ...new Set(ids.flatMap((id) => all[shardOf(id, all.length)] ?? [])),
];

function together({ menu, currency }: Sharded, read: readonly MenuShard[]): CompiledMenu {
  const [first] = read;
  const products = read.length === 1 && first ? first.products : Object.assign({}, ...read.map((shard) => shard.products));
  return { v: 2, menu, currency, products };
}

async function textOf(menus: KVNamespace, key: string): Promise<string> {
  const text = await menus.get(key);
  if (text === null) throw new TemporaryError(`the compiled menu ${key} is not in store`);
  return text;
}

async function readAndKeep<T extends object>(cache: LRUCache<string, T>, hash: string, read: () => Promise<T>): Promise<T> {
  const value = await read();
  cache.set(hash, value);
  return value;
}
