// When an order is wanted: within the chain's window, and while the venue is open.
import { ok } from "../../result";
import { isOpen } from "../../menu/opening";
import { channelOf } from "../../menu/channel";
import type { CommandEnvelope, CommandOf } from "../commands";
import { isStaff } from "../policy";
import { lineTotal } from "../totals";
import type { VenueCard } from "../../menu/venue-card";
import { toDecimal } from "../../pricing/money";
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
  const atVenue = card && asksOfGuests(card, actor) ? (card.leadMinutes?.[channelOf(orderType)] ?? 0) : 0;
  const [earliest, latest] = [now + Math.max(house.dueMinMinutes, atVenue) * MINUTE_MS, now + house.dueMaxMinutes * MINUTE_MS];
  if (wanted < earliest) return { code: "due-too-soon", due, earliest: new Date(earliest).toISOString() };
  if (wanted > latest) return { code: "due-too-late", due, latest: new Date(latest).toISOString() };
  const timeZone = card?.timeZone ?? buckets[0]?.timeZone ?? "UTC";
  if (house.dueSameDay && dayOf(due, timeZone) !== dayOf(at, timeZone)) return { code: "due-another-day", due, timeZone };
  if (!card || isStaff(actor, card.venue) || isOpen(card.hours, channelOf(orderType), due, card.timeZone)) return undefined;
  return { code: "venue-closed", venue: card.venue, channel: channelOf(orderType), reason: `not open at ${due}` };
}

/** A calendar day as text, in that zone. */
const dayOf = (instant: string, timeZone: string): string => new Intl.DateTimeFormat("en-CA", { timeZone }).format(new Date(instant));

/** Staff are there: they know whether somebody opens, and how long it takes. */
const asksOfGuests = (card: VenueCard, actor: CommandEnvelope["actor"]) => actor.kind === "user" && !isStaff(actor, card.venue);

/** Who has chosen the soonest time there was has so long to pay. */
const TO_PAY_MS = 10 * MINUTE_MS;

/** Why a guest cannot place the order now: the venue of the card does not deliver there, is not open when it is wanted, or could not have made it. */
export function untimely({ due, orderType }: Order, { at, card, actor }: CommandEnvelope): Rejection | undefined {
  if (!card || !asksOfGuests(card, actor)) return undefined;
  if (card.reaches === false) return { code: "outside-delivery-zones", venue: card.venue };
  const [channel, wanted] = [channelOf(orderType), due !== undefined && due > at ? due : at];
  if (!isOpen(card.hours, channel, wanted, card.timeZone)) {
    return { code: "venue-closed", venue: card.venue, channel, reason: `not open at ${wanted}` };
  }
  const earliest = Date.parse(at) + (card.leadMinutes?.[channel] ?? 0) * MINUTE_MS;
  if (due === undefined || Date.parse(due) + TO_PAY_MS >= earliest || !card.leadMinutes?.[channel]) return undefined;
  return { code: "due-too-soon", due, earliest: new Date(earliest).toISOString() };
}

/** Why a guest cannot place so small an order: what is ordered of the venue of the card, after discounts, is worth less than it asks for. */
export function belowMinimum({ buckets, orderType, currency }: Order, { card, actor }: CommandEnvelope): Rejection | undefined {
  const minimum = card?.minOrder?.[channelOf(orderType)];
  if (!card || minimum === undefined || !asksOfGuests(card, actor)) return undefined;
  const lines = buckets.filter(({ venue }) => venue === card.venue).flatMap((bucket) => bucket.lines);
  const total = lines.reduce((sum, line) => sum + lineTotal(line).net, 0);
  if (total >= minimum) return undefined;
  return { code: "below-minimum-order", minimum: toDecimal(minimum, currency.decimals), total: toDecimal(total, currency.decimals) };
}
