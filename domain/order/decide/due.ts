// When an order is wanted: within the chain's window, and while the venue is open.
import { ok } from "../../result";
import { isOpen } from "../../menu/opening";
import { channelOf } from "../../menu/channel";
import type { CommandEnvelope, CommandOf } from "../commands";
import { isStaff } from "../policy";
import type { Rejection } from "../rejections";
import type { Order, OrderState } from "../state";
import { basket, type Circumstances, type Decision, refuse, stampOf } from "./decision";

const MINUTE_MS = 60_000;

export function setDue(command: CommandOf<"SetDue">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = basket(state);
  if (!order.ok) return order;
  const obstacle = dueObstacle(order.value, command.due, envelope);
  if (obstacle) return refuse(obstacle);
  const due = new Date(command.due).toISOString();
  return ok(order.value.due === due ? [] : [{ ...stampOf(envelope), type: "DueSet", due }]);
}

/** Why the order cannot be wanted at `due`; hours are looked at where the envelope brings the venue's card. */
export function dueObstacle(
  { house, buckets, orderType }: Order,
  due: string,
  { at, card, actor }: CommandEnvelope,
): Rejection | undefined {
  const [wanted, now] = [Date.parse(due), Date.parse(at)];
  if (wanted < now) return { code: "due-in-the-past", due };
  const [earliest, latest] = [now + house.dueMinMinutes * MINUTE_MS, now + house.dueMaxMinutes * MINUTE_MS];
  if (wanted < earliest) return { code: "due-too-soon", due, earliest: new Date(earliest).toISOString() };
  if (wanted > latest) return { code: "due-too-late", due, latest: new Date(latest).toISOString() };
  const timeZone = card?.timeZone ?? buckets[0]?.timeZone ?? "UTC";
  if (house.dueSameDay && dayOf(due, timeZone) !== dayOf(at, timeZone)) return { code: "due-another-day", due, timeZone };
  if (!card || isStaff(actor, card.venue) || isOpen(card.hours, channelOf(orderType), due, card.timeZone)) return undefined;
  return { code: "venue-closed", venue: card.venue, channel: channelOf(orderType), reason: `not open at ${due}` };
}

/** A calendar day as text, in that zone. */
const dayOf = (instant: string, timeZone: string): string => new Intl.DateTimeFormat("en-CA", { timeZone }).format(new Date(instant));

/** Why a guest cannot place the order now: the venue of the card is not open when the order is wanted. Staff are there, so it is. */
export function closedObstacle({ due, orderType }: Order, { at, card, actor }: CommandEnvelope): Rejection | undefined {
  if (!card || actor.kind !== "user" || isStaff(actor, card.venue)) return undefined;
  const [channel, wanted] = [channelOf(orderType), due !== undefined && due > at ? due : at];
  if (isOpen(card.hours, channel, wanted, card.timeZone)) return undefined;
  return { code: "venue-closed", venue: card.venue, channel, reason: `not open at ${wanted}` };
}
