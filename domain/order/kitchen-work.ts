// What a placed order's kitchen is given to do, and whether anybody there has seen it: somebody has when a screen
// or printer has shown the order since, or when one of the lines is begun.
import { isPlaced, type Line, type Order, type Work } from "./state";
import { without } from "./without";

const isBegun = ({ status }: Line): boolean => status === "PROCESSING" || status === "PROCESSED" || status === "WASTE";

/**
 * The venues whose kitchens have something to do that nobody there has seen.
 * Who shows the order for no venue in particular shows it for all.
 */
export function unseenAt({ work, acknowledgements, status, buckets }: Order): string[] {
  if (!work || (status !== "COMPLETED" && status !== "VERIFIED")) return [];
  const given = new Set(work.lines);
  const shown = acknowledgements.filter(({ seq }) => seq >= work.seq);
  const unseen = buckets.filter(({ venue, lines }) => {
    if (shown.some((receipt) => receipt.venue === undefined || receipt.venue === venue)) return false;
    const own = lines.filter(({ id }) => given.has(id));
    return own.some((line) => line.status === "CONFIRMED") && !own.some(isBegun);
  });
  return unseen.map(({ venue }) => venue);
}

export const isMissed = (order: Order): boolean => unseenAt(order).length > 0;

/**
 * The order with what an event that may have given its kitchen something to do has given it, and without an alert that has done what it
 * should. `at`: of the event that has just been applied.
 */
export function withWork(before: Order, after: Order, at: string, givesWork = false): Order {
  const news = givesWork && isPlaced(after) ? fresh(before, after) : [];
  if (news.length > 0) return { ...after, work: more(before, news, { seq: after.seq, at }) };
  return after.alerted !== undefined && !isMissed(after) ? without(after, "alerted") : after;
}

/** Lines that are to be made in a venue where they were not before. */
function fresh(before: Order, after: Order): string[] {
  const told = new Set(isPlaced(before) ? toMake(before).map(({ venue, id }) => `${venue}\n${id}`) : []);
  return toMake(after).flatMap(({ venue, id }) => (told.has(`${venue}\n${id}`) ? [] : [id]));
}

const toMake = ({ buckets }: Order) =>
  buckets.flatMap(({ venue, lines }) => lines.filter(({ status }) => status === "CONFIRMED").map(({ id }) => ({ venue, id })));

/** What is still unseen stays unseen, and its time goes on; a step that was taken for it is to be taken again for what is new. */
function more(before: Order, news: readonly string[], { seq, at }: Pick<Work, "seq" | "at">): Work {
  const venues = unseenAt(before);
  const there = before.buckets.filter(({ venue }) => venues.includes(venue)).flatMap(({ lines }) => lines);
  const unseen = there.flatMap(({ id }) => (before.work?.lines.includes(id) ? [id] : []));
  const since = unseen.length > 0 ? before.work : undefined;
  return { seq, at, lines: [...new Set([...unseen, ...news])], alert: since?.alert ?? at, escalate: since?.escalate ?? at };
}
