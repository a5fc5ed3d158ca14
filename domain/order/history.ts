// The event log for people: who did what when, in a sentence.
import { toDecimal } from "../pricing/money";
import type { OrderEvent } from "./events";
import type { Order } from "./state";

/** `seq`: the event's number; the order as it was after it is at `?at={seq}`. `says`: English. */
export type HistoryEntry = {
  seq: number;
  type: OrderEvent["type"];
  at: string;
  by: string;
  correlationId: string;
  soldAt?: string;
  says: string;
  lines?: string[];
};

export function historyEntry({ seq, event }: { seq: number; event: OrderEvent }, { currency }: Pick<Order, "currency">): HistoryEntry {
  const { type, at, by, cid, soldAt } = event;
  const money = (amount: number) => `${toDecimal(amount, currency.decimals)} ${currency.code}`;
  const lines = linesIn(event);
  return {
    seq,
    type,
    at,
    by,
    correlationId: cid,
    ...(soldAt !== undefined && { soldAt }),
    says: sentence(event, money),
    ...(lines && { lines }),
  };
}

function linesIn(event: OrderEvent): string[] | undefined {
  if (event.type === "LinesAppended") return event.lines.map(({ id }) => id);
  if (event.type === "LinesReceived") return event.buckets.flatMap((bucket) => bucket.lines.map(({ id }) => id));
  if (event.type === "LinesFlagged") return event.flags.map(({ line }) => line);
  if (event.type === "LinesRepriced" || event.type === "SaleTimesSet") return event.lines.map(({ id }) => id);
  if ("line" in event) return [event.line];
  return "lines" in event ? event.lines : undefined;
}

const because = (reason: string | undefined): string => (reason === undefined || reason === "" ? "" : `: ${reason}`);
const ready = (by: string | undefined): string => (by === undefined ? "" : `, promised by ${by}`);
const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

function sentence(event: OrderEvent, money: (amount: number) => string): string {
  switch (event.type) {
    case "OrderCreated":
      return `created a ${event.orderType} order through ${event.source}`;
    case "LinesAppended":
      return `added ${event.lines.map(({ productId, quantity, unitPrice }) => `${quantity} × ${productId} at ${money(unitPrice)}`).join(", ")}`;
    case "LinesFlagged":
      return event.flags.some(({ reason }) => reason !== null) ? "found lines that cannot be had any more" : "found lines to be had again";
    case "LinesRepriced":
      return `brought ${many(event.lines.length, "line")} to the menu's newer price: ${event.lines.map(({ unitPrice }) => money(unitPrice)).join(", ")}`;
    case "LinesRemoved":
      return `removed ${many(event.lines.length, "line")}`;
    case "QuantityChanged":
      return `changed a quantity to ${event.quantity}`;
    case "ContactSet":
      return "set the contact";
    case "ExtraStored":
      return `stored ${Object.keys(event.store).join(", ") || "nothing"}${event.remove ? `, removed ${event.remove.join(", ")}` : ""}`;
    case "LinesExtraStored":
      return `stored ${Object.keys(event.store).join(", ") || "nothing"} on ${many(event.lines.length, "line")}`;
    case "OrderCommented":
      return `commented on the order${because(event.comment)}`;
    case "LineCommented":
      return `commented on a line${because(event.comment)}`;
    case "DeliverySet":
      return "said where it goes";
    case "SaleTimesSet":
      return `found ${many(event.lines.length, "line")} to be sold at other times`;
    case "DueSet":
      return `wants it at ${event.due}`;
    case "DiscountsApplied":
      if (event.late === "pending") return "took the discounts back until those of this basket are known";
      if (event.late === "skipped") return "went on without the discounts, which were late";
      return `gave ${many(event.discounts.length, "discount")} of layer ${event.layer}, ${money(event.discounts.reduce((sum, { amount }) => sum + amount, 0))} in all`;
    case "PaymentOpened":
      return `began to pay ${money(event.amount)} by ${event.payment} at ${event.source}`;
    case "PaymentRegistered":
      return `took ${money(event.amount)} by ${event.payment}${event.tendered === undefined ? "" : ` of ${money(event.tendered)} handed over, change ${money(event.tendered - event.amount)}`}`;
    case "TotalAdjusted":
      return `moved the total by ${money(event.amount)} to what was paid at ${event.reason}`;
    case "CashRounded":
      return `rounded by ${money(event.amount)} for cash`;
    case "PaymentDeclined":
      return `declined a payment${because(event.reason)}`;
    case "PaymentRefunded":
      return `gave ${money(event.amount)} back, reference ${event.reference}`;
    case "RefundOpened":
      return `began to give ${money(event.amount)} back${event.kind === undefined ? "" : ` as ${event.kind}`}${because(event.reason)}`;
    case "RefundDeclined":
      return `could not give ${event.amount === undefined ? "money" : money(event.amount)} back${because(event.reason)}`;
    case "OrderCompleted":
      return `placed the order${ready(event.ready)}`;
    case "VenuesNotAsked":
      return `sold without asking ${event.venues.join(", ")}, which could not be reached`;
    case "LinesConfirmed":
      return `confirmed ${many(event.lines.length, "line")}`;
    case "LinesStarted":
      return `began with ${many(event.lines.length, "line")}`;
    case "LinesProcessed":
      return `made ${many(event.lines.length, "line")}`;
    case "LinesBumped":
      return `was done with ${many(event.lines.length, "line")} at ${event.station}`;
    case "LinesRecalled":
      return `called ${many(event.lines.length, "line")} back to be made`;
    case "OrderExpedited":
      return event.on ? "put the order before others" : "put the order in its turn again";
    case "LinesVoided":
      return `voided ${many(event.lines.length, "line")}${because(event.reason)}`;
    case "LinesWasted":
      return `threw ${many(event.lines.length, "line")} away${because(event.reason)}`;
    case "LinesHeld":
      return `held ${many(event.lines.length, "line")}`;
    case "LinesFired":
      return `fired ${many(event.lines.length, "line")}${ready(event.ready)}`;
    case "LinesMoved":
      return `moved ${many(event.lines.length, "line")} to ${event.bucket.venue}`;
    case "LineSplit":
      return `split a line into ${event.parts.map(({ quantity }) => quantity).join(" + ")}`;
    case "LinesReleased":
      return `sent ${many(event.lines.length, "line")} to order ${event.to}${event.merge ? ", to merge with it" : ""}`;
    case "LinesReceived":
      return `took ${many(
        event.buckets.reduce((sum, { lines }) => sum + lines.length, 0),
        "line",
      )} over from order ${event.from}`;
    case "TransferSettled":
      return event.accepted ? "the lines have arrived" : `the lines came back${because(event.reason)}`;
    case "OrderClaimed":
      return `joined as ${event.roles.join(", ")}`;
    case "CouponAdded":
      return `added the coupon ${event.coupon}`;
    case "CouponRemoved":
      return "removed a coupon";
    case "TipSet":
      return `set the tip to ${money(event.amount)}`;
    case "FeeWaived":
      return `waived the fee ${event.fee}${because(event.reason)}`;
    case "FiscalAdded":
      return `printed slip ${event.slip.slip} over ${money(event.slip.amount)} at ${event.slip.printer}${event.slip.proforma ? " (proforma)" : ""}`;
    case "OrderTraced":
      return `showed the order on ${event.config}${event.venue === undefined ? "" : ` at ${event.venue}`}${event.seq === undefined ? "" : ` as it was after event ${event.seq}`}`;
    case "KitchenAlerted":
      return `alerted the screens at ${event.venues.join(", ")}: unseen since ${event.since}`;
    case "PromiseMoved":
      return `promises the order by ${event.ready} now`;
    case "OrderEscalated":
      return "no kitchen screen has shown the order in time";
    case "PersonalDataErased":
      return "erased personal data";
    case "QueuePositionSet":
      return `set the queue position at ${event.venue} to ${event.position}`;
    case "OrderVerified":
      return "verified the order";
    case "OrderReady":
      return "the order is ready";
    case "OrderDelivered":
      return "handed the order over";
    case "OrderClosed":
      return `closed the order${because(event.statusInfo)}`;
    case "OrderAbandoned":
      return `abandoned the order${because(event.statusInfo)}`;
    case "OrderCancelled":
      return `cancelled the order${because(event.statusInfo)}`;
  }
}
