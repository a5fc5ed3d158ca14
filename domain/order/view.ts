// The order as the published clients read it (`IOrder`; docs/wire.md, "The order"). Amounts leave as decimal strings; taxes, as those
// types have it, as numbers.
import { toDecimal } from "../pricing/money";
import type { Bucket, Comment, Line, LogEntry, Order, Payment } from "./state";
import { isPlaced } from "./state";
import { lineTotal } from "./line-total";
import { totals } from "./totals";

type Money = (amount: number) => string;

export function view(order: Order) {
  const money: Money = (amount) => toDecimal(amount, order.currency.decimals);
  const { total, committed, tax, fees, deposits, tip, adjustment, rounding, forgiven, remaining, overpaid } = totals(order);
  const completedTime = order.status === "NEW" ? undefined : order.completedTime;
  return {
    tenant: order.tenant,
    id: order.order,
    ...(order.extra["x-agg-id"] !== undefined && { extId: order.extra["x-agg-id"] }),
    created: order.created,
    ...(order.due !== undefined && { due: order.due }),
    lastChanged: order.lastChanged,
    ...times(order),
    source: order.source,
    users: order.people.map(({ user, roles }) => ({ userId: user, roles, ...(user === order.creator && order.contact) })),
    coupons: order.coupons,
    orderType: order.orderType,
    ...(order.address && { deliveryAddress: order.address }),
    ...(order.geoPosition && { geoPosition: order.geoPosition }),
    currency: order.currency.code,
    total: money(committed),
    editTotal: money(total),
    remaining: money(remaining),
    overpaid: money(overpaid),
    ...(forgiven > 0 && { forgiven: money(forgiven) }),
    tip: money(tip),
    ...(adjustment !== 0 && { adjustment: money(adjustment) }),
    cashRounding: money(rounding),
    fees: fees.filter(({ waived }) => !waived).map(({ id, kind, name, vat, amount }) => ({ id, kind, name, vat, amount: money(amount) })),
    status: order.status,
    ...("statusInfo" in order && { statusInfo: order.statusInfo }),
    comments: order.comments.filter(isSaid).map(wireComment),
    claimCode: order.claimCodeUsed ? "" : order.claimCode,
    buckets: order.buckets.map((bucket) => wireBucket(bucket, order.source, money)),
    payments: order.payments.map((payment) => wirePayment(payment, money)),
    refunding: order.pendingRefunds.map((opened) => wireRefund(opened, money)),
    ...(order.refundsDeclined.length > 0 && { refundsDeclined: order.refundsDeclined.map((declined) => wireRefund(declined, money)) }),
    fiscal: order.fiscal.map((slip) => wireSlip(slip, money)),
    tax: tax.map(({ rate, net, tax: part, gross }) => ({
      rate,
      confirmed: completedTime !== undefined,
      netto: Number(money(net)),
      tax: Number(money(part)),
      brutto: Number(money(gross)),
    })),
    extra: order.extra,
    traces: order.firstSeen,
    ...(order.acknowledgements.length > 0 && order.shownTo === undefined && { receipts: order.acknowledgements }),
    logs: order.shownTo === undefined ? order.logs.map(wireLog) : [],
    locked: order.pendingPayments.length > 0 || order.transfers.length > 0,
    completed: completedTime !== undefined,
    verified: order.status !== "NEW" && order.verifiedTime !== undefined,
    closed: !(order.status === "NEW" || isPlaced(order)),
    ...(deposits.length > 0 && {
      drsSummary: deposits.map(({ deposit, count }) => ({ deposit: money(deposit), count, confirmed: completedTime !== undefined })),
    }),
    ...(order.alerted !== undefined && { alerted: order.alerted }),
    ...(order.escalated !== undefined && { escalated: order.escalated }),
    ...(order.promised !== undefined && { etf: order.promised }),
    /** The discounts of this basket are still to come. */
    ...(order.discountsPending && { discountsPending: true }),
    ...(order.priority && { priority: true }),
    /** Number of the newest event: the order's revision, as in its ETag and on its socket. */
    seq: order.seq,
  };
}

function times(order: Order) {
  if (order.status === "NEW") return {};
  const { completedTime, verifiedTime, startedTime, deliveredTime } = order;
  return {
    ...(completedTime !== undefined && { completedTime }),
    ...(verifiedTime !== undefined && { verifiedTime }),
    ...(startedTime !== undefined && { processingStartedTime: startedTime }),
    ...(deliveredTime !== undefined && { deliveredTime }),
    ...("closedDate" in order && { closedDate: order.closedDate }),
  };
}

/** What staff have said stands in the order of guests without its words. */
const isSaid = ({ comment, byStaff }: Comment): boolean => comment !== "" || !byStaff;

const wireComment = ({ id, by, at, comment }: { id: string; by: string; at: string; comment: string }) => ({
  id,
  creator: by,
  timestamp: at,
  comment,
});

const wireLog = ({ at, by, message, reason, lines }: LogEntry) => ({
  timestamp: at,
  user: by,
  message: reason === undefined ? message : `${message}: ${reason}`,
  ...(lines && { lines }),
});

const wireBucket = ({ venue, name, menu, queuePos, lines }: Bucket, source: string, money: Money) => ({
  venue,
  name,
  menu,
  ...(queuePos !== undefined && { queuePos }),
  lines: lines.map((line) => wireLine(line, source, money)),
  extra: {},
});

/** A line that has not changed is the same object and looks the same: an order of 300 lines pays for the one that did. */
const wired = new WeakMap<Line, ReturnType<typeof draw>>();

function wireLine(line: Line, source: string, money: Money) {
  const known = wired.get(line) ?? draw(line, source, money);
  wired.set(line, known);
  return known;
}

function draw(line: Line, source: string, money: Money) {
  const { gross } = lineTotal(line);
  return {
    id: line.id,
    hash: hashOf(line),
    productId: line.productId,
    product: { ...line.product, quantity: line.product.quantity ?? "1", price: line.product.price ?? money(line.unitPrice) },
    productConfig: line.config,
    quantity: line.quantity,
    price: money(line.unitPrice),
    total: money(gross),
    status: line.status,
    ...(line.flagged !== undefined && { unavailable: line.flagged }),
    source,
    creator: line.by,
    created: line.created,
    updated: line.updated,
    comments: line.comments.filter(isSaid).map(wireComment),
    discounts: line.discounts.map(({ layer, name, type, amount }) => ({
      layer,
      name,
      type,
      discountPrice: money(amount),
      product: line.productId,
      price: money(line.unitPrice),
    })),
    ...(line.deposits && {
      drsSummary: line.deposits.map(({ deposit, count }) => ({ deposit: money(deposit), count: count * line.quantity })),
    }),
    ...(line.course !== undefined && { course: line.course }),
    ...(line.held && { held: true }),
    ...(line.stations && { stations: line.stations }),
    ...(line.bumped && { bumped: line.bumped }),
    extra: line.extra ?? {},
  };
}

/** `IOrderFiscal`: amounts are numbers there, in major units. */
function wireSlip({ amount, entries, payments, subTotalDiscounts, drsSummary, by, user, ...slip }: Order["fiscal"][number], money: Money) {
  const major = (minor: number) => Number(money(minor));
  return {
    ...slip,
    user: user ?? by,
    amount: major(amount),
    ...(entries && {
      entries: entries.map(({ price, discount, total, drs, ...entry }) => ({
        ...entry,
        price: major(price),
        ...(discount !== undefined && { discount: major(discount) }),
        total: major(total),
        ...(drs !== undefined && { drs: major(drs) }),
      })),
    }),
    ...(payments && { payments: Object.fromEntries(Object.entries(payments).map(([type, paid]) => [type, major(paid)])) }),
    ...(subTotalDiscounts && { subTotalDiscounts: subTotalDiscounts.map((one) => ({ ...one, discount: major(one.discount) })) }),
    ...(drsSummary && { drsSummary: drsSummary.map((one) => ({ ...one, deposit: major(one.deposit) })) }),
  };
}

const wireRefund = ({ id, of, amount, reason, by, at, kind }: Order["pendingRefunds"][number], money: Money) => ({
  id,
  payment: of,
  amount: money(amount),
  ...(kind && { kind }),
  reason,
  user: by,
  timestamp: at,
});

const wirePayment = ({ id, payment, source, amount, by, at, refundOf, kind, forgiven, lines, tendered }: Payment, money: Money) => ({
  id,
  type: payment,
  source,
  amount: money(amount),
  user: by,
  timestamp: at,
  ...(tendered !== undefined && { initialAmount: money(tendered) }),
  ...((refundOf !== undefined || lines || tendered !== undefined) && {
    extra: {
      ...(refundOf !== undefined && { refundOf }),
      ...(kind && { kind }),
      ...(forgiven !== undefined && { forgiven: money(forgiven) }),
      ...(lines && { lines: lines.join(",") }),
      ...(tendered !== undefined && { change: money(tendered - amount) }),
    },
  }),
});

/**
 * Lines of equal hash look the same to a guest, and screens merge them: product, choice, price, state, course and remarks.
 * Two FNV-1a of 32 bits, hex.
 */
function hashOf({ productId, config, unitPrice, status, comments, extra, course, held, flagged, bumped }: Line): string {
  const said = comments.filter(isSaid).map(({ comment }) => comment);
  const text = canonical([
    productId,
    config,
    unitPrice,
    status,
    said,
    extra ?? {},
    course ?? 0,
    held ?? false,
    ...(flagged === undefined ? [] : [flagged]),
    ...(bumped === undefined ? [] : [bumped]),
  ]);
  let forward = 0x811c9dc5;
  let backward = 0x811c9dc5;
  for (let at = 0, end = text.length - 1; at <= end; at++) {
    forward = Math.imul(forward ^ text.charCodeAt(at), 0x01000193);
    backward = Math.imul(backward ^ text.charCodeAt(end - at), 0x01000193);
  }
  return [forward, backward].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}

/** JSON whose keys are in order, so that equal content is equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}
