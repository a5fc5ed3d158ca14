// When an order is wanted: within the chain's window, and when its venues are open and can have made it.
import { ok } from "../../result";
import { isOpen } from "../../menu/opening-hours";
import { channelOf } from "../../menu/channel";
import { leadMinutesOn } from "../../menu/venue-card";
import { localDay } from "../../venue/time-zone";
import type { CommandEnvelope, CommandOf } from "../commands";
import { paymentsInForce } from "../paid-lines";
import { isStaff } from "../command-permissions";
import type { Rejection } from "../rejections";
import { isVoid, type Order } from "../state";
import { basket, type DecisionContext, type Decision, refuse, stampOf } from "./guards";
import { type Handlers, when } from "./handler";

export const requestedTimeHandlers = { SetDue: when(basket, setDue) } satisfies Partial<Handlers>;

const MINUTE_MS = 60_000;

function setDue(command: CommandOf<"SetDue">, order: Order, { envelope }: DecisionContext): Decision {
  const obstacle = dueObstacle(order, command.due, envelope);
  if (obstacle) return refuse(obstacle);
  // The kitchen's time is kept for when it was wanted by who has paid, or is paying.
  const [payer] = paymentsInForce(order);
  if (payer) return refuse({ code: "order-being-paid", payment: payer.id });
  const due = new Date(command.due).toISOString();
  return ok(order.due === due ? [] : [{ ...stampOf(envelope), type: "DueSet", due }]);
}

/**
 * Why the order cannot be wanted at `due`. Lead times and hours are looked at where the envelope brings the venues' terms; the calendar day
 * where a venue is known, whose clock tells it. What is not looked at here is when the order is placed (placing-terms.ts).
 */
export function dueObstacle(order: Order, due: string, envelope: CommandEnvelope): Rejection | undefined {
  const { actor, cards = [] } = envelope;
  const now = momentOf(envelope);
  if (Date.parse(due) < now) return { code: "due-in-the-past", due };
  const channel = channelOf(order.orderType);
  const held = cards.filter(({ venue }) => isGuestOf(actor, venue));
  const lead = Math.max(0, ...held.map((card) => leadMinutesOn(card, channel)));
  const outside = outsideWindow(order, due, { now, lead });
  if (outside) return outside;
  const known = [...cards, ...order.buckets.filter(({ lines }) => !lines.every(isVoid))];
  for (const { timeZone } of known) {
    const otherDay = onAnotherDay(order, due, now, timeZone);
    if (otherDay) return otherDay;
  }
  const closed = held.find(({ hours, timeZone }) => !isOpen(hours, channel, due, timeZone));
  return closed && { code: "venue-closed", venue: closed.venue, channel, reason: `not open at ${due}` };
}

/** Staff are there: they know whether somebody opens, and how long it takes. Services report what has happened. */
export const isGuestOf = (actor: CommandEnvelope["actor"], venue: string): boolean => actor.kind === "user" && !isStaff(actor, venue);

/** When the command is given, in epoch ms: what a till sold while it was offline is looked at as of then. */
export const momentOf = ({ at, soldAt }: CommandEnvelope): number => Date.parse(soldAt ?? at);

/** The first moment at which an order can be wanted, in epoch ms. `lead`: minutes that its venue needs. */
export const earliestFor = ({ settings }: Order, { now, lead }: { now: number; lead: number }): number =>
  now + Math.max(settings.dueMinMinutes, lead) * MINUTE_MS;

/** `graceMs`: so much sooner than the earliest is taken, too. */
export function outsideWindow(
  order: Order,
  due: string,
  { now, lead, graceMs = 0 }: { now: number; lead: number; graceMs?: number },
): Rejection | undefined {
  const wanted = Date.parse(due);
  const earliest = earliestFor(order, { now, lead });
  const latest = now + order.settings.dueMaxMinutes * MINUTE_MS;
  if (wanted + graceMs < earliest) return { code: "due-too-soon", due, earliest: new Date(earliest).toISOString() };
  return wanted > latest ? { code: "due-too-late", due, latest: new Date(latest).toISOString() } : undefined;
}

export const onAnotherDay = ({ settings }: Order, due: string, now: number, timeZone: string): Rejection | undefined =>
  settings.dueSameDay && localDay(Date.parse(due), timeZone) !== localDay(now, timeZone)
    ? { code: "due-another-day", due, timeZone }
    : undefined;
