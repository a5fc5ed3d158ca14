// An order as its guests may see it: without what staff say to each other, why they did something in their own words, and who of them did
// it. Its events are shown alike (disclosure.ts), so that a client which folds them comes to the order that it is shown.
import { type Caller, mayAtOne } from "../access/roles";
import { reasonless } from "./erasure";
import type { FiscalSlip } from "./fiscal-slip";
import type { Bucket, Comment, Line, Order, Person } from "./state";
import type { PersonRole } from "./status";
import type { TransferredBucket } from "./transfer";
import { without } from "./without";

/** Whether somebody who may see the order works where something of it is made or sold; before there is a venue, anywhere. */
export const seesAsStaff = (who: Caller, { buckets }: Pick<Order, "buckets">): boolean =>
  mayAtOne(
    who,
    "orders.watch",
    buckets.map(({ venue }) => venue),
  );

const AT_WORK = new Set<PersonRole>(["WAITER", "MANAGER", "DRIVER", "STAFF"]);

/** The same of somebody of the order, by what he is to it. */
export const worksForChain = ({ user, roles }: Person, { creator, createdByStaff }: Order): boolean =>
  roles.some((role) => AT_WORK.has(role)) || (user === creator && createdByStaff === true);

/** What guests are told in place of who it was. Our own services are nobody. */
export const SOMEBODY = "staff";
const SERVICES = new Set(["discount", "payment", "menu", "transfer", "clock"]);

/** The order's own people, by their ids. */
export type People = ReadonlySet<string>;
export const peopleIn = ({ people }: Pick<Order, "people">): People => new Set(people.map(({ user }) => user));
const nameFor = (people: People, user: string): string => (people.has(user) || SERVICES.has(user) ? user : SOMEBODY);

export function named<T extends { by: string }>(people: People, done: T): T {
  const by = nameFor(people, done.by);
  return by === done.by ? done : { ...done, by };
}

export const isStaffs = (people: People, { by, byStaff }: Pick<Comment, "by" | "byStaff">): boolean => byStaff ?? !people.has(by);

export const hushed = (people: People, comment: Comment): Comment =>
  isStaffs(people, comment) ? { ...named(people, comment), comment: "", byStaff: true } : comment;

/** The same object where nothing is staff's, so that it is drawn once for everybody. */
function lineForGuests<L extends Pick<Line, "by" | "comments">>(people: People, line: L): L {
  const comments = line.comments.some((comment) => isStaffs(people, comment))
    ? line.comments.map((comment) => hushed(people, comment))
    : line.comments;
  return comments === line.comments ? named(people, line) : { ...named(people, line), comments };
}

export const bucketForGuests = <B extends Bucket | TransferredBucket>(people: People, bucket: B): B => ({
  ...bucket,
  lines: bucket.lines.map((line) => lineForGuests(people, line)),
});

/** Cashiers sign slips with their names. */
export const slipForGuests = <S extends FiscalSlip>(slip: S): S => without(slip, "user", "message");

/** One order is shown to many. */
const known = new WeakMap<Order, Order>();

export function forGuests(order: Order): Order {
  let shown = known.get(order);
  if (!shown) known.set(order, (shown = drawn(order)));
  return shown;
}

function drawn(order: Order): Order {
  const people = peopleIn(order);
  const by = <T extends { by: string }>(done: T): T => named(people, done);
  return {
    ...order,
    shownTo: "guests",
    comments: order.comments.map((comment) => hushed(people, comment)),
    buckets: order.buckets.map((bucket) => bucketForGuests(people, bucket)),
    payments: order.payments.map(by),
    pendingPayments: order.pendingPayments.map(by),
    lapsed: order.lapsed.map(by),
    pendingRefunds: order.pendingRefunds.map((refund) => reasonless(by(refund))),
    refundsDeclined: order.refundsDeclined.map((refund) => reasonless(by(refund))),
    coupons: order.coupons.map((coupon) => ({ ...coupon, addedBy: nameFor(people, coupon.addedBy) })),
    fiscal: order.fiscal.map((slip) => slipForGuests(by(slip))),
    acknowledgements: order.acknowledgements.map(by),
    logs: [],
    transfers: order.transfers.map((sent) => ({
      ...by(sent),
      buckets: sent.buckets.map((bucket) => bucketForGuests(people, bucket)),
      ...(sent.offered && { offered: sent.offered.map((bucket) => bucketForGuests(people, bucket)) }),
      comments: sent.comments.map((comment) => hushed(people, comment)),
    })),
  };
}
