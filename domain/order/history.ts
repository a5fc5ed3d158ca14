// The event log for people: who did what when, in a sentence.
import { toDecimal } from "../pricing/money";
import { definitionOf } from "./event-definitions";
import type { OrderEvent } from "./events";
import type { Order } from "./state";

/** `seq`: the event's number; the order as it was after it is at `?at={seq}`. `says`: English. */
export type HistoryEntry = {
  seq: number;
  type: OrderEvent["type"];
  at: string;
  by: string;
  correlationId: string;
  soldAt?: string;
  says: string;
  lines?: string[];
};

export function historyEntry({ seq, event }: { seq: number; event: OrderEvent }, { currency }: Pick<Order, "currency">): HistoryEntry {
  const { type, at, by, cid, soldAt } = event;
  const money = (amount: number) => `${toDecimal(amount, currency.decimals)} ${currency.code}`;
  const definition = definitionOf(type);
  const lines = definition.lines ? definition.lines(event) : linesIn(event);
  return {
    seq,
    type,
    at,
    by,
    correlationId: cid,
    ...(soldAt !== undefined && { soldAt }),
    says: definition.says(event, money),
    ...(lines && { lines }),
  };
}

function linesIn(event: OrderEvent): string[] | undefined {
  if ("line" in event) return [event.line];
  return "lines" in event ? event.lines?.map((line) => (typeof line === "string" ? line : line.id)) : undefined;
}
