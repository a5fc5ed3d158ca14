import pMap from "p-map";

const AT_ONCE = 8;

/** Does the work for every item, a few at a time. */
export const inParallel = <T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void[]> =>
  pMap(items, work, { concurrency: AT_ONCE });
