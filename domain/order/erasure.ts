// A guest's right to be forgotten. What says who somebody is, or may say it (free text, unknown extras),
// leaves the order and every event of its log; what was sold, when and for how much stays, so that totals, slips and reports are what they
// were and replaying the log still gives the order.
import type { Extra } from "./commands";
import type { FiscalSlip } from "./fiscal-slip";
import type { Comment, Order } from "./state";
import type { TransferredBucket } from "./transfer";
import { without } from "./without";

/** Extras that say where an order came from, and nothing of who gave it. */
const HARMLESS = new Set([
  "x-source",
  "x-source-type",
  "x-agg-id",
  "x-pos-id",
  "x-kiosk-id",
  "x-table-number",
  "x-seat",
  "manual-verify",
  "support-order-id",
]);

export const harmless = (extra: Extra): Extra => Object.fromEntries(Object.entries(extra).filter(([key]) => HARMLESS.has(key)));

/** Guests call their places as they like. A number, perhaps with letters beside it, is nobody's name. */
const PLACES = new Set(["x-table-number", "x-seat"]);
const isPlace = (value: string): boolean => /^[A-Za-z]{0,2}[ -]?\d{1,4}[A-Za-z]?$/.test(value);

/** A place that loses its name stays, so that the log still says that another was stored before it. */
export const nameless = (extra: Extra): Extra =>
  Object.fromEntries(Object.entries(harmless(extra)).map(([key, value]) => [key, PLACES.has(key) && !isPlace(value) ? "" : value]));

const staffKeysLeft = ({ staffKeys }: { staffKeys?: string[] }) => staffKeys && { staffKeys: staffKeys.filter((key) => HARMLESS.has(key)) };

/** What fiscal printers note of a slip beside what is on it; anything else may say who the guest is. */
const OF_THE_PRINTER = new Set(["FiscalReceiptId", "FiscalDateTime", "FiscalDeviceMemoryNo", "USN"]);

/** What was printed stays, but for whom: his tax number, and what somebody wrote on it. */
export function slipWithout<S extends FiscalSlip>(slip: S): S {
  const bare = without(slip, "taxId", "message");
  if (!bare.extra) return bare;
  return { ...bare, extra: Object.fromEntries(Object.entries(bare.extra).filter(([key]) => OF_THE_PRINTER.has(key))) };
}

/** A number, perhaps behind a letter, is nobody's name; a name may be called out instead. */
export const isNumber = (position: string): boolean => /^[A-Za-z]?\d+$/.test(position);

/** Why somebody did something, in his own words. */
export const reasonless = <T extends { reason?: string | undefined }>(said: T): T =>
  said.reason === undefined || said.reason === "" ? said : { ...said, reason: "" };

export const silent = (comment: Comment): Comment => ({ ...comment, comment: "" });

const lineWithout = <L extends { comments: Comment[]; extra?: Extra | undefined; staffKeys?: string[] }>(line: L): L => ({
  ...line,
  comments: line.comments.map(silent),
  ...(line.extra && { extra: nameless(line.extra) }),
  ...staffKeysLeft(line),
});

const positionWithout = <B extends { queuePos?: string }>(bucket: B): B =>
  bucket.queuePos === undefined || isNumber(bucket.queuePos) ? bucket : { ...bucket, queuePos: "" };

export const bucketWithout = (bucket: TransferredBucket): TransferredBucket => ({ ...bucket, lines: bucket.lines.map(lineWithout) });

export const withoutUrls = <P extends { returnUrl?: string | undefined; returnErrorUrl?: string | undefined }>(opened: P): P =>
  without(opened, "returnUrl", "returnErrorUrl");

/** The order as its erased log gives it. */
export function withoutPersonalData(order: Order): Order {
  const kept: Order = {
    ...order,
    contact: {},
    extra: nameless(order.extra),
    ...staffKeysLeft(order),
    comments: order.comments.map(silent),
    coupons: order.coupons.map((coupon) => without(coupon, "data")),
    buckets: order.buckets.map((bucket) => ({ ...positionWithout(bucket), lines: bucket.lines.map(lineWithout) })),
    pendingPayments: order.pendingPayments.map(withoutUrls),
    lapsed: order.lapsed.map(withoutUrls),
    pendingRefunds: order.pendingRefunds.map(reasonless),
    refundsDeclined: order.refundsDeclined.map(reasonless),
    fiscal: order.fiscal.map(slipWithout),
    logs: order.logs.map((entry) => without(entry, "reason")),
    transfers: order.transfers.map((sent) => ({
      ...sent,
      buckets: sent.buckets.map(bucketWithout),
      ...(sent.offered && { offered: sent.offered.map(bucketWithout) }),
      comments: sent.comments.map(silent),
    })),
  };
  const bare = without(kept, "address", "geoPosition");
  return "statusInfo" in bare ? without(bare, "statusInfo") : bare;
}
