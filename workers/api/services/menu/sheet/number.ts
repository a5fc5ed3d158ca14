// Numbers as spreadsheets of several countries write them.
import type { SheetFormat } from "./format";

const SPACES = /[ \u00A0\u202F]/g;
/** Thousands set apart: by spaces, by what is not the decimal mark, or twice by either. */
const GROUPED = {
  spaces: /^-?\d{1,3}(?:[ \u00A0\u202F]\d{3})+(?:[.,]\d+)?$/,
  comma: /^-?\d{1,3}(?:\.\d{3})+,\d+$/,
  point: /^-?\d{1,3}(?:,\d{3})+\.\d+$/,
  twice: /^-?\d{1,3}(?:(?:\.\d{3}){2,}|(?:,\d{3}){2,})$/,
};

/** A number as the sheet writes it, as everybody else does. What is no such number stays as it is. */
export function pointed(cell: string, { decimals }: SheetFormat): string {
  if (GROUPED.twice.test(cell)) return cell.replaceAll(/[.,]/g, "");
  const together = GROUPED.spaces.test(cell) ? cell.replaceAll(SPACES, "") : cell;
  if (GROUPED[decimals].test(together))
    return decimals === "comma" ? together.replaceAll(".", "").replace(",", ".") : together.replaceAll(",", "");
  return decimals === "comma" && !together.includes(".") ? together.replace(/^(-?\d+),(\d+)/, "$1.$2") : together;
}

/** The other way round. */
export const inFormat = (number: string, { decimals }: SheetFormat): string =>
  decimals === "comma" ? number.replace(/^(-?\d+)\.(\d+)/, "$1,$2") : number;

/** Money as well. Three digits behind a comma may set thousands apart, and are written as two or four. */
export function moneyInFormat(amount: string, format: SheetFormat): string {
  const mayBeThousands = format.decimals === "comma" && /^-?(?!0\.)\d{1,3}\.\d{3}$/.test(amount);
  if (!mayBeThousands) return inFormat(amount, format);
  return inFormat(amount.endsWith("0") ? amount.slice(0, -1) : `${amount}0`, format);
}

/** Three digits behind one mark, where that may set thousands apart; `currencyDecimals`: digits of the chain's currency. */
export function whyAmbiguous(cell: string, { decimals }: SheetFormat, currencyDecimals: number): string | undefined {
  const [, whole = "", mark = "", rest = ""] = /^-?(\d{1,3})([.,])(\d{3})$/.exec(cell) ?? [];
  const isMeant = decimals === "point" ? mark === "." : mark === "," && currencyDecimals >= 3;
  if (mark === "" || whole === "0" || isMeant) return undefined;
  const decimal = decimals === "comma" ? "," : ".";
  return `expected ${whole}${rest} or ${whole}${decimal}${rest.slice(0, 2)}: nobody can tell which of them "${cell}" is`;
}
