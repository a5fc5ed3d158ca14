// Who may do what with an order. Guests may build and pay their own; the kitchen works on lines of its venue; ends are for staff.
import { holds } from "../access/principal";
import type { Actor, OrderCommand, PaymentType } from "./commands";
import type { Rejection } from "./rejections";
import type { Order, OrderState } from "./state";

type Who = Extract<Actor, { kind: "user" }>;

/** Who may see the orders of a venue, tenant-wide or there. */
export const STAFF = ["MANAGER", "ORDERS", "KDS", "COOK", "WAITER", "VERIFY", "QUEUE", "PAY", "COURIER", "AGGREGATOR"];
export const CANCELLING = ["MANAGER", "ORDERS", "WAITER"];
const PAYING = ["MANAGER", "PAY"];
const KITCHEN = ["MANAGER", "ORDERS", "KDS", "COOK", "WAITER"];

/** Roles that a command needs; undefined where the order's own guest may give it too. */
const needs: Record<OrderCommand["type"], readonly string[] | undefined> = {
  CreateOrder: undefined,
  AppendLines: undefined,
  RemoveLines: undefined,
  ChangeQuantity: undefined,
  SetContact: undefined,
  StoreExtra: undefined,
  CommentOrder: undefined,
  CommentLine: undefined,
  SetDue: undefined,
  OpenPayment: undefined,
  CompleteOrder: undefined,
  AbandonOrder: undefined,
  ConfirmLines: undefined,
  ApplyDiscounts: [],
  DeclinePayment: PAYING,
  RegisterPayment: PAYING,
  StartLines: KITCHEN,
  ProcessLines: KITCHEN,
  VoidLines: KITCHEN,
  SetQueuePosition: [...KITCHEN, "QUEUE"],
  VerifyOrder: ["MANAGER", "ORDERS", "VERIFY"],
  DeliverOrder: [...KITCHEN, "QUEUE", "COURIER"],
  CloseOrder: KITCHEN,
  CancelOrder: CANCELLING,
};

const services: Record<Extract<Actor, { kind: "service" }>["service"], readonly OrderCommand["type"][]> = {
  discount: ["ApplyDiscounts"],
  payment: ["RegisterPayment", "DeclinePayment"],
  menu: [],
};

/** Reading and guest commands: the order's own people, and staff of one of its venues. Everybody else is told that there is no such order. */
export function mayRead(who: Pick<Who, "user" | "roles">, order: Order): boolean {
  return who.user === order.creator || holds(who.roles, STAFF) || order.buckets.some(({ venue }) => holds(who.roles, STAFF, venue));
}

/** Undefined when the actor may. A command that concerns lines or a venue needs the role at each venue concerned. */
export function refusalOf(actor: Actor, command: OrderCommand, state: OrderState): Rejection | undefined {
  if (actor.kind === "service") {
    return services[actor.service].includes(command.type) ? undefined : { code: "forbidden", needs: [`service ${actor.service}`] };
  }
  if (state.status === "ABSENT") return undefined;
  if (!mayRead(actor, state)) return { code: "order-not-found" };
  const roles = needs[command.type];
  if (!roles) return undefined;
  const wanted = command.type === "RegisterPayment" ? takingPayment(command.payment) : roles;
  const venues = venuesOf(command, state);
  return holdsAtAll(actor.roles, wanted, venues) ? undefined : { code: "forbidden", needs: wanted.map((role) => `ROLE_${role}`) };
}

/** Roles, any of which lets somebody take money of this type over the counter. */
export const takingPayment = (payment: PaymentType): string[] => [...PAYING, `PAY_${payment}`];

/** Who may cancel at every one of these venues: asked before money goes back, and again by the order. */
export const mayCancel = (roles: readonly string[], venues: readonly string[]): boolean => holdsAtAll(roles, CANCELLING, venues);

const holdsAtAll = (roles: readonly string[], names: readonly string[], venues: readonly string[]): boolean =>
  holds(roles, names) || (venues.length > 0 && venues.every((venue) => holds(roles, names, venue)));

/** The venues that a command concerns: those of its lines, or of the whole order. */
function venuesOf(command: OrderCommand, order: Order): string[] {
  if (command.type === "SetQueuePosition") return [command.venue];
  if ("lines" in command && command.type !== "AppendLines") {
    const asked = new Set<string>(command.lines);
    const concerned = order.buckets.filter(({ lines }) => lines.some(({ id }) => asked.has(id)));
    if (concerned.length > 0) return concerned.map(({ venue }) => venue);
  }
  return order.buckets.map(({ venue }) => venue);
}

/** True when the price that a caller sends counts (WIRE.md section 2.4). */
export const mayAlterPrice = (actor: Actor): boolean => actor.kind === "user" && holds(actor.roles, ["ALTERPRICE"]);
