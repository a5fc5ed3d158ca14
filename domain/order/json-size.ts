// How much an order weighs. States share what has not changed, so that after a command only what is new is weighed.

const known = new WeakMap<object, number>();

/** About the characters of a value's JSON; escapes are not counted. The value must never be changed in place. */
export function jsonSize(value: unknown): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return JSON.stringify(value)?.length ?? 0;
  let size = known.get(value);
  if (size === undefined) {
    size = Array.isArray(value) ? ofItems(value) : ofFields(value);
    known.set(value, size);
  }
  return size;
}

const ofItems = (items: readonly unknown[]): number => items.reduce<number>((sum, item) => sum + jsonSize(item) + 1, 2);

const ofFields = (fields: object): number =>
  Object.entries(fields).reduce((sum, [name, value]) => (value === undefined ? sum : sum + name.length + jsonSize(value) + 4), 2);
