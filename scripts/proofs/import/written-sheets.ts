// Sheets of products as spreadsheets of several countries write them, then some of what people get wrong.
import type { Dice } from "../lib/dice.ts";
import { MENU, priceText, RATES, readNumber, readRate, SHELF, type Stated, type Written } from "./written.ts";

const MAX_ROWS = 12;
/** What Windows-1250 has where Unicode has these. */
const CENTRAL_EUROPEAN: Record<string, number> = { ż: 0xbf, Ż: 0xaf, ó: 0xf3, ł: 0xb3, ę: 0xea, ą: 0xb9, ś: 0x9c };
const NAMES = ["Żurek", "Pieróg z mięsem", "Łosoś", "Kotlet", "Zupa, gorąca", 'Burger "Duży"', "Salami; ser", "=1+1"];

type Row = { id: string; price: string; vat: string; name: string; category: string };
type Look = { separator: string; comma: boolean; encoding: "utf-8" | "marked" | "windows-1250" | "utf-16le"; told: boolean };

export function writtenSheet(throws: Dice): Written {
  const oddities: string[] = [];
  const separator = throws.pick([",", ";", "\t"]);
  const encoding = throws.pick(["utf-8", "marked", "windows-1250", "utf-16le"] as const);
  const look: Look = { separator, comma: separator !== "," && throws.chance(0.7), encoding, told: throws.chance(0.7) };
  const rows = Array.from({ length: 1 + throws.int(MAX_ROWS) }, (_, n): Row => {
    const name = throws.pick(NAMES.filter((each) => look.encoding !== "windows-1250" || !each.includes("Ł")));
    return { id: `s${n}`, price: marked(priceText(throws), look), vat: throws.pick(RATES), name, category: SHELF };
  });
  const header = ["id", "price", "vat", "literals.name", "category"];
  const spoilt = throws.chance(0.3) ? 0 : 1 + throws.int(3);
  for (let nth = 0; nth < spoilt; nth += 1) {
    const { name, spoil } = throws.pick(MUTATIONS);
    spoil(throws.pick(rows), { rows, header });
    oddities.push(name);
  }
  const lines = [header, ...rows.map(({ id, price, vat, name, category }) => [id, price, vat, name, category])];
  const text = lines.map((cells) => cells.map((cell) => quoted(cell, separator)).join(separator)).join("\r\n");
  const charset = look.encoding === "windows-1250" && look.told ? "windows-1250" : undefined;
  return {
    kind: "sheet",
    bytes: encoded(text, look.encoding),
    charset,
    products: statedIn(rows, header, look),
    oddities: [...oddities, ...unusual(look)],
  };
}

const unusual = ({ encoding, told }: Look): string[] => (encoding === "windows-1250" && !told ? ["its charset is not told"] : []);

const marked = (price: string, { comma }: Look): string => (comma ? price.replace(".", ",") : price);

/** As a person of that country reads the row: thousands may stand apart. A heading that means nothing states nothing. */
function statedIn(rows: readonly Row[], headings: readonly string[], look: Look): Stated[] {
  const header = headings.map((heading) => heading.toLowerCase());
  const asNumber = (cell: string) => {
    const text = cell.trim().replace(/^'/, "");
    if (look.separator === ",") return readNumber(/^\d{1,3}(,\d{3})+\.\d+$/.test(text) ? text.replaceAll(",", "") : text);
    return readNumber((/^\d{1,3}([. ]\d{3})+,\d+$/.test(text) ? text.replaceAll(/[. ]/g, "") : text).replace(",", "."));
  };
  return rows.map(({ id, price, vat }) => ({
    id,
    price: header.includes("price") ? asNumber(price) : undefined,
    vat: header.includes("vat") ? readRate(look.separator === "," ? vat : vat.replace(",", ".")) : undefined,
    groups: [],
  }));
}

const quoted = (cell: string, separator: string): string =>
  cell.includes(separator) || /["\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

function encoded(text: string, encoding: Look["encoding"]): ArrayBuffer {
  if (encoding === "utf-8") return Uint8Array.from(Buffer.from(text)).buffer;
  if (encoding === "marked") return Uint8Array.from(Buffer.from(`\uFEFF${text}`)).buffer;
  if (encoding === "utf-16le") return Uint8Array.from(Buffer.from(`\uFEFF${text}`, "utf16le")).buffer;
  return Uint8Array.from(text, (letter) => CENTRAL_EUROPEAN[letter] ?? letter.charCodeAt(0)).buffer;
}

type Mutation = { name: string; spoil: (row: Row, sheet: { rows: Row[]; header: string[] }) => void };

const cell = (field: keyof Row, ...values: string[]): Mutation[] =>
  values.map((value) => ({ name: `${field} is ${JSON.stringify(value)}`, spoil: (row) => void (row[field] = value) }));

const heading = (from: string, ...values: string[]): Mutation[] =>
  values.map((value) => ({
    name: `the column ${from} is called ${value}`,
    spoil: (_, { header }) => {
      const index = header.indexOf(from);
      if (index >= 0) header[index] = value;
    },
  }));

const MUTATIONS: readonly Mutation[] = [
  ...cell(
    "price",
    "",
    "12,5",
    "12.5",
    "1 200,00",
    "1.234,50",
    "1,234.50",
    "1,234",
    "1.234",
    "12.50 zł",
    "free",
    "-3",
    "0",
    " 7.00 ",
    "'8.00",
  ),
  ...cell("vat", "", "8%", "5,5", "5.5", "0.23", "0,23", "VAT", "ZW", "200"),
  ...cell("id", "", "s0", "with blank", "58424", "łoś"),
  ...cell("name", "", "\n", "  ", "Ser"),
  ...cell("category", "", "nowhere", `${MENU}/${SHELF}`, "Dania", `${SHELF}; ${SHELF}`),
  ...heading("price", "Price", "cena", "minPrice"),
  ...heading("vat", "VAT", "extra.vat"),
  ...heading("category", "extra.category"),
  ...heading("literals.name", "name", "literals.name-pl"),
];
