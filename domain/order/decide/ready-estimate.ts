// The promise that goes with placing an order, and with what a table has fired later: when all of it will be ready.
import { evolve } from "../evolve";
import type { OrderEvent } from "../events";
import { laterPromise, type PrepTimes } from "../ready-estimate";
import type { OrderState } from "../state";

type Giving = Extract<OrderEvent, { type: "OrderCompleted" | "LinesFired" }>;

/** The same events; that which gives the kitchen its work says when it will be done, whatever it has said of that before. */
export function withReadyEstimate(events: OrderEvent[], state: OrderState, prepTimes: PrepTimes | undefined): OrderEvent[] {
  const placed = events.some(({ type }) => type === "OrderCompleted");
  const giving = events.find((event): event is Giving => event.type === (placed ? "OrderCompleted" : "LinesFired"));
  if (!giving) return events;
  const { ready: _, ...silent } = giving;
  const after = events.reduce((then, event) => evolve(then, event === giving ? silent : event), state);
  const ready = after.status === "ABSENT" ? undefined : laterPromise(after, giving.at, prepTimes);
  const told = ready === undefined ? silent : { ...silent, ready };
  return events.map((event) => (event === giving ? told : event));
}
