// What an order says to others: rows for reports, webhook types, verdicts for the people who commanded it.
import type { CommandEnvelope } from "../../domain/order/commands";
import type { EventOf, OrderEvent } from "../../domain/order/events";
import type { FiscalData } from "../../domain/order/fiscal-data";
import type { Rejection } from "../../domain/order/rejections";
import { isEnded, linesOf, type Order } from "../../domain/order/state";
import { lineTotal } from "../../domain/order/line-total";
import { totals } from "../../domain/order/totals";
import { toDecimal } from "../../domain/pricing/money";
import { notificationCode, problemOf } from "../../protocol/problem";
import type { SteeringMessage } from "../../protocol/module";
import type { OrderRow, WebhookType } from "../../protocol/queue";

export function rowOf(order: Order): OrderRow {
  const { total, discount, paid } = totals(order);
  const taken = order.payments.filter(({ payment }) => payment !== "RETURN");
  return {
    status: order.status,
    orderType: order.orderType,
    source: order.source,
    creator: order.creator,
    venues: order.buckets.map(({ venue }) => venue),
    currency: order.currency.code,
    total,
    discount,
    paid,
    paymentTypes: [...new Set(taken.map(({ payment }) => payment))],
    lines: linesOf(order).length,
    phone: order.contact.phone ?? null,
    email: order.contact.email ?? null,
    extId: order.extra["x-agg-id"] ?? null,
    claimCode: isEnded(order) || order.claimCodeUsed || order.claimCode === "" ? null : order.claimCode,
    venueTotals: Object.fromEntries(
      order.buckets.map(({ venue, lines }) => [venue, lines.reduce((sum, line) => sum + lineTotal(line).net, 0)]),
    ),
    created: order.created,
    changed: order.lastChanged,
    due: order.due ?? null,
    completedTime: ("completedTime" in order ? order.completedTime : undefined) ?? null,
    closedDate: ("closedDate" in order ? order.closedDate : undefined) ?? null,
  };
}

const webhookTypes: Partial<Record<OrderEvent["type"], WebhookType>> = {
  OrderCreated: "order.created",
  OrderCompleted: "order.completed",
  OrderVerified: "order.verified",
  OrderReady: "order.ready",
  OrderDelivered: "order.delivered",
  OrderClosed: "order.closed",
  OrderAbandoned: "order.abandoned",
  OrderCancelled: "order.cancelled",
  OrderEscalated: "order.unacknowledged",
};

/** Undefined for the many events that no webhook tells. */
export const webhookTypeOf = (event: OrderEvent): WebhookType | undefined => webhookTypes[event.type];

/** `OrderAppliedEvents`. The correlation id stands in each of the three places where clients look for it. */
export const applied = (order: string, user: string, correlationId: string) => ({
  type: "OrderAppliedEvents" as const,
  users: [user],
  orderId: order,
  correlationId,
  event: { correlationId, user, orderId: order },
  events: [correlationId],
});

type Code = { code: string; message: string; args: string[] };

/** `OrderMessage`: what the order's people are told of an event besides its verdict; undefined for most. */
export function messageOf(order: Order, user: string, event: OrderEvent) {
  const about = aboutOf(order, event);
  return (
    about && {
      type: "OrderMessage" as const,
      users: [user],
      orderId: order.order,
      correlationId: event.cid,
      event: { correlationId: event.cid, user, orderId: order.order },
      ...about,
    }
  );
}

function aboutOf(order: Order, event: OrderEvent): { message: string; codes: Code[] } | undefined {
  if (event.type === "LinesFlagged" || event.type === "LinesRepriced")
    return { message: "The menu has changed: look at your basket", codes: menuCodes(order, event) };
  if (event.type === "PromiseMoved") {
    const { ready } = event;
    return {
      message: `Your order takes longer: it will be ready by ${ready}`,
      codes: [{ code: "promiseMoved", message: ready, args: [ready] }],
    };
  }
  if (event.type === "RefundOpened")
    return { message: "Money is on its way back to you", codes: [refundCode("refundOpened", order, event)] };
  if (event.type === "RefundDeclined")
    return { message: "Money could not be given back to you; the staff know of it", codes: [refundCode("refundDeclined", order, event)] };
  return undefined;
}

/** Its `args`: the amount in major units, and the payment. Why it goes back, or does not, is the staff's matter. */
function refundCode(code: string, order: Order, { of = "", amount = 0 }: EventOf<"RefundOpened" | "RefundDeclined">): Code {
  const sum = toDecimal(amount, order.currency.decimals);
  return { code, message: `${sum} ${order.currency.code}`, args: [sum, of] };
}

/** What has become of lines in the guest's basket because the menu has changed. */
function menuCodes(order: Order, event: EventOf<"LinesFlagged" | "LinesRepriced">): Code[] {
  const products = new Map(linesOf(order).map((line) => [line.id, line.productId]));
  const codes =
    event.type === "LinesFlagged"
      ? event.flags.map(({ line, reason }) => ({
          code: reason === null ? "lineAvailable" : "lineUnavailable",
          line,
          about: reason ?? "",
        }))
      : event.lines.map(({ id, unitPrice }) => ({ code: "lineRepriced", line: id, about: toDecimal(unitPrice, order.currency.decimals) }));
  return codes.map(({ code, line, about }) => ({ code, message: `${products.get(line) ?? line}: ${about}`, args: [line, about] }));
}

/** What those who steer a venue are told: `since` then the kitchen has had something that nobody has looked at. */
export const unacknowledged = (order: string, venue: string, { cid, since }: EventOf<"KitchenAlerted">): SteeringMessage => ({
  correlationId: cid,
  command: "ORDER_UNACKNOWLEDGED",
  venue,
  properties: { order, since },
});

/** A provider does not give money back: somebody has to. */
export const refundDeclined = (
  order: Order,
  venue: string,
  { cid, id, of = "", amount = 0, reason }: EventOf<"RefundDeclined">,
): SteeringMessage => ({
  correlationId: cid,
  command: "REFUND_DECLINED",
  venue,
  properties: { order: order.order, refund: id, payment: of, amount: toDecimal(amount, order.currency.decimals), reason },
});

/** `OrderEventFiscal`: what was asked for with `requestFiscal`. */
export const fiscalAnswer = (order: string, user: string, correlationId: string, fiscal: FiscalData) => ({
  type: "OrderEventFiscal" as const,
  users: [user],
  orderId: order,
  correlationId,
  event: { correlationId, user, orderId: order },
  fiscal,
});

/** `OrderEventError`. No top-level `id`: the published order store would take it for an order. */
export function refused({ order, correlationId }: CommandEnvelope, user: string, rejection: Rejection) {
  const { message } = problemOf(rejection);
  const { code, ...facts } = rejection;
  const args = Object.values(facts).map((fact) => (typeof fact === "object" ? JSON.stringify(fact) : String(fact)));
  return {
    type: "OrderEventError" as const,
    users: [user],
    orderId: order,
    correlationId,
    event: { correlationId, user, orderId: order },
    message,
    codes: [{ code: notificationCode(code), message, args }],
  };
}
