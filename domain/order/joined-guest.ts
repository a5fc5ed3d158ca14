// Who has joined somebody else's order by its code shares the table: he sees what is on it, adds to it and pays.
// Whose the order is, where it goes and how he is reached stays between him and the house; so does what is done with the order as a whole.
import { type AuthenticatedUser, forbidden, mayAtOne } from "../access/roles";
import type { Extra, OrderCommand } from "./commands";
import { harmless, slipWithout, withoutUrls } from "./erasure";
import type { Rejection } from "./rejections";
import { type Bucket, type Line, linesOf, type Order, type Person } from "./state";
import { without } from "./without";

/** Neither the one whose order it is, nor staff or a device of the chain's there. */
export const hasJoined = (who: AuthenticatedUser, order: Order): boolean =>
  who.user !== order.creator &&
  !mayAtOne(
    who,
    "orders.operate",
    order.buckets.map(({ venue }) => venue),
  );

/** The same, by what somebody has joined as. */
export const joinedAsGuest = ({ user, roles }: Person, order: Order): boolean =>
  user !== order.creator && roles.every((role) => role === "CUSTOMER");

const shared = new WeakMap<Order, Order>();

/**
 * The order as those see it who have joined: no contact, no address, no extras that may say who somebody is, neither data of coupons nor
 * for whom its slips are, and nothing that its owner has told the house of it as a whole, such as where to ring.
 * The same object for the same order.
 */
export function forJoined(order: Order): Order {
  let shown = shared.get(order);
  if (!shown) shared.set(order, (shown = withoutContact(order)));
  return shown;
}

function withoutContact(order: Order): Order {
  const kept: Order = {
    ...order,
    shownTo: "joined",
    contact: {},
    extra: harmless(order.extra),
    comments: order.comments.map((comment) => commentForJoined(order.creator, comment)),
    coupons: order.coupons.map((coupon) => without(coupon, "data")),
    buckets: order.buckets.map(bucketForJoined),
    pendingPayments: order.pendingPayments.map(withoutUrls),
    lapsed: order.lapsed.map(withoutUrls),
    fiscal: order.fiscal.map(slipWithout),
  };
  return without(kept, "address", "geoPosition");
}

/** What the order's owner has said of it as a whole is the house's to hear. */
export const commentForJoined = <C extends { by: string; comment: string }>(owner: string, said: C): C =>
  said.by === owner && said.comment !== "" ? { ...said, comment: "" } : said;

export const lineForJoined = <L extends { extra?: Extra | undefined }>(line: L): L =>
  line.extra ? { ...line, extra: harmless(line.extra) } : line;

const bareLines = new WeakMap<Line, Line>();

/** The same object for the same line, which is drawn once. */
function knownLine(line: Line): Line {
  const bare = bareLines.get(line) ?? lineForJoined(line);
  bareLines.set(line, bare);
  return bare;
}

const bucketForJoined = (bucket: Bucket): Bucket => ({ ...bucket, lines: bucket.lines.map(knownLine) });

/** What concerns the order as a whole, and is for the one whose it is. */
const FOR_THE_OWNER = new Set<OrderCommand["type"]>(["SetContact", "StoreExtra", "SetDue", "SetDelivery", "AbandonOrder"]);

/** Undefined when who has joined may give the command. His own lines and coupons are his. */
export function joinedRefusal({ user }: Pick<AuthenticatedUser, "user">, command: OrderCommand, order: Order): Rejection | undefined {
  if (FOR_THE_OWNER.has(command.type)) return forbidden("orders.operate");
  if (command.type === "ReleaseLines" && command.merge) return forbidden("orders.operate");
  if (command.type === "RemoveCoupon") {
    const foreign = order.coupons.some(({ id, addedBy }) => id === command.id && addedBy !== user);
    return foreign ? forbidden("orders.operate") : undefined;
  }
  const asked = new Set(linesChanged(command));
  const line = linesOf(order).find(({ id, by }) => asked.has(id) && by !== user);
  return line && { ...forbidden("orders.operate"), line: line.id };
}

const CHANGING_LINES = ["RemoveLines", "StoreLinesExtra", "HoldLines", "ConfirmLines"] as const;

/** Lines that are not what they were afterwards: what is confirmed is ordered, and somebody's to pay. */
function linesChanged(command: OrderCommand): readonly string[] {
  for (const type of CHANGING_LINES) if (command.type === type) return command.lines;
  return command.type === "ChangeQuantity" || command.type === "SplitLine" || command.type === "CommentLine" ? [command.line] : [];
}
