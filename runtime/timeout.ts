/** The promise, or a rejection when it takes longer: whoever hangs must not hold up others. The work itself goes on. */
export function withTimeout<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { late, clear } = deadline(ms);
  return Promise.race([promise, late]).finally(clear);
}

/** The same for several, with one timer for all of them. */
export function eachWithTimeout<T>(ms: number, promises: readonly Promise<T>[]): Promise<PromiseSettledResult<T>[]> {
  const { late, clear } = deadline(ms);
  return Promise.allSettled(promises.map((promise) => Promise.race([promise, late]))).finally(clear);
}

function deadline(ms: number): { late: Promise<never>; clear: () => void } {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  return { late, clear: () => clearTimeout(timer) };
}
