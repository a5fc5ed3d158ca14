// How large an order may be as a whole. Every screen of its venue is sent it,
// a webhook and a snapshot are one row each, which holds 2 MB, and a character may be three bytes.
// Money and what a kitchen does are never refused for it: an order that is full can be paid, made and ended.
import { mayAtOne } from "../../access/roles";
import { fromKeys } from "../../from-keys";
import type { CommandEnvelope, OrderCommand } from "../commands";
import type { OrderEvent } from "../events";
import { evolve } from "../evolve";
import { venuesConcerned } from "../extra-owners";
import { jsonSize } from "../json-size";
import type { Rejection } from "../rejections";
import type { OrderState } from "../state";

/** Characters of its state as JSON: a thousand times an order of a few lines, five hundred lines with what was chosen. */
export const MAX_CHARACTERS = 524_288;
/** What tills and kitchens note of it finds room where others have filled it. */
const MAX_WITH_RECORDS = 2 * MAX_CHARACTERS;

/** Bytes of its history, answers and all: a hundred times what a party of forty leaves in an evening. */
const MAX_HISTORY_BYTES = 16 * 1024 * 1024;

type Limits = Partial<Record<OrderCommand["type"], number>>;
const upTo = (limit: number, ...types: OrderCommand["type"][]): Limits => fromKeys(types, limit);
const LIMITS: Limits = {
  ...upTo(MAX_CHARACTERS, "CreateOrder", "AppendLines", "SplitLine", "MoveLines", "ReceiveLines", "SetContact", "SetDelivery"),
  ...upTo(MAX_CHARACTERS, "StoreExtra", "StoreLinesExtra", "CommentOrder", "CommentLine", "AddCoupon", "ClaimOrder"),
  ...upTo(MAX_WITH_RECORDS, "AddFiscal", "TraceOrder", "SetQueuePosition"),
};

/** Refuses events that make a large order larger still. What was too large before may stay and get less. */
export function sizeObstacle({ type }: OrderCommand, state: OrderState, events: readonly OrderEvent[]): Rejection | undefined {
  const limit = LIMITS[type];
  if (limit === undefined || events.length === 0) return undefined;
  const after = jsonSize(events.reduce(evolve, state));
  return after > limit && after > jsonSize(state) ? { code: "order-too-large", limit } : undefined;
}

/**
 * An order that guests have changed for hours on end takes nothing more of them, while staff can finish it. `historyBytes`: what it has
 * stored.
 */
export function historyObstacle({ actor, command }: CommandEnvelope, state: OrderState, historyBytes = 0): Rejection | undefined {
  if (historyBytes <= MAX_HISTORY_BYTES || actor.kind !== "user") return undefined;
  if (mayAtOne(actor, "orders.operate", venuesConcerned(command, state))) return undefined;
  return { code: "history-too-large", limit: MAX_HISTORY_BYTES };
}
