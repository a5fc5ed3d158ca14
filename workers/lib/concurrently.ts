/**
 * Does the work for each, at most so many at a time, and gives what came of it in the order of `all`. Rejects with the first that fails.
 */
export async function concurrently<T, R>(most: number, all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const left = all.entries();
  const done: R[] = [];
  const worker = async () => {
    for (const [index, one] of left) done[index] = await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(most, all.length) }, worker));
  return done;
}
