// Products as a sheet: a row each, a column for each thing that a product says of itself. What a sheet has no column for stays as it is.
import Papa from "papaparse";
import type { Fault } from "../../../../domain/menu/authoring";
import type { Document } from "../../../lib/db/authored";
import { cellOf, type Column, columnOf, columnsOf, withCell } from "./sheet-columns";

/** `row`: as a spreadsheet counts, the header is the first. `pointer`: `/row/column`. */
export type SheetFault = Fault & { row: number; column: string };
export type Row = { row: number; document: Document };

const KIND = "3e/product";
const MOST_FAULTS = 10_000;

/**
 * A spreadsheet would take these for the beginning of a formula, also in their wide forms and behind white space; a quote before them is not
 * part of the text, and so no quote is.
 */
const RISKY = /^[\t\r\n]|^[\s\0\u{FEFF}]*(?:['=@＝＠＋－]|[+-](?![\d.]+$))/u;

/** The products among the items, in the order of their ids; a column for whatever any of them says. */
export function sheetOf(items: readonly Document[]): string {
  const products = items.filter(({ kind }) => kind === KIND);
  const columns = columnsOf(products);
  const rows = products.map((product) =>
    columns.map((column) => {
      const cell = cellOf(product, column);
      return RISKY.test(cell) ? `'${cell}` : cell;
    }),
  );
  return Papa.unparse({ fields: columns.map(({ name }) => name), data: rows }, { newline: "\r\n" });
}

/** The rows as products: laid over those that there are, cell by cell. An empty cell takes away what it would say. */
export function readSheet(text: string, existing: (id: string) => Document | undefined): { rows: Row[]; faults: SheetFault[] } {
  const { data, errors } = Papa.parse<string[]>(text, { skipEmptyLines: false });
  const [header = [], ...lines] = data;
  const faults: SheetFault[] = errors.filter(({ type }) => type === "Quotes").map(({ row = 0, message }) => fault(row + 1, "", message));
  const columns = header.map((name, index): Column | undefined => {
    const column = columnOf(name.trim());
    if (!column) faults.push(fault(1, name, `there is no column "${name}"`));
    else if (header.findIndex((other) => other.trim() === column.name) < index) faults.push(fault(1, name, "this column is there twice"));
    return column;
  });
  if (!columns.some((column) => column?.name === "id")) faults.push(fault(1, "id", "expected a column id"));
  if (faults.length > 0) return { rows: [], faults };
  const idAt = columns.findIndex((column) => column?.name === "id");
  const seen = new Map<string, number>();
  const rows: Row[] = [];
  lines.forEach((cells, index) => {
    const row = index + 2;
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
      rows.push({ row, document: rowOf(before, cells, columns, (column, message) => faults.push(fault(row, column, message))) });
    }
  });
  return { rows, faults };
}

function rowOf(
  before: Document,
  cells: string[],
  columns: (Column | undefined)[],
  wrong: (column: string, message: string) => void,
): Document {
  return columns.reduce((document, column, index) => {
    if (!column) return document;
    const after = withCell(document, column, plain(cells[index] ?? ""));
    if (typeof after !== "string") return after;
    wrong(column.name, after);
    return document;
  }, before);
}

const plain = (cell: string) => {
  const text = cell.trim();
  return text.startsWith("'") ? text.slice(1) : text;
};

const fault = (row: number, column: string, message: string): SheetFault => ({
  pointer: `/${row}/${column}`,
  message: `row ${row}${column === "" ? "" : `, column ${column}`}: ${message}`,
  row,
  column,
});

/** A fault of a row's product, told by its column where it has one. */
export function inSheet(row: number, { pointer, message }: Fault): SheetFault {
  const path = pointer.split("/").slice(1);
  const name = columnNameAt(path);
  return fault(row, name ?? path.join("."), message);
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
