// Who may do what with an order. Guests may build and pay their own; the kitchen works on lines of its venue; ends are for staff.
import { assignmentsOf, type AuthenticatedUser, authoritiesFor, forbidden, may, mayAtAll, mayAtOne } from "../access/roles";
import { isAggregatorOrder } from "../menu/channel";
import { type Actor, commandNeeds, type OrderCommand } from "./commands";
import { extraRefusal, venuesConcerned } from "./extra-owners";
import { hasJoined, joinedRefusal } from "./joined-guest";
import type { Rejection } from "./rejections";
import { refundableOnline } from "./refundable";
import { isEnded, isPlaced, isServedAt, type Order, type OrderState } from "./state";
import type { PersonRole } from "./status";

const services: Record<Extract<Actor, { kind: "service" }>["service"], readonly OrderCommand["type"][]> = {
  discount: ["ApplyDiscounts"],
  payment: ["RegisterPayment", "DeclinePayment", "RegisterRefund", "DeclineRefund"],
  menu: ["RecheckLines"],
  transfer: ["ReceiveLines", "SettleTransfer"],
  clock: ["AbandonOrder", "CloseOrder", "AlertKitchen", "EscalateOrder", "DeclinePayment"],
};

/**
 * Reading and guest commands: the order's own people, and staff of one of its venues. Everybody else is told that there is no such order.
 */
export function mayRead(who: AuthenticatedUser, order: Order): boolean {
  return (
    order.people.some(({ user }) => user === who.user) ||
    may(who, "orders.watch") ||
    order.buckets.some(({ venue }) => may(who, "orders.watch", venue))
  );
}

/** Undefined when the actor may. A command that concerns lines or a venue needs the role at each venue concerned. */
export function refusalOf(actor: Actor, command: OrderCommand, state: OrderState): Rejection | undefined {
  if (actor.kind === "service") {
    return services[actor.service].includes(command.type) ? undefined : { code: "forbidden", needs: [`service ${actor.service}`] };
  }
  if (state.status === "ABSENT") return command.type === "CreateOrder" ? creating(actor, command, state) : undefined;
  if (!mayRead(actor, state) && !(command.type === "ClaimOrder" && knowsCode(command, state))) return { code: "order-not-found" };
  if (command.type === "EraseOrder" && actor.user !== state.creator && !may(actor, "orders.erase")) return forbidden("orders.erase");
  // Who pays may leave the provider's page for good.
  if (command.type === "DeclinePayment" && isPayer(actor.user, command.id, state)) return undefined;
  const needed = commandNeeds[command.type];
  if (!needed) return beyondGuests(actor, command, state);
  if (needed === "nobody") return { code: "forbidden", needs: [] };
  const capability = command.type === "RegisterPayment" ? (`payments.take:${command.payment}` as const) : needed;
  const venues = venuesOf(command, state);
  if (!mayAtAll(actor, capability, venues)) return forbidden(capability);
  const givesBack = command.type === "CancelOrder" && givesMoneyBack(state);
  return givesBack && !mayAtAll(actor, "payments.take", venues) ? forbidden("payments.take") : undefined;
}

const isPayer = (user: string, payment: string, { pendingPayments, lapsed, payments }: Order): boolean =>
  [...pendingPayments, ...lapsed, ...payments].some(({ id, by }) => id === payment && by === user);

/** To somebody who does not know the code there is no such order. */
const knowsCode = ({ claimCode }: Extract<OrderCommand, { type: "ClaimOrder" }>, order: Order): boolean =>
  order.claimCode !== "" && !order.claimCodeUsed && claimCode.toUpperCase() === order.claimCode;

const creating = (
  who: AuthenticatedUser,
  command: Extract<OrderCommand, { type: "CreateOrder" }>,
  state: OrderState,
): Rejection | undefined => creatingPaid(who, command) ?? creatingForAggregator(who, command, state) ?? extraRefusal(who, command, state);

/** An aggregator's prices and places in lists are for what it has sold. */
function creatingForAggregator(
  who: AuthenticatedUser,
  command: Extract<OrderCommand, { type: "CreateOrder" }>,
  state: OrderState,
): Rejection | undefined {
  const creates = !isAggregatorOrder(command.orderType) || mayAtOne(who, "orders.bring-aggregated", venuesConcerned(command, state));
  return creates ? undefined : forbidden("orders.bring-aggregated");
}

/** An order that is paid already comes from aggregators that may take money (docs/wire.md, "Order commands"). */
function creatingPaid(who: AuthenticatedUser, { paid, append }: Extract<OrderCommand, { type: "CreateOrder" }>): Rejection | undefined {
  if (!paid) return undefined;
  const both = ["orders.bring-paid", `payments.bring:${paid.payment}`] as const;
  const creates = both.every((capability) => may(who, capability, append?.venue));
  return creates ? undefined : { code: "forbidden", needs: both.flatMap((capability) => authoritiesFor(capability)) };
}

/** What of a command that guests may give is not theirs. */
function beyondGuests(who: AuthenticatedUser, command: OrderCommand, order: Order): Rejection | undefined {
  if (command.type === "AppendLines" && isAggregatorOrder(order.orderType) && !may(who, "orders.bring-aggregated", command.venue)) {
    return forbidden("orders.bring-aggregated");
  }
  return (
    (hasJoined(who, order) ? joinedRefusal(who, command, order) : undefined) ??
    (command.type === "ConfirmLines" ? confirmingHeld(who, command.lines, order) : undefined) ??
    beginningTab(who, command, order) ??
    extraRefusal(who, command, order)
  );
}

/**
 * A table is served before it pays because a venue's staff have sent something of it to their kitchen. What guests confirm after that goes
 * there at once, and to no other venue's kitchen.
 */
function beginningTab(who: AuthenticatedUser, command: OrderCommand, order: Order): Rejection | undefined {
  if (!isPlaced(order)) return undefined;
  const begins = venuesConfirmedAt(command, order).some((venue) => !isServedAt(order, venue) && !may(who, "orders.bill", venue));
  return begins ? forbidden("orders.bill") : undefined;
}

/** Where the lines are that the command tells kitchens to make. */
function venuesConfirmedAt(command: OrderCommand, { buckets }: Order): string[] {
  if (command.type === "AppendLines")
    return command.lines.some(({ status, held }) => status === "CONFIRMED" && !held) ? [command.venue] : [];
  if (command.type !== "ConfirmLines") return [];
  return buckets
    .filter(({ lines }) => lines.some(({ id, status }) => status === "NEW" && command.lines.includes(id)))
    .map(({ venue }) => venue);
}

/** A line that is held waits to be fired, and who confirms it fires it. */
function confirmingHeld(who: AuthenticatedUser, lines: readonly string[], { buckets }: Order): Rejection | undefined {
  const elsewhere = buckets.filter(({ venue }) => !may(who, "kitchen.work", venue));
  const held = elsewhere.flatMap((bucket) => bucket.lines).find((line) => line.held && line.status === "NEW" && lines.includes(line.id));
  return held && { ...forbidden("kitchen.work"), line: held.id };
}

/** Staff of one venue. */
export const isStaff = (actor: Actor, venue: string): boolean => actor.kind === "user" && may(actor, "orders.serve", venue);

/** Who may send a table's order to the kitchen before it is paid. */
export const mayOpenTab = (actor: Actor, order: Order): boolean =>
  actor.kind === "user" &&
  mayAtAll(
    actor,
    "orders.bill",
    order.buckets.map(({ venue }) => venue),
  );

/** As what somebody joins an order, in the words of `IOrder.users`. */
export function claimRoles(who: AuthenticatedUser, { buckets }: Order): PersonRole[] {
  const here = assignmentsOf(who).filter(({ venue: at }) => at === undefined || buckets.some(({ venue }) => venue === at));
  const has = (name: string) => here.some(({ role }) => role === name);
  const joining = Object.entries(JOINING).flatMap(([name, as]) => (has(name) ? [as] : []));
  return joining.length > 0 ? joining : ["CUSTOMER"];
}

const JOINING = { WAITER: "WAITER", KIOSK: "KIOSK", MANAGER: "MANAGER", COURIER: "DRIVER", ORDERS: "STAFF" } as const satisfies Record<
  string,
  PersonRole
>;

/** Cancelling it is a refund, too, and asks for the right to give money back. */
const givesMoneyBack = (order: Order): boolean => !isEnded(order) && refundableOnline(order).length > 0;

/** The venues that a command concerns: those of its lines, or of the whole order. */
function venuesOf(command: OrderCommand, order: Order): string[] {
  if (command.type === "SetQueuePosition" || command.type === "BumpLines") return [command.venue];
  if (command.type === "TraceOrder" && command.venue !== undefined) return [command.venue];
  if ("lines" in command && command.type !== "AppendLines") {
    const asked = new Set<string>(command.lines);
    const concerned = order.buckets.filter(({ lines }) => lines.some(({ id }) => asked.has(id)));
    if (concerned.length > 0) return concerned.map(({ venue }) => venue);
  }
  return order.buckets.map(({ venue }) => venue);
}

/** True when the price that a caller sends counts (docs/wire.md, "Lines as they are sent"). */
export const mayAlterPrice = (actor: Actor): boolean => actor.kind === "user" && may(actor, "prices.alter");
