// What several events do alike to an order's lines, and to the buckets that they lie in.
import type { Resold } from "../sold-line";
import { type Bucket, isPlaced, isTab, type Line, type Order, type Placed } from "../state";
import type { LineStatus } from "../status";
import { without } from "../without";

/** The order with what becomes of each of its lines: another, several or none. */
export const withLines = (order: Order, become: (line: Line) => Line | readonly Line[]): Order => ({
  ...order,
  buckets: order.buckets.map((bucket) => ({ ...bucket, lines: bucket.lines.flatMap(become) })),
});

export function onLines(order: Order, ids: readonly string[], change: (line: Line) => Line): Order {
  const concerned = new Set(ids);
  return withLines(order, (line) => (concerned.has(line.id) ? change(line) : line));
}

export const toStatus = (order: Order, ids: readonly string[], status: LineStatus, at: string): Order =>
  onLines(order, ids, (line) => ({ ...line, status, updated: at }));

/** Lines at the end of the venue's bucket, which is new or takes over what is said of it. */
export function into(order: Order, about: Omit<Bucket, "lines">, lines: readonly Line[]): Order {
  const known = order.buckets.find(({ venue }) => venue === about.venue);
  const bucket: Bucket = { ...known, ...about, lines: [...(known?.lines ?? []), ...lines] };
  return { ...order, buckets: known ? order.buckets.map((old) => (old === known ? bucket : old)) : [...order.buckets, bucket] };
}

export const taken = (order: Order, gone: ReadonlySet<string>): Order => withLines(order, (line) => (gone.has(line.id) ? [] : line));

/** The line as another place sells it: what that says nothing of it has not. */
export function resold(line: Line, anew: Resold, from: Pick<Bucket, "menuHash" | "menuVersion">, at: string): Line {
  const same = without(line, "deposits", "stations", "menuPrice", "flagged", "menuVersion", "onSale", "rates");
  const { menuHash, menuVersion } = from;
  return { ...same, ...anew, menuHash, ...(menuVersion !== undefined && { menuVersion }), updated: at };
}

export const ruledBy = (order: Order, discountRules: string | undefined): Order =>
  discountRules === undefined ? order : { ...order, discountRules };

/** `ready`: the new promise, where there is one. */
export const promised = <O extends Order>(order: O, ready: string | undefined): O =>
  ready === undefined ? order : { ...order, promised: ready };

/** A placed order of which something is to be made again, or more. */
export const backToKitchen = (order: Placed): Placed => ({
  ...order,
  status: order.verifiedTime === undefined ? "COMPLETED" : "VERIFIED",
});

/** A tab that was ready or handed over gets more to make. */
export const reopened = (order: Order): Order => (isPlaced(order) && isTab(order) ? backToKitchen(order) : order);

export const started = (order: Order, at: string): Order => (isPlaced(order) && !order.startedTime ? { ...order, startedTime: at } : order);
