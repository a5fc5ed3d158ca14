// What the restaurant does with a placed order.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import type { OrderEvent } from "../events";
import { isFinal, linesOf, type Order, type OrderState, type Placed } from "../state";
import type { LineStatus } from "../status";
import { alive, type Circumstances, type Decision, missingLine, placed, refuse, stampOf } from "./decision";

type LineCommand = CommandOf<"ConfirmLines"> | CommandOf<"StartLines"> | CommandOf<"ProcessLines"> | CommandOf<"VoidLines">;

const steps = {
  ConfirmLines: { event: "LinesConfirmed", status: "CONFIRMED" },
  StartLines: { event: "LinesStarted", status: "PROCESSING" },
  ProcessLines: { event: "LinesProcessed", status: "PROCESSED" },
  VoidLines: { event: "LinesVoided", status: "VOID" },
} as const;

const rank: Record<LineStatus, number> = { NEW: 0, CONFIRMED: 1, PROCESSING: 2, PROCESSED: 3, VOID: 3, WASTE: 3, TECHNICAL: 3 };

/** Lines only go forward; a line that is there already is no change, and a line in another final state is refused. The last one makes the order ready. */
export function stepLines(command: LineCommand, state: OrderState, { envelope }: Circumstances): Decision {
  // Confirming is the one step that a basket takes too: a waiter's guests confirm what they have chosen.
  const order = command.type === "ConfirmLines" ? alive(state) : placed(state);
  if (!order.ok) return order;
  const missing = missingLine(order.value, command.lines);
  if (missing) return refuse(missing);

  const asked = new Set<string>(command.lines);
  const { event, status } = steps[command.type];
  const concerned = linesOf(order.value).filter(({ id }) => asked.has(id));
  const stuck = concerned.find((line) => isFinal(line) && line.status !== status);
  if (stuck) return refuse({ code: "line-final", line: stuck.id, lineStatus: stuck.status });
  const moving = concerned.filter((line) => rank[line.status] < rank[status]).map(({ id }) => id);
  if (moving.length === 0) return ok([]);

  const stamp = stampOf(envelope);
  const reason = command.type === "VoidLines" && command.reason !== undefined ? { reason: command.reason } : {};
  const stepped: OrderEvent = { ...stamp, ...reason, type: event, lines: moving };
  return ok(becomesReady(order.value, moving, status) ? [stepped, { ...stamp, type: "OrderReady" }] : [stepped]);
}

const becomesReady = (order: Order, moving: readonly string[], status: LineStatus): boolean =>
  (order.status === "COMPLETED" || order.status === "VERIFIED") &&
  linesOf(order).every((line) => isFinal(moving.includes(line.id) ? { ...line, status } : line));

export function setQueuePosition(command: CommandOf<"SetQueuePosition">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = alive(state);
  if (!order.ok) return order;
  const bucket = order.value.buckets.find(({ venue }) => venue === command.venue);
  if (!bucket) return refuse({ code: "venue-mismatch", venue: command.venue });
  if (bucket.queuePos === command.position) return ok([]);
  return ok([{ ...stampOf(envelope), type: "QueuePositionSet", venue: command.venue, position: command.position }]);
}

export function verify(state: OrderState, { envelope }: Circumstances): Decision {
  return whenPlaced(state, (order) => (order.verifiedTime ? ok([]) : ok([{ ...stampOf(envelope), type: "OrderVerified" }])));
}

export function deliver(state: OrderState, { envelope }: Circumstances): Decision {
  return whenPlaced(state, (order) => {
    if (order.status === "DELIVERED") return ok([]);
    if (order.status !== "DELIVER") return refuse({ code: "order-not-ready", orderStatus: order.status });
    return ok([{ ...stampOf(envelope), type: "OrderDelivered" }]);
  });
}

const whenPlaced = (state: OrderState, decide: (order: Placed) => Decision): Decision => {
  const order = placed(state);
  return order.ok ? decide(order.value) : order;
};
