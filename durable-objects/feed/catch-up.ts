// What a listener who comes back has missed. Only the orders know: a feed passes states on unwritten,
// so it asks those that can have changed.
import type { Seen, Showing } from "../../protocol/feed";
import pMap from "p-map";

export type CatchUpDeps = {
  /** Orders that are open here. */
  open: () => string[];
  /** What the order shows here to somebody who has seen its event `seq` last; 0: nothing of it. */
  since: (order: string, seq: number) => Promise<Showing[]>;
};

/** Orders that are asked at a time. */
const ASKED_AT_ONCE = 32;

/** `asked`: how far the listener has seen each order that was asked; what it is shown goes on from there. */
export type Missed = { asked: Map<string, number>; showings: Showing[] };

/**
 * Newest states, and verdicts, in no order but each order's own. Rejects when an order does not answer: a gap must not look like silence.
 */
export async function missed(seen: Seen, { open, since }: CatchUpDeps): Promise<Missed> {
  const asked = new Map(open().map((order) => [order, 0]));
  const [only] = asked.keys();
  // A number alone says enough only where there is one order that it can be of; else all are shown.
  if (typeof seen === "number" && only !== undefined && asked.size === 1) asked.set(only, seen);
  // What has ended since is not open any more: its listener hears how it ended.
  if (typeof seen !== "number") for (const [order, seq] of seen) asked.set(order, seq);
  const showings: Showing[] = [];
  await pMap(asked, async ([order, seq]) => void showings.push(...(await since(order, seq))), { concurrency: ASKED_AT_ONCE });
  return { asked, showings };
}
