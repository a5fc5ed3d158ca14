// How much may be noted on an order and its lines: far above what any client stores, far below what a state, a webhook or a screen may
// weigh.
import type { Extra } from "../commands";
import type { OrderEvent } from "../events";
import { evolve } from "../evolve";
import type { Rejection } from "../rejections";
import { linesOf, type Order, type OrderState } from "../state";

const MAX_OF_ORDER = 64;
const MAX_OF_LINE = 32;
/** Of all keys and values of an order, its lines and what it has sent but may get back. */
const MAX_CHARACTERS = 262_144;

/** What these events would store too much of. What was too much before may stay and get less. */
export function extraObstacle(state: OrderState, events: readonly OrderEvent[]): Rejection | undefined {
  if (!events.some(isMore)) return undefined;
  const after = events.reduce(evolve, state);
  if (after.status === "ABSENT") return undefined;
  const before = state.status === "ABSENT" ? undefined : state;
  if (grows(MAX_OF_ORDER, keys(before?.extra), keys(after.extra))) return { code: "too-many-extras", limit: MAX_OF_ORDER };
  const stored = new Set(events.flatMap(linesStored));
  const known = new Map((before ? linesOf(before) : []).map((line) => [line.id, line]));
  const full = linesOf(after).find(({ id, extra }) => stored.has(id) && grows(MAX_OF_LINE, keys(known.get(id)?.extra), keys(extra)));
  if (full) return { code: "too-many-extras", limit: MAX_OF_LINE, line: full.id };
  if (grows(MAX_CHARACTERS, before ? characters(before) : 0, characters(after))) return { code: "extras-too-large", limit: MAX_CHARACTERS };
  return undefined;
}

const grows = (limit: number, then: number, now: number): boolean => now > limit && now > then;

/** Splitting a line copies its extras, and lines from other orders bring theirs. */
const isMore = (event: OrderEvent): boolean =>
  event.type === "OrderCreated" ||
  event.type === "ExtraStored" ||
  event.type === "LinesExtraStored" ||
  event.type === "LineSplit" ||
  event.type === "LinesReceived" ||
  (event.type === "LinesAppended" && event.lines.some(({ extra }) => extra !== undefined));

function linesStored(event: OrderEvent): string[] {
  if (event.type === "LinesAppended") return event.lines.map(({ id }) => id);
  return event.type === "LinesExtraStored" ? event.lines : [];
}

const keys = (extra: Extra = {}): number => Object.keys(extra).length;

const characters = (order: Order): number => {
  const sent = order.transfers.flatMap(({ buckets }) => buckets.flatMap(({ lines }) => lines));
  const all = [order.extra, ...[...linesOf(order), ...sent].map(({ extra = {} }) => extra)];
  return all.reduce((sum, extra) => sum + Object.entries(extra).reduce((own, [key, value]) => own + key.length + value.length, 0), 0);
};
