// How a sheet is written: cells between what, numbers with what point. Spreadsheets of each country write their own.
import Papa from "papaparse";

/** `comma`: between cells `;` or a tab, as where 64,90 is a number. */
export type SheetFormat = { separator: "," | ";" | "\t"; decimals: "point" | "comma" };

export const PLAIN_FORMAT: SheetFormat = { separator: ",", decimals: "point" };
/** As spreadsheets of continental Europe open a file without asking. */
export const EUROPEAN_FORMAT: SheetFormat = { separator: ";", decimals: "comma" };

const SEPARATORS: readonly SheetFormat["separator"][] = [",", ";", "\t"];

/** By the header: whatever makes the most columns of it that are known. `text` may begin with a line `sep=;`, as spreadsheets write it. */
export function formatOf(text: string, isColumn: (name: string) => boolean): { format: SheetFormat; cells: string; firstRow: number } {
  const [hint, separatorTold] = /^sep=([,;\t])(?:\r\n?|\n)/.exec(text) ?? [];
  const cells = hint === undefined ? text : text.slice(hint.length);
  const tried = SEPARATORS.map((separator) => {
    const headings = headingsBy(separator, cells);
    return { separator, count: headings.length, known: headings.filter(isColumn).length };
  });
  const [best] = tried.toSorted((a, b) => b.known - a.known || b.count - a.count);
  const separator = SEPARATORS.find((each) => each === separatorTold) ?? best?.separator ?? ",";
  return { format: { separator, decimals: separator === "," ? "point" : "comma" }, cells, firstRow: hint === undefined ? 1 : 2 };
}

/** Rows without anything in them, before the first that has something. */
const EMPTY_ROWS = /^(?:[ \t,;]*(?:\r\n?|\n))+/;

const headingsBy = (delimiter: string, cells: string): string[] =>
  Papa.parse<string[]>(cells.replace(EMPTY_ROWS, ""), { delimiter, preview: 1 }).data[0] ?? [];
