/** A record that has the same value under each of these keys. */
export function fromKeys<K extends string, const V>(keys: readonly K[], value: V): Record<K, V>;
export function fromKeys(keys: readonly string[], value: unknown): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, value]));
}
