// From one state to the next. Total: every stored event applies to every state it can follow, and nothing here can fail.
import { RULES_LAYER } from "../../discount/rule";
import { toDecimal } from "../../pricing/money";
import { withZoneFees } from "../destination";
import { withoutPersonalData } from "../erasure";
import type { EventOf, OrderEvent } from "../events";
import { type Comment, initial, isPlaced, isTab, type OpenedPayment, type Order, type OrderState } from "../state";
import { afterStep, withWork } from "../kitchen-work";
import { created } from "./creation";
import { less, staffKeysAfter } from "./extras";
import {
  appended,
  confirmed,
  discounted,
  flagged,
  into,
  movedLine,
  onLines,
  split,
  taken,
  toStatus,
  unbumped,
  unheld,
  voided,
  withSaleTimes,
} from "./lines";
import { logged } from "./logs";
import { paymentRegistered } from "./payments";
import { released, settled } from "./transfers";

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
  if (event.type === "OrderCreated") return created(event);
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
      return onLines(order, [...now.keys()], ({ rates: _rates, ...line }) => ({
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
      return { ...order, comments: [...order.comments, commentOf(event)] };
    case "LineCommented": {
      const comment = commentOf(event);
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
    case "PaymentRegistered":
      return paymentRegistered(order, event);
    case "PaymentDeclined": {
      const lapsing = order.opened.filter(({ id }) => id === event.id);
      return { ...order, opened: without(order.opened, event.id), lapsed: [...order.lapsed, ...lapsing] };
    }
    case "PaymentRefunded": {
      const { id, of, amount, reference, by, at, kind, forgiven } = event;
      const meaning = { ...(kind && { kind }), ...(forgiven !== undefined && { forgiven }) };
      const back = { id, payment: "RETURN" as const, source: reference, amount: -amount, by, at, refundOf: of, ...meaning };
      const refunded = { ...order, refunding: without(order.refunding, id), payments: [...order.payments, back] };
      return logged(refunded, event, { message: `gave ${amount} back` });
    }
    case "RefundOpened": {
      const { v: _v, type: _type, cid: _cid, ...opened } = event;
      return { ...triedAgain(order, event), refunding: [...order.refunding, opened] };
    }
    case "RefundDeclined":
      return refundDeclined(order, event);
    case "TotalAdjusted":
      return { ...order, adjustment: (order.adjustment ?? 0) + event.amount };
    case "CashRounded":
      return { ...order, rounding: order.rounding + event.amount };
    case "OrderCompleted":
      return confirmed({ ...promised(order, event.ready), status: "COMPLETED", completedTime: event.at }, event.at);
    case "VenuesNotAsked":
      return logged(order, event, { message: `sold without asking ${event.venues.join(", ")}, which could not be reached` });
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
      return logged(voided(order, event), event, { message: "voided", reason: event.reason, lines: event.lines });
    case "LinesWasted":
      return logged(toStatus(order, event.lines, "WASTE", event.at), event, {
        message: "wasted",
        reason: event.reason,
        lines: event.lines,
      });
    case "LinesHeld":
      return onLines(order, event.lines, (line) => ({ ...line, held: true, updated: event.at }));
    case "LinesFired":
      return onLines(promised(order, event.ready), event.lines, (line) => ({ ...unheld(line), status: "CONFIRMED", updated: event.at }));
    case "LinesMoved": {
      const moving = new Set(event.lines);
      const lines = order.buckets.flatMap((bucket) => bucket.lines.filter(({ id }) => moving.has(id)));
      const there = lines.map((line) => movedLine(line, event));
      const ruled = ruledBy(order, event.discountRules);
      return logged(into(taken(ruled, moving), event.bucket, there), event, {
        message: `moved to ${event.bucket.venue}`,
        lines: event.lines,
      });
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
      return reopened(logged(received, event, { message: `took lines over from order ${event.from}`, lines: ids }));
    }
    case "TransferSettled":
      return settled(order, event);
    case "OrderClaimed": {
      const others = order.people.filter(({ user }) => user !== event.by);
      const before = order.people.find(({ user }) => user === event.by)?.roles ?? [];
      const roles = [...new Set([...before, ...event.roles])];
      const claimed = {
        ...order,
        people: [...others, { user: event.by, roles, at: event.at }],
        ...(order.house.claimCodes === "once" && { claimCodeUsed: true as const }),
      };
      return logged(claimed, event, { message: `claimed as ${event.roles.join(", ")}` });
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
      return logged({ ...order, waived: [...order.waived, event.fee] }, event, {
        message: `waived the fee ${event.fee}`,
        reason: event.reason,
      });
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
        ? logged({ ...order, status: order.status === "COMPLETED" ? "VERIFIED" : order.status, verifiedTime: event.at }, event, {
            message: "verified",
          })
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

const commentOf = ({ id, by, at, comment, byStaff }: EventOf<"OrderCommented" | "LineCommented">): Comment => ({
  id,
  by,
  at,
  comment,
  ...(byStaff && { byStaff }),
});

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
  const next = { ...order, refunding: without(order.refunding, id) };
  if (of === undefined || amount === undefined) return next;
  const kind = order.refunding.find((refund) => refund.id === id)?.kind;
  const refundsDeclined = [...order.refundsDeclined, { id, of, amount, ...(kind && { kind }), reason, by, at }];
  const money = `${toDecimal(amount, order.currency.decimals)} ${order.currency.code}`;
  return logged({ ...next, refundsDeclined }, event, { message: `could not give ${money} back`, reason });
}

/** A payment that had lapsed was for the order as it was to be then: at that time, at that place. */
function ofAnotherOrder(payment: OpenedPayment): OpenedPayment {
  const { revision: _, ...lapsed } = payment;
  return lapsed;
}

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

/** What is not said any more is forgotten: a place belongs to its address, and fees belong to their place. */
function goingTo(order: Order, { address, geoPosition, fees }: EventOf<"DeliverySet">): Order {
  const next: Order = { ...order, house: withZoneFees(order.house, fees) };
  delete next.address;
  delete next.geoPosition;
  return { ...next, ...(address && { address }), ...(geoPosition && { geoPosition }) };
}

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
  return late === "skipped" ? logged(known, event, { message: "went on without the discounts, which were late" }) : known;
}

const started = (order: Order, at: string): Order => (isPlaced(order) && !order.startedTime ? { ...order, startedTime: at } : order);

const without = <T extends { id: string }>(list: readonly T[], id: string): T[] => list.filter((item) => item.id !== id);

const ended = (
  order: Order,
  status: "CLOSED" | "ABANDONED" | "CANCELLED",
  { at, by, statusInfo }: { at: string; by: string; statusInfo?: string | undefined },
): Order => ({
  ...logged(order, { at, by }, { message: status.toLowerCase(), reason: statusInfo }),
  status,
  closedDate: at,
  ...(statusInfo !== undefined && { statusInfo }),
});

/** Two events of one millisecond, or of clocks that disagree, still get different times. */
function later(previous: string, at: string): string {
  return at > previous ? at : new Date(Date.parse(previous) + 1).toISOString();
}
