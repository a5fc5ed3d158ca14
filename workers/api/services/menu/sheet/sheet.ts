// Products as a sheet: a row each, a column for each thing that a product says of itself. What a sheet has no column for stays as it is.
import Papa from "papaparse";
import type { Fault } from "../../../../../domain/menu/validate-authored";
import type { Document } from "../../../../lib/db/authored";
import { cellOf, type Column, columnOf, columnsOf, isContradiction, withCell } from "./columns";
import { CATEGORY, columnMeant, shownName, unknownHeading } from "./header";
import { type SheetFinding, sheetFinding } from "./finding";
import { formatOf, PLAIN_FORMAT, type SheetFormat } from "./format";

export type Row = { row: number; document: Document };
/** What a row says of where its product is sold: a category's id or name. */
export type Placement = { row: number; product: string; category: string };
/** What a sheet says. */
export type Sheet = { rows: Row[]; placements: Placement[]; faults: SheetFinding[] };

const KIND = "3e/product";
const MAX_FAULTS = 10_000;

/**
 * A spreadsheet would take these for the beginning of a formula, also in their wide forms and behind white space;
 * a quote before them is not part of the text, and so no quote is.
 */
const RISKY = /^[\t\r\n]|^[\s\p{Cc}\p{Cf}]*(?:['=@＝＠＋－﹦﹫﹢﹣⁼₌⁺₊⁻₋]|[+-](?![\d.]+$))/u;

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * The products among the items, in the order of their ids; a column for whatever any of them says.
 * `categories`: those that each product stands in, by its id, as the column `category` takes them.
 */
export function sheetOf(
  items: readonly Document[],
  format: SheetFormat = PLAIN_FORMAT,
  categories: ReadonlyMap<string, readonly string[]> = new Map(),
): string {
  const products = items.filter(({ kind }) => kind === KIND);
  const columns = columnsOf(products);
  const isPlaced = products.some(({ id }) => categories.has(id));
  const rows = products.map((product) => {
    const cells = columns.map((column) => cellOf(product, column, format));
    if (isPlaced) cells.push((categories.get(product.id) ?? []).join("; "));
    return cells.map((cell) => (RISKY.test(cell) ? `'${cell}` : cell));
  });
  const fields = [...columns.map(({ name }) => name), ...(isPlaced ? [CATEGORY] : [])];
  const sheet = Papa.unparse({ fields, data: rows }, { newline: "\r\n", delimiter: format.separator });
  return format === PLAIN_FORMAT ? sheet : BYTE_ORDER_MARK + sheet;
}

/**
 * The rows as products: laid over those that there are, cell by cell. An empty cell takes away what it would say.
 * `decimals`: digits of the chain's currency.
 */
export function readSheet(text: string, existing: (id: string) => Document | undefined, decimals = 2): Sheet {
  const {
    format,
    cells: body,
    firstRow,
  } = formatOf(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text, (name) => columnMeant(name) !== undefined);
  const { data, errors } = Papa.parse<string[]>(body, { skipEmptyLines: false, delimiter: format.separator });
  const headerAt = Math.max(0, data.findIndex(isFilled));
  const headerRow = headerAt + firstRow;
  const faults: SheetFinding[] = errors
    .filter(({ type }) => type === "Quotes")
    .map(({ row = 0, message }) => fault(row + firstRow, "", message));
  const { columns, idAt, categoryAt, wrong } = readHeader(data[headerAt] ?? [], headerRow);
  faults.push(...wrong);
  if (idAt < 0) return { rows: [], placements: [], faults: [...faults, fault(headerRow, "id", "expected a column id")] };
  const seen = new Map<string, number>();
  const rows: Row[] = [];
  const placements: Placement[] = [];
  data.slice(headerAt + 1).forEach((cells, index) => {
    const row = index + headerRow + 1;
    if (!isFilled(cells) || faults.length >= MAX_FAULTS) return;
    const nameless = cells.findIndex((cell, place) => columns[place]?.heading === "" && cell.trim() !== "");
    if (nameless >= 0) faults.push(fault(row, "", `cell ${nameless + 1} has a value and no heading`));
    if (isFilled(cells.slice(columns.length))) faults.push(fault(row, "", `expected ${columns.length} cells, found ${cells.length}`));
    const id = plain(cells[idAt] ?? "");
    const first = seen.get(id);
    if (id === "") faults.push(fault(row, "id", "expected an id"));
    else if (MADE_A_NUMBER.test(id))
      faults.push(fault(row, "id", `a spreadsheet has made a number of it, ${id}: format the column as text`));
    else if (first !== undefined) faults.push(fault(row, "id", `row ${first} is of ${id} already`));
    else {
      seen.set(id, row);
      const before = existing(id) ?? { id, kind: KIND };
      if (before.kind !== KIND) faults.push(fault(row, "id", `${id} is no product`));
      const reading = { format, decimals, wrong: (column: string, message: string) => faults.push(fault(row, column, message)) };
      rows.push({ row, document: rowOf(before, cells, columns, reading) });
      placements.push(...categoriesIn(cells[categoryAt]).map((category) => ({ row, product: id, category })));
    }
  });
  return { rows, placements, faults };
}

/** A long id, as spreadsheets show and save it. */
const MADE_A_NUMBER = /^\d+(?:[.,]\d+)?E\+\d+$/i;

const isFilled = (cells: readonly string[]) => cells.some((cell) => cell.trim() !== "");

/** `column`: undefined where a heading means none. */
type Headed = { heading: string; column: Column | undefined };

function readHeader(
  header: readonly string[],
  row: number,
): { columns: Headed[]; idAt: number; categoryAt: number; wrong: SheetFinding[] } {
  const names = header.map((heading) => columnMeant(heading) ?? shownName(heading));
  const wrong = names.flatMap((name, index) => {
    if (name === "") return [];
    if (columnMeant(name) === undefined) return [fault(row, name, unknownHeading(name))];
    return names.indexOf(name) < index ? [fault(row, name, "this column is there twice")] : [];
  });
  const columns = names.map((name) => ({ heading: name, column: columnOf(name) }));
  return { columns, idAt: names.indexOf("id"), categoryAt: names.indexOf(CATEGORY), wrong };
}

const categoriesIn = (cell = ""): string[] =>
  plain(cell)
    .split(";")
    .map((category) => category.trim())
    .filter((category) => category !== "");

type RowReading = { format: SheetFormat; decimals: number; wrong: (column: string, message: string) => void };

function rowOf(before: Document, cells: string[], columns: readonly Headed[], { format, decimals, wrong }: RowReading): Document {
  const said = columns.flatMap(({ column }, index) => (column && plain(cells[index] ?? "") !== "" ? [column.name] : []));
  if (isContradiction(new Set(said))) wrong("availability", "expected nothing where a day has times or is closed, or the days empty");
  return columns.reduce((document, { column }, index) => {
    if (!column) return document;
    const after = withCell(document, column, plain(cells[index] ?? ""), format, decimals);
    if (typeof after !== "string") return after;
    wrong(column.name, after);
    return document;
  }, before);
}

/** Without the marks by which spreadsheets keep text from being a number: `'0051`, `="0051"`. */
const plain = (cell: string) => {
  const text = cell.trim();
  if (text.startsWith("'")) return text.slice(1);
  return /^="([^"]*)"$/.exec(text)?.[1] ?? text;
};

const fault = (row: number, column: string, message: string): SheetFinding => sheetFinding("invalid", row, column, message);

/** What is said of a row's product, told by its column where it has one. */
export function inSheet(row: number, { code, pointer, message }: Fault): SheetFinding {
  return sheetFinding(code, row, columnAt(pointer), message);
}

/** The column that a pointer into a product stands in; else what it points at. */
export function columnAt(pointer: string): string {
  const path = pointer.split("/").slice(1);
  return columnNameAt(path) ?? path.join(".");
}

const columnNameAt = (path: readonly string[]): string | undefined => {
  const [first = "", second = "", third = ""] = path;
  const known = [
    first === "details" && second === "literals" && `literals.${third}`,
    first === "_" && `extra.${second}`,
    `${first}.${second}`,
    first,
  ];
  return known.find((name): name is string => typeof name === "string" && columnOf(name) !== undefined);
};
