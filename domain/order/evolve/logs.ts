// What staff will be asked about later.
import type { Order } from "../state";

/** What staff will be asked about, the newest hundred; the order's history has everything. */
const MOST_LOGGED = 100;

export function logged(order: Order, { at, by }: { at: string; by: string }, message: string, lines?: string[]): Order {
  return { ...order, logs: [...order.logs, { at, by, message, ...(lines && { lines }) }].slice(-MOST_LOGGED) };
}

export const said = (what: string, reason: string | undefined): string => (reason === undefined ? what : `${what}: ${reason}`);
