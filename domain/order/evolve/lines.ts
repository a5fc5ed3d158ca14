// What events make of an order's lines, and of the buckets that they lie in.
import { splitDiscounts } from "../../discount/split-discounts";
import type { OrderDiscount } from "../../discount/line-discount";
import type { SaleTimes } from "../../menu/compiled";
import type { EventOf } from "../events";
import type { Resold, SoldLine } from "../sold-line";
import { type Bucket, isVoid, type Line, type Order } from "../state";
import type { LineStatus } from "../status";
import { staffKeysAfter } from "./extras";

export const onLines = (order: Order, ids: readonly string[], change: (line: Line) => Line): Order => {
  const concerned = new Set(ids);
  return {
    ...order,
    buckets: order.buckets.map((bucket) => ({
      ...bucket,
      lines: bucket.lines.map((line) => (concerned.has(line.id) ? change(line) : line)),
    })),
  };
};

export const toStatus = (order: Order, ids: readonly string[], status: LineStatus, at: string): Order =>
  onLines(order, ids, (line) => ({ ...line, status, updated: at }));

/** Lines at the end of the venue's bucket, which is new or takes over what is said of it. */
export function into(order: Order, about: Omit<Bucket, "lines">, lines: readonly Line[]): Order {
  const known = order.buckets.find(({ venue }) => venue === about.venue);
  const bucket: Bucket = { ...known, ...about, lines: [...(known?.lines ?? []), ...lines] };
  return { ...order, buckets: known ? order.buckets.map((old) => (old === known ? bucket : old)) : [...order.buckets, bucket] };
}

export const taken = (order: Order, gone: ReadonlySet<string>): Order => ({
  ...order,
  buckets: order.buckets.map((bucket) => ({ ...bucket, lines: bucket.lines.filter(({ id }) => !gone.has(id)) })),
});

export const appended = (
  { comment, ...line }: SoldLine,
  { bucket: { menuHash, menuVersion }, staff, byStaff, by, at }: EventOf<"LinesAppended">,
): Line => ({
  ...line,
  ...(line.extra && staffKeysAfter(undefined, { store: line.extra, staff })),
  menuHash,
  ...(menuVersion !== undefined && { menuVersion }),
  by,
  created: at,
  updated: at,
  comments: comment === undefined ? [] : [{ id: line.id, by, at, comment, ...(byStaff && { byStaff }) }],
  discounts: [],
});

export const flagged = ({ flagged: _before, ...line }: Line, reason: string | undefined): Line => ({
  ...line,
  ...(reason !== undefined && { flagged: reason }),
});

export function unbumped(line: Line): Line {
  const { bumped: _, ...whole } = line;
  return whole;
}

export function unheld(line: Line): Line {
  const { held: _, ...fired } = line;
  return fired;
}

export function withSaleTimes(line: Line, onSale: SaleTimes | undefined): Line {
  const { onSale: _, ...always } = line;
  return onSale ? { ...always, onSale } : always;
}

/** Another venue has prices and stations of its own. */
export function movedLine(line: Line, { bucket, sold, stations, at }: EventOf<"LinesMoved">): Line {
  const anew = sold?.find(({ id }) => id === line.id);
  if (anew) return resold(line, anew, bucket, at);
  const { stations: _, ...elsewhere } = line;
  const there = stations?.[line.id];
  return there ? { ...elsewhere, stations: there } : elsewhere;
}

/** The line as another place sells it: what that says nothing of it has not. */
export function resold(line: Line, anew: Resold, from: Pick<Bucket, "menuHash" | "menuVersion">, at: string): Line {
  const { deposits: _, stations: __, menuPrice: ___, flagged: ____, menuVersion: _____, onSale: ______, rates: _______, ...same } = line;
  const { menuHash, menuVersion } = from;
  return { ...same, ...anew, menuHash, ...(menuVersion !== undefined && { menuVersion }), updated: at };
}

/** What the kitchen had begun with is spent, though nobody pays for it. */
export function voided(order: Order, { lines, at }: EventOf<"LinesVoided">): Order {
  return onLines(order, lines, (line) => ({
    ...line,
    status: "VOID",
    ...(line.status === "PROCESSING" && { begun: true as const }),
    updated: at,
  }));
}

/** Each part bears its share of the discounts, so that splitting costs nobody anything. */
export function split(order: Order, { line: id, parts, at }: EventOf<"LineSplit">): Order {
  const partsOf = (line: Line): Line[] => {
    const discounts = splitDiscounts(line.discounts, line.unitPrice, parts);
    return parts.map((part, index) => ({
      ...line,
      ...part,
      ...(part.id !== line.id && { root: line.root ?? line.id }),
      updated: at,
      discounts: discounts[index] ?? [],
    }));
  };
  return {
    ...order,
    buckets: order.buckets.map((bucket) => ({
      ...bucket,
      lines: bucket.lines.flatMap((line) => (line.id === id ? partsOf(line) : [line])),
    })),
  };
}

/** Placing an order confirms what is in it and is not held. */
export const confirmed = (order: Order, at: string): Order => ({
  ...order,
  buckets: order.buckets.map((bucket) => ({
    ...bucket,
    lines: bucket.lines.map((line) =>
      line.status === "NEW" && !line.held ? { ...line, status: "CONFIRMED" as const, updated: at } : line,
    ),
  })),
});

/** What is void keeps what it was given: the fees of the others are reckoned as if it were still there. */
export function discounted(order: Order, layer: string, discounts: readonly OrderDiscount[]): Order {
  const byLine = Map.groupBy(discounts, ({ line }) => line);
  const change = (line: Line): Line => {
    if (isVoid(line)) return line;
    const fresh = byLine.get(line.id) ?? [];
    if (fresh.length === 0 && !line.discounts.some((discount) => discount.layer === layer)) return line;
    return { ...line, discounts: [...line.discounts.filter((discount) => discount.layer !== layer), ...fresh] };
  };
  return { ...order, buckets: order.buckets.map((bucket) => ({ ...bucket, lines: bucket.lines.map(change) })) };
}
