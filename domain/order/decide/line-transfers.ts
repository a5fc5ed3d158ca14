// Lines that change place: between venues of an order, between orders, or from one line into several. Prices, tax and terms are those of
// the place of sale.
import { channelOf } from "../../menu/channel";
import { ok, type Result } from "../../result";
import { MAX_AMOUNT } from "../../pricing/money";
import type { CommandOf } from "../commands";
import { evolve } from "../evolve";
import type { OrderEvent } from "../events";
import { holdsMoney } from "../refundable";
import type { Rejection } from "../rejections";
import type { Resold } from "../sold-line";
import { type Bucket, isPlaced, isServedAt, isTab, isVoid, linesHeld, linesOf, type Order, type OrderState } from "../state";
import { grossOf } from "../totals";
import { amountTooLarge } from "./amount-limits";
import { MAX_LINES, changedDiscountRules } from "./basket";
import { bucketAt } from "./venue-bucket";
import {
  beingPaid,
  type DecisionContext,
  type Decision,
  editable,
  existing,
  heldByPayment,
  inTransit,
  missingLine,
  paidFor,
  refuse,
  type Stamp,
  stampOf,
} from "./guards";
import { type Handlers, when } from "./handler";
import { discounting } from "./discounting";
import { readyWithout } from "./kitchen";
import { applied, settling } from "./payment-booking";
import { leavingObstacle } from "./transfer-obstacle";
import { openPlaceOfSale } from "./place-of-sale";
import { resell, type ResoldBucket, resellThrough } from "./reprice";

export const transferHandlers = {
  SplitLine: when(editable, split),
  MoveLines: when(editable, move),
  ReleaseLines: when(editable, release),
  ReceiveLines: receive,
  SettleTransfer: when(existing, settleTransfer),
} satisfies Partial<Handlers>;

function split(command: CommandOf<"SplitLine">, order: Order, { envelope }: DecisionContext): Decision {
  const known = linesHeld(order);
  const line = linesOf(order).find(({ id }) => id === command.line);
  const [first, ...others] = command.parts;
  if (!line || first?.id !== command.line)
    return refuse({ code: "line-not-found", line: line ? (first?.id ?? command.line) : command.line });
  const asked = command.parts.reduce((sum, { quantity }) => sum + quantity, 0);
  if (asked !== line.quantity) return refuse({ code: "quantities-do-not-add-up", line: line.id, quantity: line.quantity, asked });
  const twin = others.find(({ id }, index) => known.some((held) => held.id === id) || others.findIndex((other) => other.id === id) < index);
  if (twin) return refuse({ code: "line-exists", line: twin.id });
  if (known.length + others.length > MAX_LINES) return refuse({ code: "too-many-lines", limit: MAX_LINES });
  const paid = paidFor(order, [line.id]);
  if (paid) return refuse(paid);
  return ok([{ ...stampOf(envelope), type: "LineSplit", line: line.id, parts: command.parts }]);
}

/**
 * To another venue, where the line is sold anew: at its price, with its tax, if it may be. What a kitchen has begun with stays where it is.
 */
function move(command: CommandOf<"MoveLines">, order: Order, context: DecisionContext): Decision {
  const { envelope } = context;
  const obstacle = missingLine(order, command.lines) ?? leavingObstacle(envelope.actor, order, command.lines);
  if (obstacle) return refuse(obstacle);
  const place = openPlaceOfSale(order, command.venue, context);
  if (!place.ok) return place;
  const { card, channel } = place.value;
  const asked = new Set<string>(command.lines);
  const elsewhere = order.buckets.filter(({ venue }) => venue !== card.venue).flatMap(({ lines }) => lines);
  const moving = elsewhere.filter(({ id }) => asked.has(id));
  if (moving.length === 0) return ok([]);
  const paid = heldByPayment(order) ?? paidFor(order, command.lines);
  if (paid) return refuse(paid);
  const sold: Resold[] = [];
  for (const line of moving) {
    if (line.status !== "NEW" && line.status !== "CONFIRMED") {
      return refuse({ code: "line-not-removable", line: line.id, lineStatus: line.status });
    }
    const anew = resell(line, place.value);
    if (!anew.ok) return anew;
    sold.push(anew.value);
  }
  const moved = { lines: moving.map(({ id }) => id), bucket: bucketAt(card, channel), sold };
  const event: OrderEvent = { ...stampOf(envelope), type: "LinesMoved", ...moved, ...changedDiscountRules(order, card) };
  return totalObstacle(order, event) ?? ok([event]);
}

/** Lines leave for another order. Until that one has answered they belong to neither, and this one can neither be paid nor end. */
function release(command: CommandOf<"ReleaseLines">, order: Order, context: DecisionContext): Decision {
  const { envelope } = context;
  const { transfer, to, merge } = command;
  if (to === order.order) return refuse({ code: "transfer-to-itself" });
  if (order.transfers.some(({ id }) => id === transfer)) return ok([]);
  const pending = inTransit(order);
  if (pending) return refuse(pending);
  // A basket is placed when it is paid, so nothing of it may be under way then. At a table others eat on.
  const paying = merge || order.status === "NEW" ? beingPaid(order) : undefined;
  if (paying) return refuse(paying);
  const [payment] = order.payments;
  if (merge && payment && holdsMoney(order)) return refuse({ code: "order-has-payments", payment: payment.id });
  const lines = merge ? linesOf(order).map(({ id }) => id) : [...new Set(command.lines ?? [])];
  const obstacle = missingLine(order, lines) ?? paidFor(order, lines) ?? leavingObstacle(envelope.actor, order, lines);
  if (obstacle) return refuse(obstacle);
  if (lines.length === 0) return refuse({ code: "order-empty" });
  const sold = resoldForChannel(command, order, lines, context);
  if (!sold.ok) return sold;
  const { channel } = command;
  const there = { ...(channel && { channel }), ...(sold.value && { sold: sold.value }) };
  return ok([{ ...stampOf(envelope), type: "LinesReleased", transfer, to, lines, merge, ...there }]);
}

/** What the lines are in an order of another channel; undefined where they stay what they are. */
function resoldForChannel(
  { channel }: CommandOf<"ReleaseLines">,
  order: Order,
  lines: readonly string[],
  context: DecisionContext,
): Result<ResoldBucket[] | undefined, Rejection> {
  if (channel === undefined || channel === channelOf(order.orderType)) return ok(undefined);
  const leaving = new Set(lines);
  const buckets = order.buckets.map((bucket) => ({
    ...bucket,
    lines: bucket.lines.filter((line) => leaving.has(line.id) && !isVoid(line)),
  }));
  return resellThrough(
    channel,
    order,
    buckets.filter((bucket) => bucket.lines.length > 0),
    context,
  );
}

/** Lines arrive. What a kitchen works on already can only join an order that the kitchen may see. */
function receive(command: CommandOf<"ReceiveLines">, state: OrderState, { envelope, unavailable }: DecisionContext): Decision {
  const { transfer, from, by, currency, channel, discountRules, buckets, comments } = command;
  // What has arrived is here, whatever has become of the order since.
  if (state.status !== "ABSENT" && state.receivedTransfers.includes(transfer)) return ok([]);
  const order = editable(state);
  if (!order.ok) return order;
  if (unavailable) return refuse(unavailable);
  if (currency.code !== order.value.currency.code) {
    return refuse({ code: "currency-mismatch", expected: order.value.currency.code, asked: currency.code });
  }
  const own = channelOf(order.value.orderType);
  if (channel !== undefined && channel !== own) return refuse({ code: "channel-mismatch", expected: own, asked: channel });
  const held = heldByPayment(order.value);
  if (held) return refuse(held);
  const arriving = buckets.flatMap(({ lines }) => lines);
  const known = linesHeld(order.value);
  const twin = arriving.find(({ id }) => known.some((line) => line.id === id));
  if (twin) return refuse({ code: "line-exists", line: twin.id });
  if (known.length + arriving.length > MAX_LINES) return refuse({ code: "too-many-lines", limit: MAX_LINES });
  const begun = arriving.some(({ status }) => status !== "NEW" && status !== "CONFIRMED");
  if (begun && !isPlaced(order.value) && !isTab(order.value)) {
    return refuse({ code: "order-not-completed", orderStatus: order.value.status });
  }
  const stamp = { ...stampOf(envelope), by };
  const rules = order.value.discountRules === undefined && discountRules !== undefined ? { discountRules } : {};
  const arrived = buckets.map((bucket) =>
    isPlaced(order.value) && !isServedAt(order.value, bucket.venue) ? waitingToBeFired(bucket) : bucket,
  );
  const received: OrderEvent = { ...stamp, type: "LinesReceived", transfer, from, ...rules, buckets: arrived, comments };
  const places = begun && order.value.status === "NEW";
  const tooMuch = totalObstacle(order.value, received);
  if (tooMuch) return tooMuch;
  return ok(places ? [received, { ...stamp, type: "OrderCompleted" }] : [received]);
}

/** No order's total is too large to be true, wherever its lines come from. */
const totalObstacle = (order: Order, event: OrderEvent) =>
  Math.abs(grossOf(applied(order, event))) > MAX_AMOUNT ? refuse(amountTooLarge(order.currency)) : undefined;

/** What no kitchen had where it comes from was only chosen: who may sends it to this one, which has nothing of the order yet. */
const waitingToBeFired = (bucket: Bucket): Bucket => ({
  ...bucket,
  lines: bucket.lines.map((line) => (line.status === "CONFIRMED" && !line.kept ? { ...line, status: "NEW" } : line)),
});

/** The other order's answer: the lines are there, or they come back. An order whose last lines were merged away ends. */
function settleTransfer(command: CommandOf<"SettleTransfer">, order: Order, context: DecisionContext): Decision {
  const { envelope } = context;
  const { transfer: id, accepted, reason } = command;
  const transfer = order.transfers.find((pending) => pending.id === id);
  if (!transfer) return refuse({ code: "transfer-not-found", transfer: id });
  const stamp = { ...stampOf(envelope), by: transfer.by };
  const settled: OrderEvent = { ...stamp, type: "TransferSettled", transfer: id, accepted, ...(reason !== undefined && { reason }) };
  const after = evolve(order, settled);
  const done = accepted && transfer.merge && after.status !== "ABSENT" && linesOf(after).length === 0;
  if (done) return ok([settled, ended(order, transfer.to, stamp)]);
  // Money that came meanwhile may be all that there is to pay by now, once what has changed is priced.
  const events = discounting([settled, ...readyWithout([settled], order, stamp)], order, context);
  const isPriced = !events.reduce(applied, order).discountsPending;
  return ok(isPriced && holdsMoney(order) ? settling(order, events, envelope) : events);
}

const ended = (order: Order, to: string, stamp: Stamp): OrderEvent => ({
  ...stamp,
  type: order.status === "NEW" ? "OrderAbandoned" : "OrderClosed",
  statusInfo: `merged into ${to}`,
});
