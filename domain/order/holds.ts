// What an order needs its venues to keep for it: units of products by line, and a place in the kitchen's time. It follows from the order's
// state before and after whatever was decided, so no command can pass it by.
import { may } from "../access/roles";
import type { Channel } from "../menu/channel";
import { channelOf } from "../menu/channel";
import type { ProductDescription } from "../menu/product-description";
import type { CommandEnvelope, OrderCommand } from "./commands";
import type { OrderEvent } from "./events";
import { paidLines, paymentsInForce } from "./paid-lines";
import { isStaff } from "./command-permissions";
import { isTab, isVoid, type Line, type Order, type OrderState } from "./state";

/** Whole units of products, by the line that they are kept for. A line that was split keeps its first id here (`Line.root`). */
export type HeldLine = { line: string; items: { product: string; quantity: number }[] };

/** A place in the kitchen's time. `at`: when the order is wanted, epoch ms. `timeZone`: the venue's (IANA), whose clock cuts the slots. */
export type SlotRequest = { channel: Channel; at: number; timeZone: string };

/**
 * `takes`: more than is kept for these lines so far. `gives`: no longer needed. `slot`: the order comes to need a place; null: it needs
 * none any more; left out: that has not changed.
 */
export type HoldDelta = { takes: HeldLine[]; gives: HeldLine[]; slot?: SlotRequest | null };

/** `all`: stock, slot and throttle may refuse. `stock`: staff know their kitchen. `none`: it is sold already. */
export type HoldLimits = "all" | "stock" | "none";

export type VenueDelta = HoldDelta & { venue: string };

type Units = Map<string, number>;
/** By venue and line. */
type Kept = Map<string, Map<string, Units>>;

/** What each venue is to keep more, and may let go, now that the order is another one. Venues that nothing changes for are left out. */
export function holdsFor(before: OrderState, after: OrderState): VenueDelta[] {
  if (after.status === "ABSENT" || (keepsNothing(before) && keepsNothing(after) && !hasArrivals(before, after))) return [];
  const [was, is] = [keptBy(before), keptBy(after)];
  // What arrives from another order is kept already, and goes on being kept when it has arrived there: neither order speaks of it.
  addArrivals(was, before, after);
  addDepartures(is, before, after);
  const slots = [occupiedBy(before), occupiedBy(after)] as const;
  const venues = [...new Set([...was.keys(), ...is.keys(), ...slots[0], ...slots[1]])];
  return venues.flatMap((venue) => {
    const takes = more(was.get(venue), is.get(venue));
    const gives = more(is.get(venue), was.get(venue));
    const slot = slotChange(after, venue, slots[0].has(venue), slots[1].has(venue));
    return takes.length + gives.length === 0 && slot === undefined ? [] : [{ venue, takes, gives, ...(slot !== undefined && { slot }) }];
  });
}

/** True when the venue has to be asked before the order commits: it could say no. */
export const mustBeAsked = ({ takes, slot }: HoldDelta): boolean => takes.length > 0 || (slot !== undefined && slot !== null);

/** What may refuse a hold that this command asks of the venue for. */
export function limitsFor(envelope: CommandEnvelope, venue: string): HoldLimits {
  const { actor } = envelope;
  if (hasHappened(envelope, venue)) return "none";
  if (actor.kind === "user") return isStaff(actor, venue) ? "stock" : "all";
  return actor.service === "payment" ? "all" : "stock";
}

/** What a kitchen says of its lines, fired or not: it is off the shelf. */
const KITCHEN_HAS_DONE: ReadonlySet<OrderCommand["type"]> = new Set(["StartLines", "ProcessLines", "BumpLines", "WasteLines"]);

/** A record of what was done is not refused. Of what was sold elsewhere meanwhile it comes from the venue's own people and devices. */
function hasHappened({ actor, soldAt, replayed, command }: CommandEnvelope, venue: string): boolean {
  if (KITCHEN_HAS_DONE.has(command.type) || (command.type === "RegisterPayment" && command.taken)) return true;
  if (command.type === "SettleTransfer") return true; // what comes back belongs nowhere else
  return (soldAt !== undefined || replayed === true) && actor.kind === "user" && may(actor, "orders.operate", venue);
}

/** Events after which something else may be kept. */
const MAY_CHANGE_HOLDS: ReadonlySet<OrderEvent["type"]> = new Set([
  "LinesAppended",
  "LinesReceived",
  "LinesRemoved",
  "LinesRepriced",
  "LinesMoved",
  "LinesVoided",
  "LinesWasted",
  "LinesFired",
  "LinesConfirmed",
  "LinesStarted",
  "LinesProcessed",
  "LinesBumped",
  "QuantityChanged",
  "TransferSettled",
  "PaymentOpened",
  "PaymentRegistered",
  "PaymentDeclined",
  "PaymentRefunded",
  "OrderCompleted",
  "OrderAbandoned",
  "OrderCancelled",
]);

export const mayChangeHolds = (events: readonly OrderEvent[]): boolean => events.some(({ type }) => MAY_CHANGE_HOLDS.has(type));

const keepsNothing = (state: OrderState): boolean =>
  state.status === "ABSENT" ||
  (state.status === "NEW" && paymentsInForce(state).length === 0 && !inTransit(state).some(({ line }) => line.kept));

/** Made, or begun with: it does not come back to the shelf, whatever becomes of the order. */
const isSpent = ({ status, begun }: Line): boolean =>
  status === "PROCESSING" || status === "PROCESSED" || status === "WASTE" || (status === "VOID" && begun === true);

/** Whether a line of the order has to be kept: it is made, is paid for or being paid for, or the kitchen has it. */
export function isKeptBy(order: Order): (line: Line) => boolean {
  const gone = order.status === "CANCELLED" || order.status === "ABANDONED";
  const bound = paidLines(order);
  // Who pays a part of the whole pays for all of a basket.
  const all = order.status === "NEW" ? paymentsInForce(order).some(({ lines }) => lines === undefined) : !isTab(order);
  const fired = order.status !== "NEW";
  return (line) => {
    if (line.status === "TECHNICAL") return false;
    if (isSpent(line)) return true;
    if (gone || isVoid(line)) return false;
    return all || bound.has(line.id) || (fired && line.status !== "NEW");
  };
}

function keptBy(state: OrderState): Kept {
  const kept: Kept = new Map();
  if (keepsNothing(state) || state.status === "ABSENT") return kept;
  const isKept = isKeptBy(state);
  for (const { venue, lines } of state.buckets) for (const line of lines) if (isKept(line)) add(kept, venue, line);
  for (const { venue, line } of inTransit(state)) if (line.kept) add(kept, venue, line);
  return kept;
}

const inTransit = (order: Order) =>
  order.transfers.flatMap(({ buckets }) => buckets.flatMap(({ venue, lines }) => lines.map((line) => ({ venue, line }))));

const idsIn = (state: OrderState): ReadonlySet<string> =>
  new Set(
    state.status === "ABSENT"
      ? []
      : [...state.buckets.flatMap(({ lines }) => lines), ...inTransit(state).map(({ line }) => line)].map(({ id }) => id),
  );

const hasArrivals = (before: OrderState, after: Order): boolean =>
  before.status !== "ABSENT" && after.receivedTransfers.length > before.receivedTransfers.length;

function addArrivals(was: Kept, before: OrderState, after: Order): void {
  const known = idsIn(before);
  for (const { venue, lines } of after.buckets) for (const line of lines) if (line.kept && !known.has(line.id)) add(was, venue, line);
}

function addDepartures(is: Kept, before: OrderState, after: Order): void {
  if (before.status === "ABSENT" || before.transfers.length === 0) return;
  const still = idsIn(after);
  for (const { venue, line } of inTransit(before)) if (line.kept && !still.has(line.id)) add(is, venue, line);
}

function add(kept: Kept, venue: string, line: Line): void {
  const lines = kept.get(venue) ?? new Map<string, Units>();
  kept.set(venue, lines);
  const id = line.root ?? line.id;
  const units: Units = lines.get(id) ?? new Map();
  lines.set(id, units);
  for (const [product, quantity] of unitsOf(line)) units.set(product, (units.get(product) ?? 0) + quantity);
}

/** A line that has not changed is the same object, and takes the same. */
const counted = new WeakMap<Line, Units>();

/** Products of the line and of what was chosen in it, nested quantities multiplied: halves as they are. */
function unitsOf(line: Line): Units {
  const known = counted.get(line);
  if (known) return known;
  const units: Units = new Map();
  count(line.product, line.quantity, units);
  counted.set(line, units);
  return units;
}

/** `times`: how many there are of what is around. */
function count({ id, kind, items = [] }: ProductDescription, times: number, units: Units): void {
  if (kind === "product") units.set(id, (units.get(id) ?? 0) + times);
  for (const item of items) count(item, times * (item.kind === "product" ? Number(item.quantity ?? 1) : 1), units);
}

/** What `to` has beyond `from`, in whole units: half a product takes a whole one off the shelf. */
function more(from: Map<string, Units> | undefined, to: Map<string, Units> | undefined): HeldLine[] {
  return [...(to ?? [])].flatMap(([line, units]) => {
    const before = from?.get(line);
    const items = [...units].flatMap(([product, quantity]) => {
      const extra = wholeUnits(quantity) - wholeUnits(before?.get(product) ?? 0);
      return extra > 0 ? [{ product, quantity: extra }] : [];
    });
    return items.length > 0 ? [{ line, items }] : [];
  });
}

const NOISE = 1e-9;

/** Rounded up, but not for the noise of what was multiplied and added before: 2.2 × 25 is 55.00000000000001. */
const wholeUnits = (quantity: number): number => Math.ceil(quantity - NOISE);

/** Venues in whose kitchen's time the order has a place: something of it is to be made there, or was. */
function occupiedBy(state: OrderState): ReadonlySet<string> {
  if (keepsNothing(state) || state.status === "ABSENT" || state.status === "CANCELLED" || state.status === "ABANDONED") return new Set();
  const isKept = isKeptBy(state);
  const own = state.buckets.filter(({ lines }) => lines.some((line) => !isVoid(line) && isKept(line))).map(({ venue }) => venue);
  return new Set([...own, ...inTransit(state).flatMap(({ venue, line }) => (line.kept && !isVoid(line) ? [venue] : []))]);
}

function slotChange(after: Order, venue: string, had: boolean, has: boolean): SlotRequest | null | undefined {
  if (had === has) return undefined;
  if (!has) return null;
  const timeZone = after.buckets.find((bucket) => bucket.venue === venue)?.timeZone ?? "UTC";
  // A time that has passed asks for as soon as can be.
  const at = Math.max(Date.parse(after.lastChanged), after.due === undefined ? 0 : Date.parse(after.due));
  return { channel: channelOf(after.orderType), at, timeZone };
}
