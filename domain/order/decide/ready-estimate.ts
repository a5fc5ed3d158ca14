// The promise that goes with placing an order, and with what a table has fired later: when all of it will be ready.
import { evolve } from "../evolve";
import type { OrderEvent } from "../events";
import { laterPromise } from "../ready-estimate";
import type { OrderState } from "../state";
import type { Circumstances } from "./guards";

/** The same events; that which gives the kitchen its work says when it will be done. */
export function promising(events: OrderEvent[], state: OrderState, { paces }: Circumstances): OrderEvent[] {
  const placed = events.some(({ type }) => type === "OrderCompleted");
  const giving = events.find(({ type }) => type === (placed ? "OrderCompleted" : "LinesFired"));
  if (!giving) return events;
  const after = events.reduce(evolve, state);
  const ready = after.status === "ABSENT" ? undefined : laterPromise(after, giving.at, paces);
  return ready === undefined ? events : events.map((event) => (event === giving ? { ...event, ready } : event));
}
