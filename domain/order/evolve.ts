// From one state to the next. Total: every stored event applies to every state it can follow, and nothing here can fail.
import { splitDiscounts } from "../discount/split-discounts";
import type { OrderDiscount } from "../discount/line-discount";
import type { SaleTimes } from "../menu/compiled";
import { toDecimal } from "../pricing/money";
import { withZoneFees } from "./destination";
import { RULES_LAYER } from "../discount/rule";
import { withoutPersonalData } from "./erasure";
import type { EventOf, OrderEvent } from "./events";
import { isKeptBy } from "./holds";
import type { Resold, SoldLine } from "./sold-line";
import { type Bucket, initial, isPlaced, isTab, type Line, type OpenedPayment, type Order, type OrderState } from "./state";
import type { LineStatus } from "./status";
import { afterStep, withWork } from "./work";

const CHANGES_BASKET: ReadonlySet<OrderEvent["type"]> = new Set([
  "LinesAppended",
  "LinesRemoved",
  "LinesRepriced",
  "QuantityChanged",
  "LineSplit",
  "LinesReleased",
  "LinesReceived",
  "TransferSettled",
  "CouponAdded",
  "CouponRemoved",
  "LinesVoided",
  "LinesWasted",
]);

/** Whether the basket is another one after it: discounts are of the basket that they were computed for. */
export const changesBasket = (event: OrderEvent): boolean =>
  CHANGES_BASKET.has(event.type) || (event.type === "LinesMoved" && event.sold !== undefined);

export function evolve(state: OrderState, event: OrderEvent): OrderState {
  if (event.type === "OrderCreated") {
    return {
      status: "NEW",
      seq: 1,
      revision: 1,
      tenant: event.tenant,
      region: event.region,
      order: event.order,
      orderType: event.orderType,
      source: event.source,
      currency: event.currency,
      creator: event.by,
      house: event.house,
      people: [{ user: event.by, roles: ["CREATOR", "CUSTOMER"], at: event.at }],
      contact: event.contact,
      ...(event.address && { address: event.address }),
      ...(event.geoPosition && { geoPosition: event.geoPosition }),
      ...(event.due && { due: event.due }),
      extra: event.extra,
      ...staffKeysAfter(undefined, { store: event.extra, staff: event.staff }),
      claimCode: event.claimCode,
      comments: [],
      buckets: [],
      payments: [],
      opened: [],
      refunding: [],
      refundsDeclined: [],
      lapsed: [],
      coupons: [],
      tip: 0,
      rounding: 0,
      waived: [],
      fiscal: [],
      traces: {},
      receipts: [],
      told: 1,
      logs: [],
      transfers: [],
      received: [],
      created: event.at,
      lastChanged: event.at,
    };
  }
  if (state.status === "ABSENT") return state;
  const seq = state.seq + 1;
  const next = { ...state, seq, lastChanged: later(state.lastChanged, event.at) };
  if (changesBasket(event)) next.revision = seq;
  if (event.type !== "OrderTraced") next.told = seq;
  return withWork(state, apply(next, event), event);
}

export const replay = (events: readonly OrderEvent[]): OrderState => events.reduce(evolve, initial);

function apply(order: Order, event: Exclude<OrderEvent, { type: "OrderCreated" }>): Order {
  switch (event.type) {
    case "LinesAppended": {
      const fresh = event.lines.map((line) => appended(line, event));
      return reopened(into(ruledBy(order, event.discountRules), event.bucket, fresh));
    }
    case "LinesFlagged": {
      const flags = new Map(event.flags.map(({ line, reason }) => [line, reason]));
      return onLines(order, [...flags.keys()], (line) => flagged(line, flags.get(line.id) ?? undefined));
    }
    case "LinesRepriced": {
      const { menuHash, menuVersion } = event.bucket;
      const now = new Map(event.lines.map((line) => [line.id, line]));
      return onLines(order, [...now.keys()], (line) => ({
        ...line,
        ...now.get(line.id),
        menuHash,
        ...(menuVersion !== undefined && { menuVersion }),
        updated: event.at,
      }));
    }
    case "LinesRemoved": {
      const gone = new Set(event.lines);
      return taken(order, gone);
    }
    case "QuantityChanged":
      return onLines(order, [event.line], (line) => ({ ...line, quantity: event.quantity, updated: event.at }));
    case "ContactSet":
      return { ...order, contact: { ...order.contact, ...event.contact } };
    case "ExtraStored":
      return { ...order, extra: { ...less(order.extra, event.remove), ...event.store }, ...staffKeysAfter(order.staffKeys, event) };
    case "LinesExtraStored":
      return onLines(order, event.lines, (line) => ({
        ...line,
        extra: { ...less(line.extra ?? {}, event.remove), ...event.store },
        ...staffKeysAfter(line.staffKeys, event),
        updated: event.at,
      }));
    case "OrderCommented":
      return { ...order, comments: [...order.comments, { id: event.id, by: event.by, at: event.at, comment: event.comment }] };
    case "LineCommented": {
      const comment = { id: event.id, by: event.by, at: event.at, comment: event.comment };
      return onLines(order, [event.line], (line) => ({ ...line, comments: [...line.comments, comment], updated: event.at }));
    }
    case "DueSet":
      return { ...order, due: event.due, lapsed: order.lapsed.map(ofAnotherOrder) };
    case "DeliverySet":
      return goingTo({ ...order, lapsed: order.lapsed.map(ofAnotherOrder) }, event);
    case "SaleTimesSet": {
      const now = new Map(event.lines.map(({ id, onSale }) => [id, onSale ?? undefined]));
      return onLines(order, [...now.keys()], (line) => withSaleTimes(line, now.get(line.id)));
    }
    case "DiscountsApplied":
      return waitingFor(discounted(order, event.layer, event.discounts), event);
    case "PaymentOpened": {
      const { v: _v, type: _type, cid: _cid, ...opened } = event;
      return { ...order, opened: [...order.opened, opened] };
    }
    case "PaymentRegistered": {
      const { id, payment, source, amount, at, tendered } = event;
      const opened = order.opened.find((each) => each.id === id) ?? order.lapsed.find((each) => each.id === id);
      const by = opened?.by ?? event.by; // who pays, not who reports it
      const isBinding = order.opened.some((each) => each.id === id);
      const paidFor = event.lines ?? (isBinding ? opened?.lines : undefined);
      const shares = event.shares ?? (isBinding ? opened?.shares : undefined);
      const taking = {
        id,
        payment,
        source,
        amount,
        by,
        at,
        ...(paidFor && { lines: paidFor }),
        ...(shares && { shares }),
        ...(tendered !== undefined && { tendered }),
      };
      return {
        ...order,
        opened: without(order.opened, id),
        lapsed: without(order.lapsed, id),
        payments: [...order.payments, taking],
      };
    }
    case "PaymentDeclined": {
      const lapsing = order.opened.filter(({ id }) => id === event.id);
      return { ...order, opened: without(order.opened, event.id), lapsed: [...order.lapsed, ...lapsing] };
    }
    case "PaymentRefunded": {
      const { id, of, amount, reference, by, at, kind, forgiven } = event;
      const meaning = { ...(kind && { kind }), ...(forgiven !== undefined && { forgiven }) };
      const back = { id, payment: "RETURN" as const, source: reference, amount: -amount, by, at, refundOf: of, ...meaning };
      const refunded = { ...order, refunding: without(order.refunding, id), payments: [...order.payments, back] };
      return logged(refunded, event, `gave ${amount} back`);
    }
    case "RefundOpened": {
      const { v: _v, type: _type, cid: _cid, ...opened } = event;
      return { ...triedAgain(order, event), refunding: [...order.refunding, opened] };
    }
    case "RefundDeclined":
      return refundDeclined({ ...order, refunding: without(order.refunding, event.id) }, event);
    case "CashRounded":
      return { ...order, rounding: order.rounding + event.amount };
    case "OrderCompleted":
      return confirmed({ ...promised(order, event.ready), status: "COMPLETED", completedTime: event.at }, event.at);
    case "VenuesNotAsked":
      return logged(order, event, `sold without asking ${event.venues.join(", ")}, which could not be reached`);
    case "LinesConfirmed":
      return toStatus(order, event.lines, "CONFIRMED", event.at);
    case "LinesStarted":
      return started(toStatus(order, event.lines, "PROCESSING", event.at), event.at);
    case "LinesProcessed":
      return started(toStatus(order, event.lines, "PROCESSED", event.at), event.at);
    case "LinesBumped":
      return started(
        onLines(order, event.lines, (line) => ({
          ...line,
          status: "PROCESSING",
          bumped: [...new Set([...(line.bumped ?? []), event.station])],
          updated: event.at,
        })),
        event.at,
      );
    case "LinesRecalled":
      return recalled(onLines(order, event.lines, (line) => ({ ...unbumped(line), status: "PROCESSING", updated: event.at })));
    case "OrderExpedited":
      return expedited(order, event.on);
    case "LinesVoided":
      return logged(voided(order, event), event, said("voided", event.reason), event.lines);
    case "LinesWasted":
      return logged(toStatus(order, event.lines, "WASTE", event.at), event, said("wasted", event.reason), event.lines);
    case "LinesHeld":
      return onLines(order, event.lines, (line) => ({ ...line, held: true, updated: event.at }));
    case "LinesFired":
      return onLines(promised(order, event.ready), event.lines, (line) => ({ ...unheld(line), status: "CONFIRMED", updated: event.at }));
    case "LinesMoved": {
      const moving = new Set(event.lines);
      const lines = order.buckets.flatMap((bucket) => bucket.lines.filter(({ id }) => moving.has(id)));
      const there = lines.map((line) => movedLine(line, event));
      const ruled = ruledBy(order, event.discountRules);
      return logged(into(taken(ruled, moving), event.bucket, there), event, `moved to ${event.bucket.venue}`, event.lines);
    }
    case "LineSplit":
      return split(order, event);
    case "LinesReleased":
      return released(order, event);
    case "LinesReceived": {
      const ruled = ruledBy(order, event.discountRules);
      const arrived = event.buckets.reduce((into_, { lines, ...bucket }) => into(into_, bucket, lines), ruled);
      const received = { ...arrived, comments: [...arrived.comments, ...event.comments], received: [...order.received, event.transfer] };
      const ids = event.buckets.flatMap(({ lines }) => lines.map(({ id }) => id));
      return reopened(logged(received, event, `took lines over from order ${event.from}`, ids));
    }
    case "TransferSettled":
      return settled(order, event);
    case "OrderClaimed": {
      const others = order.people.filter(({ user }) => user !== event.by);
      const before = order.people.find(({ user }) => user === event.by)?.roles ?? [];
      const roles = [...new Set([...before, ...event.roles])];
      return logged(
        { ...order, people: [...others, { user: event.by, roles, at: event.at }] },
        event,
        `claimed as ${event.roles.join(", ")}`,
      );
    }
    case "CouponAdded": {
      const { id, coupon, at, by, data } = event;
      return { ...order, coupons: [...order.coupons, { id, coupon, addedAt: at, addedBy: by, ...(data && { data }) }] };
    }
    case "CouponRemoved":
      return { ...order, coupons: without(order.coupons, event.id) };
    case "TipSet":
      return { ...order, tip: event.amount };
    case "FeeWaived":
      return logged({ ...order, waived: [...order.waived, event.fee] }, event, said(`waived the fee ${event.fee}`, event.reason));
    case "FiscalAdded":
      return { ...order, fiscal: [...order.fiscal, { ...event.slip, by: event.by }] };
    case "OrderTraced":
      return traced(order, event);
    case "KitchenAlerted":
      return { ...order, alerted: event.at, ...(order.work && { work: afterStep(order.work, "alert") }) };
    case "OrderEscalated":
      return { ...order, escalated: event.at, ...(order.work && { work: afterStep(order.work, "escalate") }) };
    case "PromiseMoved":
      return promised(order, event.ready);
    case "PersonalDataErased":
      return withoutPersonalData({ ...order, erased: event.at });
    case "QueuePositionSet":
      return {
        ...order,
        buckets: order.buckets.map((bucket) => (bucket.venue === event.venue ? { ...bucket, queuePos: event.position } : bucket)),
      };
    case "OrderVerified":
      return isPlaced(order)
        ? logged({ ...order, status: order.status === "COMPLETED" ? "VERIFIED" : order.status, verifiedTime: event.at }, event, "verified")
        : order;
    case "OrderReady":
      return isPlaced(order) ? { ...order, status: "DELIVER" } : order;
    case "OrderDelivered":
      return isPlaced(order) ? { ...order, status: "DELIVERED", deliveredTime: event.at } : order;
    case "OrderClosed":
      return ended(order, "CLOSED", event);
    case "OrderAbandoned":
      return ended(order, "ABANDONED", event);
    case "OrderCancelled":
      return ended(order, "CANCELLED", event);
  }
}

/** What begins to go back is not what was declined any more, the oldest first. */
function triedAgain(order: Order, { of, amount }: EventOf<"RefundOpened">): Order {
  let begun = amount;
  const refundsDeclined = order.refundsDeclined.flatMap((declined) => {
    const part = declined.of === of ? Math.min(begun, declined.amount) : 0;
    begun -= part;
    return part === declined.amount ? [] : [{ ...declined, amount: declined.amount - part }];
  });
  return { ...order, refundsDeclined };
}

/** Somebody has to give it back in another way. Events from before this was kept do not say how much it was. */
function refundDeclined(order: Order, event: EventOf<"RefundDeclined">): Order {
  const { id, of, amount, reason, by, at } = event;
  if (of === undefined || amount === undefined) return order;
  const refundsDeclined = [...order.refundsDeclined, { id, of, amount, reason, by, at }];
  const money = `${toDecimal(amount, order.currency.decimals)} ${order.currency.code}`;
  return logged({ ...order, refundsDeclined }, event, said(`could not give ${money} back`, reason));
}

/** A payment that had lapsed was for the order as it was to be then: at that time, at that place. */
function ofAnotherOrder(payment: OpenedPayment): OpenedPayment {
  const { revision: _, ...lapsed } = payment;
  return lapsed;
}

const flagged = ({ flagged: _before, ...line }: Line, reason: string | undefined): Line => ({
  ...line,
  ...(reason !== undefined && { flagged: reason }),
});

const appended = (
  { comment, ...line }: SoldLine,
  { bucket: { menuHash, menuVersion }, staff, by, at }: EventOf<"LinesAppended">,
): Line => ({
  ...line,
  ...(line.extra && staffKeysAfter(undefined, { store: line.extra, staff })),
  menuHash,
  ...(menuVersion !== undefined && { menuVersion }),
  by,
  created: at,
  updated: at,
  comments: comment === undefined ? [] : [{ id: line.id, by, at, comment }],
  discounts: [],
});

/** A screen's first sight of an order stays its trace; its newest is its receipt. */
function traced(order: Order, { config, venue, by, at, seq = order.seq - 1 }: EventOf<"OrderTraced">): Order {
  const others = order.receipts.filter((receipt) => receipt.config !== config || receipt.venue !== venue);
  return {
    ...order,
    traces: Object.hasOwn(order.traces, config) ? order.traces : { ...order.traces, [config]: at },
    receipts: [...others, { config, ...(venue !== undefined && { venue }), by, at, seq }],
  };
}

const promised = <O extends Order>(order: O, ready: string | undefined): O => (ready === undefined ? order : { ...order, promised: ready });

/** What was ready is not, while one of its lines is made again. */
const recalled = (order: Order): Order =>
  order.status === "DELIVER" ? { ...order, status: order.verifiedTime === undefined ? "COMPLETED" : "VERIFIED" } : order;

function expedited(order: Order, on: boolean): Order {
  const { priority: _, ...inTurn } = order;
  return on ? { ...inTurn, priority: true } : inTurn;
}

function unbumped(line: Line): Line {
  const { bumped: _, ...whole } = line;
  return whole;
}

/** Another venue has prices and stations of its own. */
function movedLine(line: Line, { bucket, sold, stations, at }: EventOf<"LinesMoved">): Line {
  const anew = sold?.find(({ id }) => id === line.id);
  if (anew) return resold(line, anew, bucket, at);
  const { stations: _, ...elsewhere } = line;
  const there = stations?.[line.id];
  return there ? { ...elsewhere, stations: there } : elsewhere;
}

/** The line as another place sells it: what that says nothing of it has not. */
function resold(line: Line, anew: Resold, from: Pick<Bucket, "menuHash" | "menuVersion">, at: string): Line {
  const { deposits: _, stations: __, menuPrice: ___, flagged: ____, menuVersion: _____, onSale: ______, ...same } = line;
  const { menuHash, menuVersion } = from;
  return { ...same, ...anew, menuHash, ...(menuVersion !== undefined && { menuVersion }), updated: at };
}

function withSaleTimes(line: Line, onSale: SaleTimes | undefined): Line {
  const { onSale: _, ...always } = line;
  return onSale ? { ...always, onSale } : always;
}

/** What is not said any more is forgotten: a place belongs to its address, and fees belong to their place. */
function goingTo(order: Order, { address, geoPosition, fees }: EventOf<"DeliverySet">): Order {
  const next: Order = { ...order, house: withZoneFees(order.house, fees) };
  delete next.address;
  delete next.geoPosition;
  return { ...next, ...(address && { address }), ...(geoPosition && { geoPosition }) };
}

/** Lines at the end of the venue's bucket, which is new or takes over what is said of it. */
function into(order: Order, about: Omit<Bucket, "lines">, lines: readonly Line[]): Order {
  const known = order.buckets.find(({ venue }) => venue === about.venue);
  const bucket: Bucket = { ...known, ...about, lines: [...(known?.lines ?? []), ...lines] };
  return { ...order, buckets: known ? order.buckets.map((old) => (old === known ? bucket : old)) : [...order.buckets, bucket] };
}

const taken = (order: Order, gone: ReadonlySet<string>): Order => ({
  ...order,
  buckets: order.buckets.map((bucket) => ({ ...bucket, lines: bucket.lines.filter(({ id }) => !gone.has(id)) })),
});

/** A tab that was ready or handed over gets more to make. */
const reopened = (order: Order): Order =>
  isPlaced(order) && isTab(order) ? { ...order, status: order.verifiedTime === undefined ? "COMPLETED" : "VERIFIED" } : order;

function ruledBy(order: Order, discountRules: string | undefined): Order {
  return discountRules === undefined ? order : { ...order, discountRules };
}

/** Whether the discounts of the chain's own rules are still to come. */
function waitingFor(order: Order, { layer, late, ...event }: EventOf<"DiscountsApplied">): Order {
  if (layer !== RULES_LAYER) return order;
  const { discountsPending: _, ...known } = order;
  if (late === "pending") return { ...known, discountsPending: true };
  return late === "skipped" ? logged(known, event, "went on without the discounts, which were late") : known;
}

/** What the kitchen had begun with is spent, though nobody pays for it. */
function voided(order: Order, { lines, at }: EventOf<"LinesVoided">): Order {
  return onLines(order, lines, (line) => ({
    ...line,
    status: "VOID",
    ...(line.status === "PROCESSING" && { begun: true as const }),
    updated: at,
  }));
}

/** Each part bears its share of the discounts, so that splitting costs nobody anything. */
function split(order: Order, { line: id, parts, at }: EventOf<"LineSplit">): Order {
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

function released(order: Order, event: EventOf<"LinesReleased">): Order {
  const { transfer: id, to, merge, by, lines, channel } = event;
  const leaving = new Set(lines);
  const isKept = isKeptBy(order);
  const buckets = order.buckets
    .map((bucket) => ({ ...bucket, lines: bucket.lines.filter((line) => leaving.has(line.id)).map((line) => marked(line, isKept(line))) }))
    .filter((bucket) => bucket.lines.length > 0);
  const offered = event.sold && buckets.map((bucket) => offeredAs(bucket, event));
  const transfer = {
    id,
    to,
    merge,
    by,
    buckets,
    comments: merge ? order.comments : [],
    ...(channel && { channel }),
    ...(offered && { offered }),
  };
  return logged({ ...taken(order, leaving), transfers: [...order.transfers, transfer] }, event, `sent lines to order ${to}`, lines);
}

/** The venue's lines as the other order's channel sells them: what was given off here is not given there. */
function offeredAs(bucket: Bucket, { sold, at }: EventOf<"LinesReleased">): Bucket {
  const there = sold?.find(({ bucket: { venue } }) => venue === bucket.venue);
  if (!there) return bucket;
  const anew = new Map(there.lines.map((line) => [line.id, line]));
  const lines = bucket.lines.map((line): Line => {
    const found = anew.get(line.id);
    return found ? { ...resold(line, found, there.bucket, at), discounts: [] } : line;
  });
  return { ...bucket, ...there.bucket, lines };
}

/** Whether a venue keeps it goes with the line. */
function marked(line: Line, kept: boolean): Line {
  const { kept: _, ...bare } = line;
  return kept ? { ...bare, kept } : bare;
}

function settled(order: Order, { transfer: id, accepted }: EventOf<"TransferSettled">): Order {
  const transfer = order.transfers.find((each) => each.id === id);
  const rest = { ...order, transfers: without(order.transfers, id) };
  if (!transfer || accepted) return rest;
  return transfer.buckets.reduce((back, { lines, ...bucket }) => into(back, bucket, lines), rest);
}

function unheld(line: Line): Line {
  const { held: _, ...fired } = line;
  return fired;
}

const less = (extra: Record<string, string>, keys: readonly string[] | undefined): Record<string, string> =>
  keys ? Object.fromEntries(Object.entries(extra).filter(([key]) => !keys.includes(key))) : extra;

type Stored = { store: Record<string, string>; remove?: string[] | undefined; staff?: true | undefined };

/** The keys that staff have stored, when this has been stored and removed. */
function staffKeysAfter(known: string[] | undefined, { store, remove = [], staff }: Stored): { staffKeys?: string[] } {
  if (!known && !staff) return {};
  const left = (known ?? []).filter((key) => !remove.includes(key));
  return { staffKeys: [...new Set([...left, ...(staff ? Object.keys(store) : [])])] };
}

/** What staff will be asked about, the newest hundred; the order's history has everything. */
const MOST_LOGGED = 100;

function logged(order: Order, { at, by }: { at: string; by: string }, message: string, lines?: string[]): Order {
  return { ...order, logs: [...order.logs, { at, by, message, ...(lines && { lines }) }].slice(-MOST_LOGGED) };
}

const said = (what: string, reason: string | undefined): string => (reason === undefined ? what : `${what}: ${reason}`);

const onLines = (order: Order, ids: readonly string[], change: (line: Line) => Line): Order => {
  const concerned = new Set(ids);
  return {
    ...order,
    buckets: order.buckets.map((bucket) => ({
      ...bucket,
      lines: bucket.lines.map((line) => (concerned.has(line.id) ? change(line) : line)),
    })),
  };
};

const toStatus = (order: Order, ids: readonly string[], status: LineStatus, at: string): Order =>
  onLines(order, ids, (line) => ({ ...line, status, updated: at }));

/** Placing an order confirms what is in it and is not held. */
const confirmed = (order: Order, at: string): Order => ({
  ...order,
  buckets: order.buckets.map((bucket) => ({
    ...bucket,
    lines: bucket.lines.map((line) =>
      line.status === "NEW" && !line.held ? { ...line, status: "CONFIRMED" as const, updated: at } : line,
    ),
  })),
});

const started = (order: Order, at: string): Order => (isPlaced(order) && !order.startedTime ? { ...order, startedTime: at } : order);

function discounted(order: Order, layer: string, discounts: readonly OrderDiscount[]): Order {
  const byLine = Map.groupBy(discounts, ({ line }) => line);
  const change = (line: Line): Line => {
    const fresh = byLine.get(line.id) ?? [];
    if (fresh.length === 0 && !line.discounts.some((discount) => discount.layer === layer)) return line;
    return { ...line, discounts: [...line.discounts.filter((discount) => discount.layer !== layer), ...fresh] };
  };
  return { ...order, buckets: order.buckets.map((bucket) => ({ ...bucket, lines: bucket.lines.map(change) })) };
}

const without = <T extends { id: string }>(list: readonly T[], id: string): T[] => list.filter((item) => item.id !== id);

const ended = (
  order: Order,
  status: "CLOSED" | "ABANDONED" | "CANCELLED",
  { at, by, statusInfo }: { at: string; by: string; statusInfo?: string | undefined },
): Order => ({
  ...logged(order, { at, by }, said(status.toLowerCase(), statusInfo)),
  status,
  closedDate: at,
  ...(statusInfo !== undefined && { statusInfo }),
});

/** Two events of one millisecond, or of clocks that disagree, still get different times. */
function later(previous: string, at: string): string {
  return at > previous ? at : new Date(Date.parse(previous) + 1).toISOString();
}
