// What the restaurant does with an order: courses are held and fired, lines are made, voided and wasted,
// the whole is verified and handed over.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import type { OrderEvent } from "../events";
import type { Rejection } from "../rejections";
import { evolve } from "../evolve";
import { isFinal, isPlaced, isTab, type Line, linesOf, type Order } from "../state";
import type { LineStatus } from "../status";
import { totals } from "../totals";
import {
  alive,
  type DecisionContext,
  type Decision,
  existing,
  inTransit,
  missingLine,
  placed,
  refuse,
  type Stamp,
  stampOf,
} from "./guards";
import { type Handlers, when } from "./handler";
import { placingObstacle } from "./placing-terms";
import { unavailableLine } from "./unavailable-line";

export const kitchenHandlers = {
  // Confirming is the one step that a basket takes too: a waiter's guests confirm what they have chosen.
  ConfirmLines: when(alive, ({ lines }, order, context) => step(order, lines, "CONFIRMED", { type: "LinesConfirmed" }, context)),
  StartLines: when(placed, ({ lines }, order, context) => step(order, lines, "PROCESSING", { type: "LinesStarted" }, context)),
  ProcessLines: when(placed, ({ lines }, order, context) => step(order, lines, "PROCESSED", { type: "LinesProcessed" }, context)),
  VoidLines: when(placed, ({ lines, reason }, order, context) =>
    step(order, lines, "VOID", { type: "LinesVoided", ...(reason !== undefined && { reason }) }, context),
  ),
  WasteLines: when(placed, ({ lines, reason }, order, context) => step(order, lines, "WASTE", { type: "LinesWasted", reason }, context)),
  HoldLines: when(alive, hold),
  FireLines: when(alive, fire),
  SetQueuePosition: when(alive, setQueuePosition),
  ExpediteOrder: when(placed, ({ on }, { priority = false }, { envelope }) =>
    ok(priority === on ? [] : [{ ...stampOf(envelope), type: "OrderExpedited", on }]),
  ),
  VerifyOrder: when(placed, (_, { verifiedTime }, { envelope }) =>
    ok(verifiedTime ? [] : [{ ...stampOf(envelope), type: "OrderVerified" }]),
  ),
  AddFiscal: when(existing, addFiscal),
  DeliverOrder: when(placed, deliver),
} satisfies Partial<Handlers>;

const rank: Record<LineStatus, number> = { NEW: 0, CONFIRMED: 1, PROCESSING: 2, PROCESSED: 3, VOID: 4, WASTE: 4, TECHNICAL: 4 };

/** What is made already can still be thrown away; any other final line stays as it is. */
const isStuck = (line: Line, status: LineStatus): boolean =>
  isFinal(line) && line.status !== status && !(status === "WASTE" && line.status === "PROCESSED");

type Step =
  | { type: "LinesConfirmed" | "LinesStarted" | "LinesProcessed" }
  | { type: "LinesVoided"; reason?: string }
  | { type: "LinesWasted"; reason: string };

/**
 * Lines only go forward; a line that is there already is no change, and a line in another final state is refused.
 * The last one makes the order ready.
 */
function step(order: Order, lines: readonly string[], status: LineStatus, stepped: Step, { envelope }: DecisionContext): Decision {
  const missing = missingLine(order, lines);
  if (missing) return refuse(missing);

  const asked = new Set(lines);
  const concerned = linesOf(order).filter(({ id }) => asked.has(id));
  const stuck = concerned.find((line) => isStuck(line, status));
  if (stuck) return refuse({ code: "line-final", line: stuck.id, lineStatus: stuck.status });
  const moving = concerned.filter((line) => rank[line.status] < rank[status]).map(({ id }) => id);
  if (moving.length === 0) return ok([]);

  const stamp = stampOf(envelope);
  return ok([{ ...stamp, ...stepped, lines: moving }, ...ready(order, moving, status, stamp)]);
}

/**
 * The word that the order is ready, if these lines were the last; made ones say how long the kitchen took, unless nobody was in a hurry.
 */
export function ready(order: Order, moving: readonly string[], status: LineStatus, stamp: Stamp): OrderEvent[] {
  if (!becomesReady(order, moving, status)) return [];
  const measured = status === "PROCESSED" && order.work && order.due === undefined ? order.work : undefined;
  const tookMs = measured && Math.max(0, Date.parse(stamp.at) - Date.parse(measured.at));
  return [{ ...stamp, type: "OrderReady", ...(tookMs !== undefined && { tookMs }) }];
}

/** The word that the order is ready, if what it was waiting for has left it with these events. */
export function readyWithout(events: readonly OrderEvent[], order: Order, stamp: Stamp): OrderEvent[] {
  const after = events.reduce(evolve, order);
  if (after.status === "ABSENT" || after.transfers.length > 0 || linesOf(after).length === 0) return [];
  return becomesReady(after, [], "NEW") ? [{ ...stamp, type: "OrderReady" }] : [];
}

const becomesReady = (order: Order, moving: readonly string[], status: LineStatus): boolean =>
  (order.status === "COMPLETED" || order.status === "VERIFIED") &&
  linesOf(order).every((line) => isFinal(moving.includes(line.id) ? { ...line, status } : line));

/** Lines that the kitchen has not been told of wait until they are fired. */
function hold(command: CommandOf<"HoldLines">, order: Order, { envelope }: DecisionContext): Decision {
  const missing = missingLine(order, command.lines);
  if (missing) return refuse(missing);
  const asked = new Set<string>(command.lines);
  const concerned = linesOf(order).filter(({ id }) => asked.has(id));
  const told = concerned.find(({ status }) => status !== "NEW");
  if (told) return refuse({ code: "line-already-fired", line: told.id, lineStatus: told.status });
  const holding = concerned.filter(({ held }) => !held).map(({ id }) => id);
  return ok(holding.length === 0 ? [] : [{ ...stampOf(envelope), type: "LinesHeld", lines: holding }]);
}

/**
 * Tells the kitchen to begin with lines, with a course, or with all that waits. The first fire places a tab;
 * any other order must be paid first.
 */
function fire(command: CommandOf<"FireLines">, order: Order, { envelope }: DecisionContext): Decision {
  if (!isPlaced(order) && !isTab(order)) return refuse({ code: "order-not-completed", orderStatus: order.status });
  const missing = command.lines && missingLine(order, command.lines);
  if (missing) return refuse(missing);
  const concerned = linesOf(order).filter((line) => isAsked(line, command));
  const ids = concerned.filter(({ status }) => status === "NEW").map(({ id }) => id);
  const stamp = stampOf(envelope);
  const fired: OrderEvent[] = ids.length === 0 ? [] : [{ ...stamp, type: "LinesFired", lines: ids }];
  if (isPlaced(order)) return fired.length > 0 || command.lines ? ok(fired) : refuse({ code: "nothing-to-fire" });
  // Confirmed lines of a tab wait for its first fire only.
  if (!concerned.some(({ status }) => status === "NEW" || status === "CONFIRMED")) return refuse({ code: "nothing-to-fire" });
  const obstacle = inTransit(order) ?? firstFireObstacle(order, command, envelope);
  if (obstacle) return refuse(obstacle);
  // Placing confirms what is not held, so what this fire does not name is held first: a course comes when it is called.
  const waiting = linesOf(order).filter((line) => line.status === "NEW" && !line.held && !ids.includes(line.id));
  const held: OrderEvent[] = waiting.length === 0 ? [] : [{ ...stamp, type: "LinesHeld", lines: waiting.map(({ id }) => id) }];
  return ok([...held, ...fired, { ...stamp, type: "OrderCompleted" }]);
}

/** The first fire places a tab: what it names is held to what placing is held to. A dessert that is locked keeps no soup waiting. */
function firstFireObstacle(order: Order, command: CommandOf<"FireLines">, envelope: DecisionContext["envelope"]): Rejection | undefined {
  const buckets = order.buckets.map((bucket) => ({ ...bucket, lines: bucket.lines.filter((line) => isAsked(line, command)) }));
  const named = { ...order, buckets };
  return unavailableLine(named) ?? placingObstacle(named, envelope);
}

const isAsked = ({ id, course }: Line, asked: CommandOf<"FireLines">): boolean =>
  asked.lines ? asked.lines.includes(id) : asked.course === undefined || course === asked.course;

function setQueuePosition(command: CommandOf<"SetQueuePosition">, order: Order, { envelope }: DecisionContext): Decision {
  if (!order.settings.manualQueue) return refuse({ code: "queue-position-automatic" });
  const bucket = order.buckets.find(({ venue }) => venue === command.venue);
  if (!bucket) return refuse({ code: "venue-mismatch", venue: command.venue });
  if (bucket.queuePos === command.position) return ok([]);
  return ok([{ ...stampOf(envelope), type: "QueuePositionSet", venue: command.venue, position: command.position }]);
}

/**
 * A slip was printed, which stays true whatever has become of the order meanwhile: told twice it is one slip,
 * and told otherwise it is refused, as is one of a venue that the order has nothing from.
 * Slips over the whole total verify the order, unless somebody has asked to do that by hand.
 */
function addFiscal({ slip }: CommandOf<"AddFiscal">, order: Order, { envelope }: DecisionContext): Decision {
  const { fiscal, buckets } = order;
  if (slip.venue !== undefined && !buckets.some(({ venue }) => venue === slip.venue))
    return refuse({ code: "venue-mismatch", venue: slip.venue });
  const twin = fiscal.find((known) => known.slip === slip.slip && known.printer === slip.printer);
  if (twin && (twin.amount !== slip.amount || twin.proforma !== slip.proforma)) {
    return refuse({ code: "slip-differs", slip: slip.slip, printer: slip.printer });
  }
  if (twin) return ok([]);
  const stamp = stampOf(envelope);
  const added: OrderEvent = { ...stamp, type: "FiscalAdded", slip };
  const printed = [...fiscal, slip].reduce((sum, { amount, proforma }) => sum + (proforma ? 0 : amount), 0);
  const verifies = isPlaced(order) && !order.verifiedTime && order.extra["manual-verify"] === undefined && printed >= totals(order).total;
  return ok(verifies && !slip.proforma ? [added, { ...stamp, type: "OrderVerified" }] : [added]);
}

function deliver(_: CommandOf<"DeliverOrder">, order: Order, { envelope }: DecisionContext): Decision {
  if (order.status === "DELIVERED") return ok([]);
  if (order.status !== "DELIVER") return refuse({ code: "order-not-ready", orderStatus: order.status });
  return ok([{ ...stampOf(envelope), type: "OrderDelivered" }]);
}
