// Two openings at the same time are a slip of the pen: somebody would have to know which of them holds.
import { spanOf } from "../menu/time-span";
import type { OpenSpan } from "../menu/weekly-hours";

const DAY = 24 * 60;
const WEEK = 7 * DAY;

/** A span of a week, that begins on this day (0 to 6). */
type Placed = OpenSpan & { day: number };

/** The places of the spans that begin while another one is going on. What ends before it begins ends on the next day; spans may touch. */
export function overlapping(spans: readonly Placed[]): number[] {
  const timed = spans.map(({ day, ...span }) => {
    const [from, to] = spanOf(span.from, span.to) ?? [0, 0];
    return { start: day * DAY + from, length: (DAY + to - from) % DAY };
  });
  return timed.flatMap(({ start }, index) => {
    const within = timed.some((other, place) => {
      if (place === index) return false;
      const since = (WEEK + start - other.start) % WEEK;
      return since === 0 ? place < index : since < other.length;
    });
    return within ? [index] : [];
  });
}
