// Venues are asked when an order is paid or placed, and not for what a table fires or confirms later.
import { mayChangeHolds as real } from "../../../../domain/order/holds.ts";

export * from "../../../../domain/order/holds.ts";
export const mayChangeHolds: typeof real = (events) =>
  real(events) && !events.every(({ type }) => type === "LinesFired" || type === "LinesConfirmed" || type === "LinesAppended");
