/** The same value with its keys in order and nothing undefined, so that what is equal has equal JSON and an equal content hash. */
export function canonical<T>(value: T): T;
export function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => canonical(item));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, canonical(item)]));
}

/** Whether two values have the same JSON, whatever the order of their keys. */
export const isSame = <T>(a: T, b: T): boolean => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
