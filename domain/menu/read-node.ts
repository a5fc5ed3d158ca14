// One written node, read: what it says, in the form that all of Brigade knows, and what is odd about it.
import { oddRate, readTaxRate } from "../pricing/tax-rate";
import { parseDecimal } from "../pricing/decimal";
import { AuthoredNode } from "./authored";
import { daysOfOneMinute } from "./availability";
import type { FindingCode } from "./finding";
import { unknownFields } from "./unknown-fields";

/** `pointer`: RFC 6901, into the node. */
export type Note = { code: FindingCode; pointer: string; message: string };
export type ReadNode = { node: AuthoredNode; notes: Note[] } | { broken: string };

export function readNode(raw: unknown): ReadNode {
  const { data, error } = AuthoredNode.safeParse(raw);
  if (!data)
    return { broken: error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message)).join("; ") };
  const notes = [...unknownFields(raw), ...taxNotes(data), ...depositNotes(data), ...listNotes(data), ...timeNotes(data)];
  return { node: { ...data, vat: rateOf(data.vat), ...(data.taxes && { taxes: ratesOf(data.taxes) }) }, notes };
}

/** A rate that cannot be read is none: what was stored before rates were looked at stays on sale. */
function rateOf(written: string | undefined): string | undefined {
  const read = written === undefined ? undefined : readTaxRate(written);
  return read && "rate" in read ? read.rate : undefined;
}

const ratesOf = (taxes: NonNullable<AuthoredNode["taxes"]>): AuthoredNode["taxes"] =>
  Object.fromEntries(Object.entries(taxes).map(([channel, rate]) => [channel, rateOf(rate)]));

/** The rates that a node names, each with its place. */
export const writtenRates = ({ vat, taxes }: Pick<AuthoredNode, "vat" | "taxes">): { pointer: string; written: string }[] =>
  [["/vat", vat] as const, ...Object.entries(taxes ?? {}).map(([channel, rate]) => [`/taxes/${channel}`, rate] as const)].flatMap(
    ([pointer, written]) => (written === undefined ? [] : [{ pointer, written }]),
  );

function taxNotes(node: AuthoredNode): Note[] {
  return writtenRates(node).flatMap(({ pointer, written }): Note[] => {
    const read = readTaxRate(written);
    if ("expected" in read) return [{ code: "tax-unreadable", pointer, message: `${read.expected}; until then it bears no tax` }];
    const odd = oddRate(read.rate);
    return odd ? [{ ...odd, pointer }] : [];
  });
}

/** A deposit that cannot be read is given away. */
function depositNotes({ drs }: AuthoredNode): Note[] {
  if (drs === undefined || parseDecimal(drs)) return [];
  return [
    { code: "deposit-unreadable", pointer: "/drs", message: `expected a deposit such as 0.50, found "${drs}"; until then none is asked` },
  ];
}

/** A list without a price is passed over. */
const listNotes = ({ pricelists = [] }: AuthoredNode): Note[] =>
  pricelists.flatMap(({ name, price }, index): Note[] =>
    price === undefined
      ? [
          {
            code: "no-price",
            pointer: `/pricelists/${index}/price`,
            message: `there is no price in ${name}: where it applies, what it costs elsewhere is charged`,
          },
        ]
      : [],
  );

const timeNotes = ({ availability }: AuthoredNode): Note[] =>
  daysOfOneMinute(availability).map(({ day, time }) => ({
    code: "one-minute",
    pointer: `/availability/${day}`,
    message: `on ${day} it is on sale only for the minute of ${time}; ["00:00","24:00"] is the whole day`,
  }));
