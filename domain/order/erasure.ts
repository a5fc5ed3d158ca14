// A guest's right to be forgotten. What says who somebody is, or may say it (free text, unknown extras), leaves the order and every event of its log;
// what was sold, when and for how much stays, so that totals, slips and reports are what they were and replaying the log still gives the order.
import type { Extra } from "./commands";
import type { OrderEvent } from "./events";
import type { Comment, Order } from "./state";
import type { TransferredBucket } from "./transfer";

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

const harmless = (extra: Extra): Extra => Object.fromEntries(Object.entries(extra).filter(([key]) => HARMLESS.has(key)));

const staffKeysLeft = ({ staffKeys }: { staffKeys?: string[] }) => staffKeys && { staffKeys: staffKeys.filter((key) => HARMLESS.has(key)) };

const silent = (comment: Comment): Comment => ({ ...comment, comment: "" });

const lineWithout = <L extends { comments: Comment[]; extra?: Extra | undefined; staffKeys?: string[] }>(line: L): L => ({
  ...line,
  comments: line.comments.map(silent),
  ...(line.extra && { extra: harmless(line.extra) }),
  ...staffKeysLeft(line),
});

const bucketWithout = (bucket: TransferredBucket): TransferredBucket => ({ ...bucket, lines: bucket.lines.map(lineWithout) });

function withoutUrls<P extends { returnUrl?: string | undefined; returnErrorUrl?: string | undefined }>(opened: P): P {
  const bare = { ...opened };
  delete bare.returnUrl;
  delete bare.returnErrorUrl;
  return bare;
}

/** The order as its erased log gives it. */
export function withoutPersonalData(order: Order): Order {
  const bare: Order = {
    ...order,
    contact: {},
    extra: harmless(order.extra),
    ...staffKeysLeft(order),
    comments: order.comments.map(silent),
    coupons: order.coupons.map(({ id, coupon, addedAt, addedBy }) => ({ id, coupon, addedAt, addedBy })),
    buckets: order.buckets.map((bucket) => ({ ...bucket, lines: bucket.lines.map(lineWithout) })),
    opened: order.opened.map(withoutUrls),
    lapsed: order.lapsed.map(withoutUrls),
    transfers: order.transfers.map((sent) => ({
      ...sent,
      buckets: sent.buckets.map(bucketWithout),
      ...(sent.offered && { offered: sent.offered.map(bucketWithout) }),
      comments: sent.comments.map(silent),
    })),
  };
  delete bare.address;
  delete bare.geoPosition;
  return bare;
}

/** The same event at the same time by the same user, without what it said of the guest. */
export function eventWithoutPersonalData(event: OrderEvent): OrderEvent {
  switch (event.type) {
    case "OrderCreated": {
      const { address: _, geoPosition: __, ...created } = event;
      return { ...created, contact: {}, extra: harmless(event.extra) };
    }
    case "DeliverySet": {
      const { address: _, geoPosition: __, ...set } = event;
      return set;
    }
    case "LinesAppended":
      return {
        ...event,
        lines: event.lines.map((line) => ({
          ...line,
          ...(line.comment !== undefined && { comment: "" }),
          ...(line.extra && { extra: harmless(line.extra) }),
        })),
      };
    case "ContactSet":
      return { ...event, contact: {} };
    case "ExtraStored":
    case "LinesExtraStored":
      return { ...event, store: harmless(event.store) };
    case "OrderCommented":
    case "LineCommented":
      return { ...event, comment: "" };
    case "LinesReceived":
      return { ...event, buckets: event.buckets.map(bucketWithout), comments: event.comments.map(silent) };
    case "CouponAdded": {
      const { data: _, ...added } = event;
      return added;
    }
    case "PaymentOpened":
      return withoutUrls(event);
    case "LinesFlagged":
    case "LinesRepriced":
    case "LinesRemoved":
    case "QuantityChanged":
    case "DueSet":
    case "SaleTimesSet":
    case "DiscountsApplied":
    case "PaymentRegistered":
    case "TotalAdjusted":
    case "CashRounded":
    case "PaymentDeclined":
    case "PaymentRefunded":
    case "RefundOpened":
    case "RefundDeclined":
    case "OrderCompleted":
    case "VenuesNotAsked":
    case "LinesConfirmed":
    case "LinesStarted":
    case "LinesProcessed":
    case "LinesBumped":
    case "LinesRecalled":
    case "OrderExpedited":
    case "LinesVoided":
    case "LinesWasted":
    case "LinesHeld":
    case "LinesFired":
    case "LinesMoved":
    case "LineSplit":
    case "LinesReleased":
    case "TransferSettled":
    case "OrderClaimed":
    case "CouponRemoved":
    case "TipSet":
    case "FeeWaived":
    case "FiscalAdded":
    case "OrderTraced":
    case "KitchenAlerted":
    case "PromiseMoved":
    case "OrderEscalated":
    case "PersonalDataErased":
    case "QueuePositionSet":
    case "OrderVerified":
    case "OrderReady":
    case "OrderDelivered":
    case "OrderClosed":
    case "OrderAbandoned":
    case "OrderCancelled":
      return event;
  }
}
