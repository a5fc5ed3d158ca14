// What is stored of a compiled menu: each document under the hash of what is in it, so equal menus are one,
// and nothing is ever overwritten.
import { MenuIndex, shardTexts } from "../../domain/menu/menu-storage";
import { compile, type PreparedMenu, type Variant } from "../../domain/menu/compile";
import { contentHash } from "../../runtime/content-hash";

export type Stored = { key: string; text: string };
/** `times` as in the variant; `book`, `page`: hashes. */
type Made = Pick<Variant, "times"> & { book: string; page: string };

/** Documents of one variant: the page, and the book with its shards. The caller stores them before it lets anything point there. */
export function documentsOf(menu: PreparedMenu, variant: Variant): { book: string; page: string; documents: Stored[] } {
  const { id, currency } = menu;
  const selling = compile(menu, variant);
  const page = named("page", selling.page);
  const texts = shardTexts(selling.products);
  const [only] = texts;
  if (texts.length === 1 && only !== undefined) {
    const book = named("book", `{"currency":${JSON.stringify(currency)},"menu":${JSON.stringify(id)},"products":${only},"v":2}`);
    return { book: book.hash, page: page.hash, documents: [page, book] };
  }
  const shards = texts.map((products) => named("shard", `{"products":${products},"v":2}`));
  const book = named("book", JSON.stringify({ currency, menu: id, shards: shards.map(({ hash }) => hash), v: 2 }));
  return { book: book.hash, page: page.hash, documents: [page, ...shards, book] };
}

/** The document that a venue's pointer names. */
export function indexOf(menu: PreparedMenu, variants: Made[]): Stored & { hash: string } {
  return named("menu", JSON.stringify({ v: 2, menu: menu.id, variants } satisfies MenuIndex));
}

/** 128 bits of it, hex: it travels with every command. */
function named(kind: string, text: string): Stored & { hash: string } {
  const hash = contentHash(text);
  return { hash, key: `${kind}:${hash}`, text };
}
