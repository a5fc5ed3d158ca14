// What is wrong with a menu node before it is kept. Compiling forgives and reports; whoever writes is told at once, field by field.
import type { z } from "zod";
import { escapedStep } from "../json-pointer";
import { parseDecimal } from "../pricing/decimal";
import { readTaxRate } from "../pricing/tax-rate";
import { AuthoredNode } from "./authored";
import { NAMED_DAYS, unreadableDays } from "./availability";
import { Channel } from "./channel";
import type { FindingCode } from "./finding";
import { writtenRates } from "./read-node";

/** `pointer`: RFC 6901, into the document. */
export type Fault = { code: FindingCode; pointer: string; message: string };

/** Deeper than any guest would dig. */
const MAX_DEPTH = 64;
const MAX_FAULTS = 100;
/** BCP 47, as far as literals use it: `name-pl`, `name-pt-BR`. */
const LITERAL = /^(target-.+-id|[A-Za-z][A-Za-z0-9_]*(-[a-z]{2,3}(-[A-Za-z0-9]{2,8})?)?)$/;

type Visit = { raw: unknown; pointer: string; depth: number; inGroup: boolean };

/** Of a node and all nodes written into it. Goes from node to node, so no depth is too deep to be told so. */
export function faultsOf(document: unknown): Fault[] {
  const faults: Fault[] = [];
  const visits: Visit[] = [{ raw: document, pointer: "", depth: 1, inGroup: false }];
  for (let visit = visits.pop(); visit && faults.length < MAX_FAULTS; visit = visits.pop()) {
    const { raw, pointer, depth, inGroup } = visit;
    if (depth > MAX_DEPTH) {
      faults.push({ code: "too-deep", pointer, message: `nested more than ${MAX_DEPTH} deep` });
      continue;
    }
    const shallow = typeof raw === "object" && raw !== null && "items" in raw && Array.isArray(raw.items) ? { ...raw, items: [] } : raw;
    const { data: node, error } = AuthoredNode.safeParse(shallow);
    if (!node) {
      faults.push(...error.issues.flatMap((issue) => issueFaults(issue, pointer)));
      visits.push(...within(raw, visit, true));
      continue;
    }
    faults.push(...ownFaults(node, itemsOf(raw), inGroup).map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` })));
    visits.push(...within(raw, visit, inGroup || (node.kind.startsWith("3e/group/") && node.kind !== "3e/group/category")));
  }
  return faults;
}

/** A key that is not known where only known ones may stand, days and channels say, is named by itself. */
function issueFaults(issue: z.core.$ZodIssue, pointer: string): Fault[] {
  const at = [pointer, ...issue.path.map(escapedStep)].join("/");
  if (issue.code !== "unrecognized_keys") return [{ code: "invalid", pointer: at, message: issue.message }];
  const place = String(issue.path.at(-1) ?? "");
  const known = Object.hasOwn(KEYS, place) ? `; expected some of ${KEYS[place]?.join(", ")}` : "";
  return issue.keys.map((key) => ({
    code: "invalid",
    pointer: `${at}/${escapedStep(key)}`,
    message: `"${key}" is not known here${known}`,
  }));
}

const KEYS: Record<string, readonly string[]> = { availability: NAMED_DAYS, taxes: Channel.options };

const itemsOf = (raw: unknown): unknown[] =>
  typeof raw === "object" && raw !== null && "items" in raw && Array.isArray(raw.items) ? raw.items : [];

/** What is written into a node is looked at whatever is wrong with the node itself. */
const within = (raw: unknown, { pointer, depth }: Visit, inGroup: boolean): Visit[] =>
  itemsOf(raw)
    .map((item, index) => ({ raw: item, pointer: `${pointer}/items/${index}`, depth: depth + 1, inGroup }))
    .toReversed();

function ownFaults(node: AuthoredNode, items: readonly unknown[], inGroup: boolean): Fault[] {
  const { vital } = node.attrs ?? {};
  const twice = repeated(items.map(CHOOSABLE_IN.includes(node.kind) ? meantBy : idOf));
  const wrong: (Fault | false | undefined)[] = [
    vital === true &&
      items.length === 0 &&
      node.kind.startsWith("3e/group") && {
        code: "empty-vital-group",
        pointer: "/items",
        message: "a vital group needs something to choose",
      },
    node.kind === "3e/ref" &&
      node.reference === undefined &&
      node.id === undefined && { code: "invalid", pointer: "/reference", message: "a reference names what it stands for" },
    node.kind === "3e/query" && !node.query && { code: "invalid", pointer: "/query", message: "a query says what it asks for" },
    twice !== undefined && { code: "id-repeated", pointer: `/items/${twice}`, message: "its id stands among its siblings already" },
    node.drs !== undefined &&
      (!parseDecimal(node.drs) || isNegative(node.drs)) && {
        code: "deposit-unreadable",
        pointer: "/drs",
        message: `expected a deposit such as 0.50, found "${node.drs}"`,
      },
  ];
  const unknown = Object.keys(node.details?.literals ?? {}).filter((key) => !LITERAL.test(key));
  return [
    ...boundFaults(node),
    ...wrong.filter((fault) => typeof fault === "object"),
    ...priceFaults(node, inGroup),
    ...unknown.map((key) => ({
      code: "invalid" as const,
      pointer: `/details/literals/${escapedStep(key)}`,
      message: "expected a name with a language, such as name-pl",
    })),
    ...unreadableDays(node.availability).map(({ day, why }) => ({
      code: "times-unreadable" as const,
      pointer: `/availability/${day}`,
      message: why,
    })),
    ...writtenRates(node).flatMap(({ pointer, written }): Fault[] => {
      const read = readTaxRate(written);
      return "expected" in read ? [{ code: "tax-unreadable", pointer, message: read.expected }] : [];
    }),
  ];
}

const BOUNDS = [
  ["selMin", "selMax"],
  ["qtyMin", "qtyMax"],
] as const;

/** `sel*` count items, which nobody takes by half. */
function boundFaults({ attrs = {}, qtyMin, qtyMax }: AuthoredNode): Fault[] {
  const written = [
    { at: "/attrs", bounds: attrs },
    { at: "", bounds: { qtyMin, qtyMax } },
  ];
  return written.flatMap(({ at, bounds }) =>
    BOUNDS.flatMap(([least, most]) => {
      const [min, max] = [bounds[least], bounds[most]];
      const odd = [least, most].flatMap((name): Fault[] => {
        const value = bounds[name];
        const isBound = value === undefined || (value >= 0 && (name.startsWith("qty") || Number.isInteger(value)));
        const expected = name.startsWith("qty") ? "a number" : "a whole number";
        return isBound
          ? []
          : [{ code: "invalid", pointer: `${at}/${name}`, message: `expected ${expected} of zero or more, found ${value}` }];
      });
      if (odd.length > 0 || min === undefined || max === undefined || min <= max) return odd;
      return [{ code: "bounds-contradict" as const, pointer: `${at}/${least}`, message: `${least} ${min} is more than ${most} ${max}` }];
    }),
  );
}

/** Prices that the node states, in lists, too. Of a list that is named twice nobody could say which price is meant. */
function priceFaults({ kind, price, minPrice, pricelists = [] }: AuthoredNode, inGroup: boolean): Fault[] {
  const asked = [
    { pointer: "/price", price },
    ...pricelists.map((list, nth) => ({ pointer: `/pricelists/${nth}/price`, price: list.price })),
  ];
  const names = pricelists.map(({ name }) => name);
  return [
    ...[...asked, { pointer: "/minPrice", price: minPrice }].flatMap(({ pointer, price: stated }): Fault[] =>
      isTooDear(stated) ? [{ code: "invalid", pointer, message: `expected at most ${DEAREST}` }] : [],
    ),
    ...asked.flatMap(({ pointer, price: stated }): Fault[] =>
      kind === "3e/product" && !inGroup && isNegative(stated)
        ? [{ code: "negative-price", pointer, message: "only what is chosen in a product may cost less than nothing" }]
        : [],
    ),
    ...names.flatMap((name, nth): Fault[] =>
      names.indexOf(name) < nth
        ? [{ code: "id-repeated", pointer: `/pricelists/${nth}/name`, message: `there is a price in ${name} already` }]
        : [],
    ),
  ];
}

/** More than any order may cost, in major units. */
const DEAREST = 1_000_000_000;
const isTooDear = (price: string | undefined) => Math.abs(Number(price ?? 0)) > DEAREST;
const isNegative = (price: string | undefined) => price !== undefined && (parseDecimal(price)?.digits ?? 0n) < 0n;

/** Where what two references stand for would be chosen by one id. A category may list a product twice, at two prices. */
const CHOOSABLE_IN: readonly string[] = ["3e/product", "3e/group/options", "3e/group/config"];

const textIn = (item: unknown, key: "id" | "kind" | "reference"): string | undefined => {
  const value: unknown = typeof item === "object" && item !== null ? Reflect.get(item, key) : undefined;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
};
const idOf = (item: unknown): string | undefined => textIn(item, "id");
const meantBy = (item: unknown): string | undefined =>
  textIn(item, "kind") === "3e/ref" ? (textIn(item, "reference") ?? idOf(item)) : idOf(item);

function repeated(ids: readonly (string | undefined)[]): number | undefined {
  const index = ids.findIndex((id, at) => id !== undefined && ids.indexOf(id) < at);
  return index < 0 ? undefined : index;
}
