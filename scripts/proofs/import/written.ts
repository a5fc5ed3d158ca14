// Files that a chain might bring, and what each of them states by the plain reading of a person: nothing in here asks the platform.
import type { Dice } from "../lib/dice.ts";

/**
 * A product as its file states it. `price`, of one, and `vat`, percent: in thousandths;
 * undefined where the file states none that can be read, and NaN of a word for goods without tax.
 */
export type Stated = { id: string; price: number | undefined; vat: number | undefined; groups: StatedGroup[] };
/** `pick`: how many items a guest must take at least. */
export type StatedGroup = { pick: number; items: StatedOption[] };
/** `context`: under which it is chosen. `quantity`: the least that may be taken of it. */
export type StatedOption = { id: string; context: string; quantity: number; price: number | undefined; groups: StatedGroup[] };

/**
 * `bytes`: of a sheet, with the charset that is told with it. `body`: of an import as JSON. `oddities`: what is wrong with it, or unusual.
 */
export type Written = { products: Stated[]; oddities: string[] } & (
  | { kind: "json"; body: Record<string, unknown> }
  | { kind: "sheet"; bytes: ArrayBuffer; charset: string | undefined }
);

/** Where products of sheets are sold. */
export const SHELF = "dania";
export const MENU = "MENU_a";

/** Thousandths of a major unit, by a person's reading of a number with a point; undefined when it is none, or has more digits. */
export function readNumber(written: unknown): number | undefined {
  if (typeof written !== "string" && typeof written !== "number") return undefined;
  const [, sign = "", whole, fraction = ""] = /^(-?)(\d+)(?:\.(\d{1,3})0*)?$/.exec(String(written)) ?? [];
  if (whole === undefined) return undefined;
  const amount = Number(whole) * 1000 + Number(fraction.padEnd(3, "0"));
  return sign === "-" ? -amount : amount;
}

export const readRate = (written: unknown): number | undefined =>
  written === "ZW" ? Number.NaN : readNumber(typeof written === "string" ? written.replace(/ ?%$/, "") : written);

export const priceText = (throws: Dice): string => `${1 + throws.int(90)}.${String(throws.int(100)).padStart(2, "0")}`;
export const RATES = ["0", "5", "8", "23"];
