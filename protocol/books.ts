// Compiled menus by content hash. Immutable, so what an isolate has read once serves every order in it. Reads under way are not shared: the platform
// does not let one object wait for another one's I/O.
import { CompiledMenu } from "../domain/menu/compiled";

const KEPT = 64;
const books = new Map<string, CompiledMenu>();

/** The menu if this isolate has it: the way of almost every command, without an await. */
export const knownBook = (hash: string): CompiledMenu | undefined => books.get(hash);

/** @throws Error when the document is not there (yet): the caller may try again. */
export async function readBook(menus: KVNamespace, hash: string): Promise<CompiledMenu> {
  const text = await menus.get(`book:${hash}`);
  if (text === null) throw new Error(`the compiled menu ${hash} is not in store`);
  const book = CompiledMenu.parse(JSON.parse(text));
  const oldest = books.keys().next();
  if (books.size >= KEPT && !oldest.done) books.delete(oldest.value);
  books.set(hash, book);
  return book;
}
