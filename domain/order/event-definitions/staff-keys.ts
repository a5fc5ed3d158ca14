// Extras of orders and lines, and which of their keys staff have stored.

export const less = (extra: Record<string, string>, keys: readonly string[] | undefined): Record<string, string> =>
  keys ? Object.fromEntries(Object.entries(extra).filter(([key]) => !keys.includes(key))) : extra;

type Stored = { store: Record<string, string>; remove?: string[] | undefined; staff?: true | undefined };

/** The keys that staff have stored, when this has been stored and removed. */
export function staffKeysAfter(known: string[] | undefined, { store, remove = [], staff }: Stored): { staffKeys?: string[] } {
  if (!known && !staff) return {};
  const left = (known ?? []).filter((key) => !remove.includes(key));
  return { staffKeys: [...new Set([...left, ...(staff ? Object.keys(store) : [])])] };
}
