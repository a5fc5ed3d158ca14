// What a writer has been promised about one order: the sum of its acknowledged commands.
import type { WebhookType } from "../../../protocol/queue.ts";

/** Statuses that a walk leads to (docs/wire.md, "Order states"). */
export type Status = "NEW" | "COMPLETED" | "DELIVER" | "DELIVERED" | "CLOSED" | "ABANDONED";

/** What one command does once it is acknowledged. `events`: how many the order's log gains by it. */
export type Effect = {
  events: number;
  status?: Status;
  comment?: string;
  quantity?: { line: string; quantity: number };
  pays?: boolean;
  /** The lines it makes earn a discount, which arrives by itself. */
  discounted?: boolean;
  tells?: WebhookType[];
};

/**
 * `lines`: quantity by id. `payments`: ids. `total`: decimal, major units, as the order said it last.
 * `tells`: webhook types, each due once.
 */
export type AcknowledgedEffects = {
  id: string;
  guest: string;
  lines: Map<string, number>;
  discounted: Set<string>;
  comments: string[];
  payments: string[];
  status: Status;
  events: number;
  total: string;
  tells: WebhookType[];
};

/** What an answer says, of what the ledger keeps. */
export type Said = { orderId?: string | undefined; lines?: string[] | undefined; trxId?: string | undefined; total?: string | undefined };

export const blank = (guest: string): AcknowledgedEffects => ({
  id: "",
  guest,
  lines: new Map(),
  discounted: new Set(),
  comments: [],
  payments: [],
  status: "NEW",
  events: 0,
  total: "0",
  tells: [],
});

/** Writes an acknowledged command down. */
export function enter(ledger: AcknowledgedEffects, effect: Effect, { orderId, lines = [], trxId, total }: Said): void {
  if (orderId !== undefined) ledger.id = orderId;
  if (total !== undefined) ledger.total = total;
  for (const line of lines) {
    ledger.lines.set(line, 1);
    if (effect.discounted) ledger.discounted.add(line);
  }
  if (effect.quantity) ledger.lines.set(effect.quantity.line, effect.quantity.quantity);
  if (effect.comment !== undefined) ledger.comments.push(effect.comment);
  if (effect.pays && trxId !== undefined) ledger.payments.push(trxId);
  if (effect.status !== undefined) ledger.status = effect.status;
  ledger.events += effect.events;
  ledger.tells.push(...(effect.tells ?? []));
}

export const isPlaced = ({ status }: AcknowledgedEffects): boolean =>
  status === "COMPLETED" || status === "DELIVER" || status === "DELIVERED";
export const isOpen = (ledger: AcknowledgedEffects): boolean => ledger.status === "NEW" || isPlaced(ledger);
