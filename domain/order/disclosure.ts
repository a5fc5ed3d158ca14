// What each event says that is not for everybody: of the guest, which an erasure takes out of it, of staff, which guests are not told, and of whose the order
// is, which who has joined is not told.
import { bucketWithout, harmless, nameless, isNumber, silent, slipWithout, withoutUrls } from "./erasure";
import type { EventOf, OrderEvent } from "./events";
import { bucketForGuests, hushed, isStaffs, named, type People, peopleIn, slipForGuests } from "./guest-view";
import { commentForJoined, lineForJoined } from "./joined-guest";
import { reasonless, without } from "./redaction";
import type { Order } from "./state";

type EventsByType = { [T in OrderEvent["type"]]: EventOf<T> };

/**
 * `erased`: the event without what is personal; left out where nothing is. `forGuests`: without what is staff's, likewise. `forJoined`: what guests are told
 * without what is between the order's `owner` and the house, as joined-guest.ts shows the order.
 */
type Disclosure<E> = { erased?: (event: E) => E; forGuests?: (event: E, people: People) => E; forJoined?: (event: E, owner: string) => E };

/** Says nothing of who the guest is, and nothing that is for staff alone. */
const FOR_ALL = {};
/** Why somebody did it, in his own words, which may name the guest and are not for him. */
const WITH_REASON = { erased: reasonless, forGuests: reasonless };
const COMMENTED = {
  erased: <E extends { comment: string }>(event: E): E => ({ ...event, comment: "" }),
  forGuests: <E extends EventOf<"LineCommented" | "OrderCommented">>(event: E, people: People): E =>
    isStaffs(people, event) ? { ...event, comment: "", byStaff: true } : event,
};
const EXTRA_STORED = {
  erased: <E extends EventOf<"ExtraStored" | "LinesExtraStored">>(event: E): E => ({ ...event, store: nameless(event.store) }),
  forJoined: <E extends EventOf<"ExtraStored" | "LinesExtraStored">>(event: E): E => ({ ...event, store: harmless(event.store) }),
};
const unreachable = (event: EventOf<"ContactSet">) => ({ ...event, contact: {} });
const nowhere = (event: EventOf<"DeliverySet">) => without(without(event, "address"), "geoPosition");
const dataless = (event: EventOf<"CouponAdded">) => without(event, "data");
const ENDED = { erased: <E extends { statusInfo?: string | undefined }>(event: E): E => without(event, "statusInfo") };

const DISCLOSURES: { [T in keyof EventsByType]: Disclosure<EventsByType[T]> } = {
  CashRounded: FOR_ALL,
  ContactSet: { erased: unreachable, forJoined: unreachable },
  CouponAdded: { erased: dataless, forJoined: dataless },
  CouponRemoved: FOR_ALL,
  DeliverySet: { erased: nowhere, forJoined: nowhere },
  DiscountsApplied: FOR_ALL,
  DueSet: FOR_ALL,
  ExtraStored: EXTRA_STORED,
  FeeWaived: WITH_REASON,
  FiscalAdded: {
    erased: (event) => ({ ...event, slip: slipWithout(event.slip) }),
    forGuests: (event) => ({ ...event, slip: slipForGuests(event.slip) }),
    forJoined: (event) => ({ ...event, slip: slipWithout(event.slip) }),
  },
  KitchenAlerted: FOR_ALL,
  LineCommented: COMMENTED,
  LineSplit: FOR_ALL,
  LinesAppended: {
    erased: (event) => ({
      ...event,
      lines: event.lines.map((line) => ({ ...uncommented(line), ...(line.extra && { extra: nameless(line.extra) }) })),
    }),
    forGuests: (event, people) => (isStaffs(people, event) ? { ...event, lines: event.lines.map(uncommented), byStaff: true } : event),
    forJoined: (event) => ({ ...event, lines: event.lines.map(lineForJoined) }),
  },
  LinesBumped: FOR_ALL,
  LinesConfirmed: FOR_ALL,
  LinesExtraStored: EXTRA_STORED,
  LinesFired: FOR_ALL,
  LinesFlagged: FOR_ALL,
  LinesHeld: FOR_ALL,
  LinesMoved: FOR_ALL,
  LinesProcessed: FOR_ALL,
  LinesRecalled: FOR_ALL,
  LinesReceived: {
    erased: (event) => ({ ...event, buckets: event.buckets.map(bucketWithout), comments: event.comments.map(silent) }),
    forGuests: (event, people) => ({
      ...event,
      buckets: event.buckets.map((bucket) => bucketForGuests(people, bucket)),
      comments: event.comments.map((comment) => hushed(people, comment)),
    }),
    forJoined: (event, owner) => ({
      ...event,
      buckets: event.buckets.map((bucket) => ({ ...bucket, lines: bucket.lines.map(lineForJoined) })),
      comments: event.comments.map((comment) => commentForJoined(owner, comment)),
    }),
  },
  LinesReleased: FOR_ALL,
  LinesRemoved: FOR_ALL,
  LinesRepriced: FOR_ALL,
  LinesStarted: FOR_ALL,
  LinesVoided: WITH_REASON,
  LinesWasted: WITH_REASON,
  OrderAbandoned: ENDED,
  OrderCancelled: ENDED,
  OrderClaimed: FOR_ALL,
  OrderClosed: ENDED,
  OrderCommented: { ...COMMENTED, forJoined: (event, owner) => commentForJoined(owner, event) },
  OrderCompleted: FOR_ALL,
  OrderCreated: {
    erased: (event) => ({ ...without(without(event, "address"), "geoPosition"), contact: {}, extra: nameless(event.extra) }),
    forJoined: (event) => ({ ...without(without(event, "address"), "geoPosition"), contact: {}, extra: harmless(event.extra) }),
  },
  OrderDelivered: FOR_ALL,
  OrderEscalated: FOR_ALL,
  OrderExpedited: FOR_ALL,
  OrderReady: FOR_ALL,
  OrderTraced: FOR_ALL,
  OrderVerified: FOR_ALL,
  PaymentDeclined: WITH_REASON,
  PaymentOpened: { erased: withoutUrls, forJoined: withoutUrls },
  PaymentRefunded: FOR_ALL,
  PaymentRegistered: FOR_ALL,
  PersonalDataErased: FOR_ALL,
  PromiseMoved: FOR_ALL,
  QuantityChanged: FOR_ALL,
  QueuePositionSet: { erased: (event) => (isNumber(event.position) ? event : { ...event, position: "" }) },
  RefundDeclined: WITH_REASON,
  RefundOpened: WITH_REASON,
  SaleTimesSet: FOR_ALL,
  TipSet: FOR_ALL,
  TotalAdjusted: FOR_ALL,
  TransferSettled: FOR_ALL,
  VenuesNotAsked: FOR_ALL,
};

/** The same event at the same time by the same user, without what it said of the guest. */
export const eventWithoutPersonalData = (event: OrderEvent): OrderEvent => erased(event.type, event);

function erased<T extends keyof EventsByType>(type: T, event: EventsByType[T]): EventsByType[T] {
  const disclosure = DISCLOSURES[type];
  return disclosure.erased?.(event) ?? event;
}

/** An event as the guests of such an order are told of it. */
export function eventForGuests(event: OrderEvent, order: Pick<Order, "people">): OrderEvent {
  const people = peopleIn(order);
  return named(people, toldToGuests(event.type, event, people));
}

function toldToGuests<T extends keyof EventsByType>(type: T, event: EventsByType[T], people: People): EventsByType[T] {
  const disclosure = DISCLOSURES[type];
  return disclosure.forGuests?.(event, people) ?? event;
}

/** What guests are told, as who has joined such an order is told of it. */
export const eventForJoined = (event: OrderEvent, { creator }: Pick<Order, "creator">): OrderEvent =>
  toldToJoined(event.type, event, creator);

function toldToJoined<T extends keyof EventsByType>(type: T, event: EventsByType[T], owner: string): EventsByType[T] {
  const disclosure = DISCLOSURES[type];
  return disclosure.forJoined?.(event, owner) ?? event;
}

const uncommented = <L extends { comment?: string | undefined }>(line: L): L =>
  line.comment === undefined ? line : { ...line, comment: "" };
