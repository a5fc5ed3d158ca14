// The columns of a sheet of products: where in a product's document each one stands, and how it is written in one cell.
import { NAMED_DAYS } from "../../../../../domain/menu/availability";
import { Channel } from "../../../../../domain/menu/channel";
import type { Document } from "../../../../lib/db/authored";
import { PLAIN_FORMAT, type SheetFormat } from "./format";
import { inFormat, moneyInFormat, pointed, whyAmbiguous } from "./number";

/**
 * How a value is written in a cell. `write` of something it cannot write is empty; `read` answers with text when the cell is wrong.
 * `isNumber`: with a decimal point or comma, as the sheet has it. `isMoney`: of as many digits as the currency.
 * `isNeeded`: an empty cell takes nothing away.
 */
type Form = {
  isNumber?: true;
  isMoney?: true;
  isNeeded?: true;
  write: (value: unknown) => string;
  read: (cell: string) => { value: unknown } | string;
};

/** `path`: to the value within the document. */
export type Column = { name: string; path: string[]; form: Form };

const text: Form = {
  write: (value) => (typeof value === "string" || typeof value === "number" ? String(value) : ""),
  read: (cell) => ({ value: cell }),
};
/** Kept as it is written: 12.50 is not 12.5. */
const decimal: Form = { ...text, isNumber: true };
const money: Form = { ...decimal, isMoney: true };
const kind: Form = {
  ...text,
  isNeeded: true,
  read: (cell) => (cell === "3e/product" ? { value: cell } : "expected 3e/product or nothing: a sheet is of products"),
};
const number: Form = {
  isNumber: true,
  write: (value) => (typeof value === "number" ? String(value) : ""),
  read: (cell) => (/^-?\d{1,12}(\.\d{1,6})?$/.test(cell) ? { value: Number(cell) } : "expected a number such as 12.5"),
};
/** As spreadsheets of several languages write what was `true` when they opened the sheet. */
const YES = ["TRUE", "1", "PRAWDA", "WAHR", "VRAI", "VERDADERO", "VERO", "VERDADEIRO"];
const NO = ["FALSE", "0", "FAŁSZ", "FALSCH", "FAUX", "FALSO"];
const flag: Form = {
  write: (value) => (typeof value === "boolean" || typeof value === "string" ? String(value) : ""),
  read: (cell) => {
    const word = cell.toUpperCase();
    return YES.includes(word) || NO.includes(word) ? { value: YES.includes(word) } : "expected true or false";
  },
};
/** Nothing but a separator is a list of nothing; in quotes stands what would be read as something else. */
const list: Form = {
  write: (value) => {
    if (!Array.isArray(value)) return "";
    const parts = value.map((part) => inQuotes(String(part)));
    // A single one with a comma in it would come back as several.
    return `${parts.join("; ")}${parts.length === 0 || (parts.length === 1 && parts[0]?.includes(",")) ? ";" : ""}`;
  },
  read: (cell) => ({ value: partsOf(cell, cell.includes(";") ? BETWEEN_SEMICOLONS : BETWEEN_COMMAS) }),
};

const inQuotes = (part: string): string =>
  part === "" || part !== part.trim() || part.startsWith('"') || part.includes(";") ? `"${part.replaceAll('"', '""')}"` : part;

const BETWEEN_SEMICOLONS = /(?:\s*"((?:[^"]|"")*)"\s*|([^;]*))(?:;|$)/gy;
const BETWEEN_COMMAS = /(?:\s*"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)/gy;

const partsOf = (cell: string, between: RegExp): string[] =>
  [...cell.matchAll(between)].flatMap(([, quoted, bare = ""]) => {
    if (quoted !== undefined) return [quoted.replaceAll('""', '"')];
    return bare.trim() === "" ? [] : [bare.trim()];
  });

const CLOSED = "closed";
const isClosed = (cell: string): boolean => cell.toLowerCase() === CLOSED;

/** `08:00-11:00; 12:00-14:00`, as pairs; none are `closed`. */
const times: Form = {
  write: (value) => {
    if (!Array.isArray(value)) return "";
    const spans = value.flatMap((from, index) => (index % 2 === 0 ? [`${from}-${value[index + 1]}`] : []));
    return spans.length === 0 ? CLOSED : spans.join("; ");
  },
  read: (cell) => {
    if (isClosed(cell)) return { value: [] };
    const spans = cell.split(";").map((span) => /^\s*(\d{1,2}:\d{2})\s*[-–—]\s*(\d{1,2}:\d{2})\s*$/.exec(span));
    return spans.some((span) => !span)
      ? "expected times such as 08:00-11:00; 12:00-14:00, or closed"
      : { value: spans.flatMap((span) => span?.slice(1, 3)) };
  },
};
/** Of all days together: without any it is never on sale, which no day's column can say. */
const never: Form = {
  write: (value) => (typeof value === "object" && value !== null && Object.keys(value).length === 0 ? CLOSED : ""),
  read: (cell) => (isClosed(cell) ? { value: {} } : "expected closed or nothing: times stand in the columns of the days"),
};
/** `0.25 kg`: how much of an ingredient, and in what. */
const measure: Form = {
  isNumber: true,
  write: (value) => {
    const { qty, unit }: { qty?: unknown; unit?: unknown } = Object(value);
    return typeof qty === "string" && typeof unit === "string" ? `${qty} ${unit}` : "";
  },
  read: (cell) => {
    const [, qty, unit] = /^(\d+(?:\.\d+)?)\s*(\S+)$/.exec(cell) ?? [];
    return qty === undefined ? "expected how much of it, such as 0.25 kg" : { value: { unit, qty } };
  },
};

const PLAIN: Record<string, Form> = {
  id: text,
  kind,
  price: money,
  minPrice: money,
  vat: decimal,
  drs: money,
  img: text,
  weighted: flag,
  isSup: flag,
  availability: never,
  "allergens.contain": list,
  "allergens.mayContain": list,
  "physicalInfo.weight": number,
  "physicalInfo.volume": number,
};

/** Columns that come in any number: `taxes.DELIVERY`, `literals.name-pl`. Without `keys` any key is one. */
const FAMILIES: { prefix: string; at: string[]; form: Form; keys?: readonly string[] }[] = [
  { prefix: "literals.", at: ["details", "literals"], form: text },
  { prefix: "taxes.", at: ["taxes"], form: decimal, keys: Channel.options },
  { prefix: "extra.", at: ["_"], form: text },
  { prefix: "availability.", at: ["availability"], form: times, keys: NAMED_DAYS },
  { prefix: "nutritional.", at: ["nutritional"], form: number },
  { prefix: "bom.", at: ["bom"], form: measure },
];

const pathOf = (name: string): string[] =>
  name.startsWith("allergens.") ? ["allergensInfo", name.slice("allergens.".length)] : name.split(".");

/** Undefined: there is no such column. */
export function columnOf(name: string): Column | undefined {
  const form = Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
  if (form) return { name, path: pathOf(name), form };
  const family = FAMILIES.find(({ prefix, keys }) => {
    const key = name.slice(prefix.length);
    return name.startsWith(prefix) && key !== "" && key !== "__proto__" && (keys?.includes(key) ?? true);
  });
  return family && { name, path: [...family.at, name.slice(family.prefix.length)], form: family.form };
}

/** The name of the column that is meant, in whatever case it stands; undefined when there is none. */
export function columnNamed(written: string): string | undefined {
  if (columnOf(written)) return written;
  const small = written.toLowerCase();
  const plainName = Object.keys(PLAIN).find((name) => name.toLowerCase() === small);
  if (plainName !== undefined) return plainName;
  const family = FAMILIES.find(({ prefix }) => small.startsWith(prefix));
  if (!family) return undefined;
  const key = written.slice(family.prefix.length);
  const name = family.prefix + (family.keys?.find((each) => each.toLowerCase() === key.toLowerCase()) ?? key);
  return columnOf(name) && name;
}

/** Those that any of the documents fills, in a steady order. */
export function columnsOf(documents: readonly Document[]): Column[] {
  const plain = Object.keys(PLAIN).flatMap((name) => columnOf(name) ?? []);
  const many = FAMILIES.flatMap(({ prefix, at, keys }) => {
    const found = new Set(documents.flatMap((document) => Object.keys(Object(at.reduce<unknown>(within, document)))));
    const sorted = keys ? keys.filter((key) => found.has(key)) : [...found].toSorted((a, b) => (a < b ? -1 : 1));
    return sorted.flatMap((key) => columnOf(prefix + key) ?? []);
  });
  const always = new Set(["id", "kind", "price", "vat"]);
  return [...plain, ...many].filter((column) => always.has(column.name) || documents.some((document) => cellOf(document, column) !== ""));
}

/** Never on sale, and on sale on some day: one of the two is meant. */
export const isContradiction = (names: ReadonlySet<string>): boolean =>
  names.has("availability") && NAMED_DAYS.some((day) => names.has(`availability.${day}`));

const within = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;

export function cellOf(document: Document, { path, form }: Column, format: SheetFormat = PLAIN_FORMAT): string {
  const cell = form.write(path.reduce<unknown>(within, document));
  if (form.isMoney) return moneyInFormat(cell, format);
  return form.isNumber ? inFormat(cell, format) : cell;
}

/** What spreadsheets of several languages write where a formula has no value. */
const NO_VALUE =
  /^#(?:REF!|N\/A|N\/D|NAME\?|VALUE!|DIV\/0!|NUM!|NULL!|ADR!|ARG!|NAZWA\?|LICZBA!|ZERO!|BEZUG!|WERT!|ZAHL!|NV|VALEUR!|NOM\?|NOMBRE!)$/i;

/** Why what a spreadsheet has made of a cell says nothing. */
function whySpoilt(cell: string, form: Form, format: SheetFormat, decimals: number): string | undefined {
  if (NO_VALUE.test(cell)) return `${cell} is a spreadsheet's error: expected a value`;
  if (cell.includes("\uFFFD")) return "a letter was lost here before: write it again, and save the sheet as UTF-8";
  return form.isMoney ? whyAmbiguous(cell, format, decimals) : undefined;
}

/**
 * The document with what the cell says; text when it cannot be read.
 * A cell that says what the document says already changes not even how it is written.
 * `decimals`: digits of the chain's currency.
 */
export function withCell(document: Document, column: Column, cell: string, format: SheetFormat, decimals: number): Document | string {
  if (cell === cellOf(document, column, format).trim()) return document;
  if (cell === "") return column.form.isNeeded ? document : { ...changed(document, column.path, undefined), id: document.id };
  const spoilt = whySpoilt(cell, column.form, format, decimals);
  if (spoilt !== undefined) return spoilt;
  const read = column.form.read(column.form.isNumber ? pointed(cell, format) : cell);
  return typeof read === "string" ? read : { ...changed(document, column.path, read.value), id: document.id };
}

/** A map from which the last entry is taken goes with it. */
function changed(document: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown): Record<string, unknown> {
  const inner: Record<string, unknown> = Object(within(document, key) ?? {});
  const next = rest.length === 0 ? value : changed(inner, rest, value);
  const gone = next === undefined || (rest.length > 0 && value === undefined && Object.keys(Object(next)).length === 0);
  if (gone) return Object.fromEntries(Object.entries(document).filter(([field]) => field !== key));
  return { ...document, [key]: next };
}
