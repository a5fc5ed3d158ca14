// Who may do what with an order. Guests may build and pay their own; the kitchen works on lines of its venue; ends are for staff.
import { holds } from "../access/principal";
import { isAggregatorOrder } from "../menu/channel";
import type { Actor, OrderCommand, TenderType } from "./commands";
import { extraRefusal, venuesConcerned } from "./extra-owners";
import { hasJoined, joinedRefusal } from "./joined-guest";
import type { Rejection } from "./rejections";
import { refundableOnline } from "./refundable";
import { FOR_AGGREGATORS, holdsAtAll, holdsAtOne, lacking, STAFF } from "./roles";
import { isEnded, isPlaced, isServedAt, type Order, type OrderState } from "./state";
import type { PersonRole } from "./status";

type Who = Extract<Actor, { kind: "user" }>;

const CANCELLING = ["MANAGER", "ORDERS", "WAITER"];
const PAYING = ["MANAGER", "PAY"];
const KITCHEN = ["MANAGER", "ORDERS", "KDS", "COOK", "WAITER"];
/** Who may have made what is not paid yet, and will bring the bill. */
const BILLING = [...KITCHEN, "PAY"];

/** Roles that a command needs; undefined where the order's own guest may give it too; "nobody" where only orders and clocks give it. */
const needs: Record<OrderCommand["type"], readonly string[] | "nobody" | undefined> = {
  CreateOrder: undefined,
  AppendLines: undefined,
  RemoveLines: undefined,
  ChangeQuantity: undefined,
  SetContact: undefined,
  StoreExtra: undefined,
  CommentOrder: undefined,
  CommentLine: undefined,
  SetDue: undefined,
  SetDelivery: undefined,
  OpenPayment: undefined,
  CompleteOrder: undefined,
  AbandonOrder: undefined,
  ConfirmLines: undefined,
  ApplyDiscounts: [],
  StoreLinesExtra: undefined,
  MoveLines: undefined,
  SplitLine: undefined,
  ReleaseLines: undefined,
  ClaimOrder: undefined,
  AddCoupon: undefined,
  RemoveCoupon: undefined,
  SetTip: undefined,
  HoldLines: undefined,
  EraseOrder: undefined,
  ReceiveLines: "nobody",
  SettleTransfer: "nobody",
  AlertKitchen: "nobody",
  EscalateOrder: "nobody",
  RecheckLines: "nobody",
  DeclinePayment: PAYING,
  RegisterPayment: PAYING,
  OpenRefund: PAYING,
  RegisterRefund: PAYING,
  DeclineRefund: PAYING,
  WaiveFee: ["MANAGER"],
  AddFiscal: [...PAYING, "ORDERS"],
  TraceOrder: KITCHEN,
  FireLines: KITCHEN,
  WasteLines: KITCHEN,
  StartLines: KITCHEN,
  ProcessLines: KITCHEN,
  BumpLines: KITCHEN,
  RecallLines: KITCHEN,
  ExpediteOrder: KITCHEN,
  VoidLines: KITCHEN,
  SetQueuePosition: [...KITCHEN, "QUEUE"],
  VerifyOrder: ["MANAGER", "ORDERS", "VERIFY"],
  DeliverOrder: [...KITCHEN, "QUEUE", "COURIER"],
  CloseOrder: KITCHEN,
  CancelOrder: CANCELLING,
};

const services: Record<Extract<Actor, { kind: "service" }>["service"], readonly OrderCommand["type"][]> = {
  discount: ["ApplyDiscounts"],
  payment: ["RegisterPayment", "DeclinePayment", "RegisterRefund", "DeclineRefund"],
  menu: ["RecheckLines"],
  transfer: ["ReceiveLines", "SettleTransfer"],
  clock: ["AbandonOrder", "CloseOrder", "AlertKitchen", "EscalateOrder", "DeclinePayment"],
};

/** Reading and guest commands: the order's own people, and staff of one of its venues. Everybody else is told that there is no such order. */
export function mayRead(who: Pick<Who, "user" | "roles">, order: Order): boolean {
  return (
    order.people.some(({ user }) => user === who.user) ||
    holds(who.roles, STAFF) ||
    order.buckets.some(({ venue }) => holds(who.roles, STAFF, venue))
  );
}

/** Undefined when the actor may. A command that concerns lines or a venue needs the role at each venue concerned. */
export function refusalOf(actor: Actor, command: OrderCommand, state: OrderState): Rejection | undefined {
  if (actor.kind === "service") {
    return services[actor.service].includes(command.type) ? undefined : { code: "forbidden", needs: [`service ${actor.service}`] };
  }
  if (state.status === "ABSENT") return command.type === "CreateOrder" ? creating(actor, command, state) : undefined;
  if (!mayRead(actor, state) && !(command.type === "ClaimOrder" && knowsCode(command, state))) return { code: "order-not-found" };
  if (command.type === "EraseOrder" && actor.user !== state.creator && !holds(actor.roles, ["MANAGER"])) return lacking(["MANAGER"]);
  // Who pays may leave the provider's page for good.
  if (command.type === "DeclinePayment" && isPayer(actor.user, command.id, state)) return undefined;
  const roles = needs[command.type];
  if (!roles) return beyondGuests(actor, command, state);
  if (roles === "nobody") return lacking([]);
  const wanted = command.type === "RegisterPayment" ? takingPayment(command.payment) : roles;
  const venues = venuesOf(command, state);
  if (!holdsAtAll(actor.roles, wanted, venues)) return lacking(wanted);
  return command.type === "CancelOrder" && givesMoneyBack(state) && !holdsAtAll(actor.roles, PAYING, venues) ? lacking(PAYING) : undefined;
}

const isPayer = (user: string, payment: string, { opened, lapsed, payments }: Order): boolean =>
  [...opened, ...lapsed, ...payments].some(({ id, by }) => id === payment && by === user);

/** To somebody who does not know the code there is no such order. */
const knowsCode = ({ claimCode }: Extract<OrderCommand, { type: "ClaimOrder" }>, order: Order): boolean =>
  order.claimCode !== "" && !order.claimCodeUsed && claimCode.toUpperCase() === order.claimCode;

const creating = (who: Who, command: Extract<OrderCommand, { type: "CreateOrder" }>, state: OrderState): Rejection | undefined =>
  creatingPaid(who, command) ?? creatingForAggregator(who, command, state) ?? extraRefusal(who, command, state);

/** An aggregator's prices and places in lists are for what it has sold. */
function creatingForAggregator(
  { roles }: Who,
  command: Extract<OrderCommand, { type: "CreateOrder" }>,
  state: OrderState,
): Rejection | undefined {
  const may = !isAggregatorOrder(command.orderType) || holdsAtOne(roles, FOR_AGGREGATORS, venuesConcerned(command, state));
  return may ? undefined : lacking(FOR_AGGREGATORS);
}

/** An order that is paid already comes from aggregators that may take money (docs/wire.md, "Order commands"). */
function creatingPaid({ roles }: Who, { paid, append }: Extract<OrderCommand, { type: "CreateOrder" }>): Rejection | undefined {
  if (!paid) return undefined;
  const venue = append?.venue;
  const pays = holds(roles, ["PAY", `PAY_${paid.payment}`], venue);
  return holds(roles, ["AGGREGATOR"], venue) && pays ? undefined : lacking(["AGGREGATOR", "PAY", `PAY_${paid.payment}`]);
}

/** What of a command that guests may give is not theirs. */
function beyondGuests(who: Who, command: OrderCommand, order: Order): Rejection | undefined {
  if (command.type === "AppendLines" && isAggregatorOrder(order.orderType) && !holds(who.roles, FOR_AGGREGATORS, command.venue)) {
    return lacking(FOR_AGGREGATORS);
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
function beginningTab({ roles }: Who, command: OrderCommand, order: Order): Rejection | undefined {
  if (!isPlaced(order)) return undefined;
  const begins = venuesConfirmedAt(command, order).some((venue) => !isServedAt(order, venue) && !holds(roles, BILLING, venue));
  return begins ? lacking(BILLING) : undefined;
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
function confirmingHeld({ roles }: Who, lines: readonly string[], { buckets }: Order): Rejection | undefined {
  const elsewhere = buckets.filter(({ venue }) => !holds(roles, KITCHEN, venue));
  const held = elsewhere.flatMap((bucket) => bucket.lines).find((line) => line.held && line.status === "NEW" && lines.includes(line.id));
  return held && { ...lacking(KITCHEN), line: held.id };
}

/** Staff of one venue. */
export const isStaff = (actor: Actor, venue: string): boolean => actor.kind === "user" && holds(actor.roles, STAFF, venue);

/** Who may send a table's order to the kitchen before it is paid. */
export const mayOpenTab = (actor: Actor, order: Order): boolean =>
  actor.kind === "user" &&
  holdsAtAll(
    actor.roles,
    BILLING,
    order.buckets.map(({ venue }) => venue),
  );

/** As what somebody joins an order, in the words of `IOrder.users`. */
export function claimRoles({ roles }: Who, order: Order): PersonRole[] {
  const own = roles.filter((role) => role !== "ROLE_SU"); // who may do everything joins as nobody in particular
  const has = (name: string) => holds(own, [name]) || order.buckets.some(({ venue }) => holds(own, [name], venue));
  const joining = Object.entries(JOINING).flatMap(([name, as]) => (has(name) ? [as] : []));
  return joining.length > 0 ? joining : ["CUSTOMER"];
}

const JOINING = { WAITER: "WAITER", KIOSK: "KIOSK", MANAGER: "MANAGER", COURIER: "DRIVER", ORDERS: "STAFF" } as const satisfies Record<
  string,
  PersonRole
>;

/** Roles, any of which lets somebody take money of this type over the counter. */
export const takingPayment = (payment: TenderType): string[] => [...PAYING, `PAY_${payment}`];

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
export const mayAlterPrice = (actor: Actor): boolean => actor.kind === "user" && holds(actor.roles, ["ALTERPRICE"]);
