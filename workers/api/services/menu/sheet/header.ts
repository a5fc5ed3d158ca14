// The first row of a sheet: which column of ours each of its names means.
import { columnNamed } from "./columns";

/** Not part of a product: the category, or the categories, that it is put into. */
export const CATEGORY = "category";

/** What people, and spreadsheets in other languages, call our columns; in small letters. */
const ELSEWHERE: Record<string, string> = {
  ...called("literals.name", ["name", "title", "product", "nazwa", "bezeichnung", "nom", "nombre", "nome"]),
  ...called("literals.description", ["description", "opis", "beschreibung", "descripción", "descrizione", "descrição"]),
  ...called("price", ["cena", "preis", "prix", "precio", "prezzo", "preço", "cena brutto", "amount"]),
  ...called("vat", ["tax", "tax rate", "stawka vat", "mwst", "ust", "tva", "iva", "ptu"]),
  ...called("category", ["kategoria", "kategorie", "catégorie", "categoría", "categoria", "categories"]),
  ...called("id", ["sku", "plu", "code", "kod", "nr", "artikelnummer", "référence"]),
};

function called(column: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, column]));
}

/** Signs that are there and not seen: marks of byte order and of where words may break. */
const UNSEEN = /[\u200B-\u200D\u2060\uFEFF]/g;

/** The column as we write it, in whatever case it stands; undefined when there is none. Some come with an empty name. */
export function columnMeant(heading: string): string | undefined {
  const name = shownName(heading);
  return name.toLowerCase() === CATEGORY ? CATEGORY : columnNamed(name);
}

export const shownName = (heading: string): string => heading.replace(UNSEEN, "").trim();

/** Why a heading means nothing. */
export function unknownHeading(heading: string): string {
  const small = shownName(heading).toLowerCase();
  const meant = Object.hasOwn(ELSEWHERE, small) ? ELSEWHERE[small] : undefined;
  return `there is no column "${shownName(heading)}"${meant === undefined ? "" : `; did you mean "${meant}"?`}`;
}
