// Products as a sheet: a row each, a column for each thing that a product says of itself. What a sheet has no column for stays as it is.
import Papa from "papaparse";
import type { Fault } from "../../../../domain/menu/authoring";
import type { Document } from "../../../lib/db/authored";
import { cellOf, type Column, columnOf, columnsOf, withCell } from "./sheet-columns";
import { type SheetFinding, sheetFinding } from "./sheet-finding";
import { formatOf, PLAIN_FORMAT, type SheetFormat } from "./sheet-format";

export type Row = { row: number; document: Document };
/** What a row says of where its product is sold: a category's id or name. */
export type Placement = { row: number; product: string; category: string };
/** What a sheet says. */
export type Sheet = { rows: Row[]; placements: Placement[]; faults: SheetFinding[] };

const KIND = "3e/product";
/** Not part of a product: the category, or the categories, that it is put into. */
const CATEGORY = "category";
const MOST_FAULTS = 10_000;

/**
 * A spreadsheet would take these for the beginning of a formula, also in their wide forms and behind white space; a quote before them is not
 * part of the text, and so no quote is.
 */
const RISKY = /^[\t\r\n]|^[\s\p{Cc}\p{Cf}]*(?:['=@＝＠＋－﹦﹫﹢﹣⁼₌⁺₊⁻₋]|[+-](?![\d.]+$))/u;

const BYTE_ORDER_MARK = "\uFEFF";

/** The products among the items, in the order of their ids; a column for whatever any of them says. */
export function sheetOf(items: readonly Document[], format: SheetFormat = PLAIN_FORMAT): string {
  const products = items.filter(({ kind }) => kind === KIND);
  const columns = columnsOf(products);
  const rows = products.map((product) =>
    columns.map((column) => {
      const cell = cellOf(product, column, format);
      return RISKY.test(cell) ? `'${cell}` : cell;
    }),
  );
  const sheet = Papa.unparse({ fields: columns.map(({ name }) => name), data: rows }, { newline: "\r\n", delimiter: format.separator });
  return format === PLAIN_FORMAT ? sheet : BYTE_ORDER_MARK + sheet;
}

/** The rows as products: laid over those that there are, cell by cell. An empty cell takes away what it would say. */
export function readSheet(text: string, existing: (id: string) => Document | undefined): Sheet {
  const isColumn = (name: string) => name === CATEGORY || columnOf(name) !== undefined;
  const { format, cells: body, firstRow } = formatOf(text.replace(BYTE_ORDER_MARK, ""), isColumn);
  const { data, errors } = Papa.parse<string[]>(body, { skipEmptyLines: false, delimiter: format.separator });
  const [header = [], ...lines] = data;
  const faults: SheetFinding[] = errors
    .filter(({ type }) => type === "Quotes")
    .map(({ row = 0, message }) => fault(row + firstRow, "", message));
  const names = header.map((name) => name.trim());
  names.forEach((name, index) => {
    if (!isColumn(name)) faults.push(fault(firstRow, name, `there is no column "${name}"`));
    else if (names.indexOf(name) < index) faults.push(fault(firstRow, name, "this column is there twice"));
  });
  const columns = names.map(columnOf);
  const [idAt, categoryAt] = [names.indexOf("id"), names.indexOf(CATEGORY)];
  if (idAt < 0) return { rows: [], placements: [], faults: [...faults, fault(firstRow, "id", "expected a column id")] };
  const seen = new Map<string, number>();
  const rows: Row[] = [];
  const placements: Placement[] = [];
  lines.forEach((cells, index) => {
    const row = index + firstRow + 1;
    if (cells.every((cell) => cell.trim() === "") || faults.length >= MOST_FAULTS) return;
    if (cells.length > columns.length) faults.push(fault(row, "", `expected ${columns.length} cells, found ${cells.length}`));
    const id = plain(cells[idAt] ?? "");
    const first = seen.get(id);
    if (id === "") faults.push(fault(row, "id", "expected an id"));
    else if (first !== undefined) faults.push(fault(row, "id", `row ${first} is of ${id} already`));
    else {
      seen.set(id, row);
      const before = existing(id) ?? { id, kind: KIND };
      if (before.kind !== KIND) faults.push(fault(row, "id", `${id} is no product`));
      const document = rowOf(before, cells, columns, format, (column, message) => faults.push(fault(row, column, message)));
      rows.push({ row, document });
      placements.push(...categoriesIn(cells[categoryAt]).map((category) => ({ row, product: id, category })));
    }
  });
  return { rows, placements, faults };
}

const categoriesIn = (cell = ""): string[] =>
  plain(cell)
    .split(";")
    .map((category) => category.trim())
    .filter((category) => category !== "");

function rowOf(
  before: Document,
  cells: string[],
  columns: readonly (Column | undefined)[],
  format: SheetFormat,
  wrong: (column: string, message: string) => void,
): Document {
  return columns.reduce((document, column, index) => {
    if (!column) return document;
    const after = withCell(document, column, plain(cells[index] ?? ""), format);
    if (typeof after !== "string") return after;
    wrong(column.name, after);
    return document;
  }, before);
}

const plain = (cell: string) => {
  const text = cell.trim();
  return text.startsWith("'") ? text.slice(1) : text;
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
