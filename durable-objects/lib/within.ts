/** The promise, or a rejection when it takes longer: whoever hangs must not hold up others. The work itself goes on. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The same for several, with one clock for all of them. */
export async function eachWithin<T>(ms: number, promises: readonly Promise<T>[]): Promise<PromiseSettledResult<T>[]> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms)));
  return Promise.allSettled(promises.map((promise) => Promise.race([promise, late]))).finally(() => clearTimeout(timer));
}
