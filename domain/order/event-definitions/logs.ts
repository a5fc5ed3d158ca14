// What staff will be asked about later.
import type { Order } from "../state";

/** What staff will be asked about, the newest hundred; the order's history has everything. */
const MAX_LOGGED = 100;

/** `reason`: in the words of who gave one; they leave with the guest's data. */
type Logged = { message: string; reason?: string | undefined; lines?: string[] | undefined };

export function logged(order: Order, { at, by }: { at: string; by: string }, { message, reason, lines }: Logged): Order {
  const entry = { at, by, message, ...(reason ? { reason } : {}), ...(lines && { lines }) };
  return { ...order, logs: [...order.logs, entry].slice(-MAX_LOGGED) };
}
