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

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** `isSame` without any JSON made: quick where two values share most of their parts. */
export function isAlike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => isAlike(Reflect.get(a, key), Reflect.get(b, key)));
}
