// A printed slip as a till tells of it (docs/wire.md, "Fiscal slips"). The published till cancels the paid order when it is refused: only
// what names the slip, its time and its amount must be there. Of the rest whatever cannot be kept is left out.
import { z } from "zod";
import { Instant } from "../domain/instant";
import { Id } from "../domain/order/commands";

/** A field that is left out, rather than refused, where it cannot be read. */
const perhaps = <T extends z.ZodType>(field: T) => z.preprocess((value) => (isReadBy(field, value) ? value : undefined), field.optional());

const isReadBy = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;

/** Of a list what can be read, the first `most` of it. */
const listOf = <T extends z.ZodType>(one: T, most: number) =>
  z.preprocess((value) => {
    const all: unknown[] | undefined = Array.isArray(value) ? value : undefined;
    return all?.filter((each) => isReadBy(one, each)).slice(0, most);
  }, z.array(one).max(most).optional());

/** The same of values by name. */
const recordOf = <T extends z.ZodType>(one: T, most: number) => {
  const record = z.record(z.string().min(1).max(64), one);
  return z.preprocess((value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const named = Object.entries(value).filter(([name, each]) => isReadBy(record, { [name]: each }));
    return Object.fromEntries(named.slice(0, most));
  }, record.optional());
};

/** Of a text that is longer than we keep, the beginning is kept, and no half of a character. */
const printed = (most: number) =>
  z.union([z.string().min(1), z.number()]).transform((text) =>
    String(text)
      .slice(0, most)
      .replace(/[\uD800-\uDBFF]$/, ""),
  );
const printedOrNothing = (most: number) => perhaps(printed(most)).transform((text = "") => text);

/** Slips are told apart by how their numbers end. */
const Numbering = z
  .union([z.string().regex(/\S/, "expected what the printer calls it"), z.number()], "expected what the printer calls it")
  .transform((name) =>
    String(name)
      .slice(-64)
      .replace(/^[\uDC00-\uDFFF]/, ""),
  );
/** What names a printed slip. */
export const FiscalSlipNames = { slip: Numbering, printer: Numbering };

const numberIn = (text: string): number => Number(text.replace(",", "."));

/** Major units. What a driver has computed is rounded to the currency's decimals, and storno lines are less than nothing. */
export const PrintedAmount = z.union(
  [
    z.number().min(-1e9).max(1e9),
    z
      .string()
      .regex(/^-?\d{1,9}([.,]\d{1,20})?$/, "expected an amount such as 13.99")
      .transform(numberIn),
  ],
  "expected an amount such as 13.99",
);

const MOST_COUNTED = 100_000;
/** `requestFiscal` says quantities as text, and drivers send back what they were told. Storno lines are less than nothing. */
const Counted = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d{1,6}([.,]\d{1,20})?$/)
      .transform(numberIn),
  ])
  .pipe(z.number().min(-MOST_COUNTED).max(MOST_COUNTED));

const Flag = z.preprocess((value) => {
  if (/^(?:true|1)$/i.test(String(value))) return true;
  return /^(?:false|0)$/i.test(String(value)) ? false : value;
}, z.boolean());

/** RFC 3339; as tills' clocks write it also without a zone, which is UTC then, or as the time since 1970. */
export const PrintedAt = z.preprocess(withZone, Instant);

function withZone(told: unknown): unknown {
  if (typeof told === "number") return sinceEpoch(told) ?? told;
  if (typeof told !== "string") return told;
  if (/^\d{10}(\d{3})?$/.test(told)) return sinceEpoch(Number(told)) ?? told;
  const [, day, time, zone = "Z"] = CLOCK.exec(told.trim()) ?? [];
  return day === undefined ? told : `${day}T${time}${zone.toUpperCase().replace(/^(.\d{2})(\d{2})$/, "$1:$2")}`;
}

const CLOCK = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}:?\d{2})?$/i;

const [FIRST, LAST] = [Date.parse("2000-01-01T00:00:00Z"), Date.parse("2100-01-01T00:00:00Z")];

/** `told`: in seconds or in milliseconds, whichever gives a time in which there are tills. */
function sinceEpoch(told: number): string | undefined {
  const millis = [told, told * 1000].find((each) => each >= FIRST && each < LAST);
  return millis === undefined ? undefined : new Date(millis).toISOString();
}

const Entry = z.object({
  item: printedOrNothing(128),
  qty: Counted,
  price: PrintedAmount,
  discount: perhaps(PrintedAmount),
  total: PrintedAmount,
  drs: perhaps(PrintedAmount),
  vat: printedOrNothing(16),
});
const Discount = z.object({ name: printedOrNothing(128), discount: PrintedAmount, vat: printedOrNothing(16) });
const Deposit = z.object({ deposit: PrintedAmount, count: Counted });
const Noted = z.union([z.string().max(1024), z.number()]).transform(String);

/** `IFiscalizeData` of the published types, and what the published point-of-sale client sends. */
export const FiscalizeBody = z.object({
  timestamp: PrintedAt,
  ...FiscalSlipNames,
  venue: perhaps(Id),
  amount: PrintedAmount,
  user: perhaps(printed(128)),
  taxId: perhaps(printed(32)),
  message: perhaps(printed(255)),
  proforma: perhaps(Flag),
  entries: listOf(Entry, 500),
  payments: recordOf(PrintedAmount, 32),
  subTotalDiscounts: listOf(Discount, 100),
  extra: recordOf(Noted, 100),
  drsSummary: listOf(Deposit, 100),
});
