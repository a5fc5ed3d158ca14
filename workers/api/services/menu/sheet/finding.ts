// Something said of a sheet, by row and column.
import type { FindingCode } from "../../../../../domain/menu/finding";

/** `row`: as a spreadsheet counts, the header is the first. `pointer`: `/row/column`. */
export type SheetFinding = { code: FindingCode; pointer: string; message: string; row: number; column: string };

export const sheetFinding = (code: FindingCode, row: number, column: string, message: string): SheetFinding => ({
  code,
  pointer: `/${row}/${column}`,
  message: `row ${row}${column === "" ? "" : `, column ${column}`}: ${message}`,
  row,
  column,
});
