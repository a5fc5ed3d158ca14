// How a sheet is written: bytes of what charset, cells between what, numbers with what point. Spreadsheets of each country write their own.
import Papa from "papaparse";

/** `comma`: between cells `;` or a tab, as where 64,90 is a number. */
export type SheetFormat = { separator: "," | ";" | "\t"; decimals: "point" | "comma" };

export const PLAIN_FORMAT: SheetFormat = { separator: ",", decimals: "point" };
/** As spreadsheets of continental Europe open a file without asking. */
export const EUROPEAN_FORMAT: SheetFormat = { separator: ";", decimals: "comma" };

const SEPARATORS: readonly SheetFormat["separator"][] = [",", ";", "\t"];

/** By the header: whatever makes the most columns of it that are known. `text` may begin with a line `sep=;`, as spreadsheets write it. */
export function formatOf(text: string, isColumn: (name: string) => boolean): { format: SheetFormat; cells: string; firstRow: number } {
  const [hint, separatorTold] = /^sep=([,;\t])\r?\n/.exec(text) ?? [];
  const cells = hint === undefined ? text : text.slice(hint.length);
  const known = (delimiter: string): number =>
    Papa.parse<string[]>(cells, { delimiter, preview: 1 }).data[0]?.filter((name) => isColumn(name.trim())).length ?? 0;
  const told = SEPARATORS.find((separator) => separator === separatorTold);
  const separator = told ?? SEPARATORS.toSorted((a, b) => known(b) - known(a))[0] ?? ",";
  return { format: { separator, decimals: separator === "," ? "point" : "comma" }, cells, firstRow: hint === undefined ? 1 : 2 };
}

/** A number as the sheet writes it, as everybody else does. What is no such number stays as it is. */
export const pointed = (cell: string, { decimals }: SheetFormat): string =>
  decimals === "comma" && !cell.includes(".") ? cell.replace(/^(-?\d+),(\d+)/, "$1.$2") : cell;

/** The other way round. */
export const inFormat = (number: string, { decimals }: SheetFormat): string =>
  decimals === "comma" ? number.replace(/^(-?\d+)\.(\d+)/, "$1,$2") : number;
