/** Does the work for each, so many at a time. Rejects with the first that fails; the other lanes go on with what they have begun. */
export async function concurrently<T>(lanes: number, all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values();
  const lane = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, all.length) }, lane));
}
