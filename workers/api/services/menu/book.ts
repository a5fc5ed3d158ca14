// Compiled menus by content hash. Immutable, so what this isolate has read once it keeps.
import { CompiledMenu } from "../../../../domain/menu/compiled";

const MOST = 16;
const books = new Map<string, CompiledMenu>();

/** Undefined when the store has not got it (yet). */
export async function readBook(menus: KVNamespace, hash: string): Promise<CompiledMenu | undefined> {
  const known = books.get(hash);
  if (known) return known;
  const text = await menus.get(`book:${hash}`);
  if (text === null) return undefined;
  const book = CompiledMenu.parse(JSON.parse(text));
  const [oldest] = books.keys();
  if (books.size >= MOST && oldest !== undefined) books.delete(oldest);
  books.set(hash, book);
  return book;
}
