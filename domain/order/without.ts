/** The same without these fields, which are optional in it; the same object where it has none of them. */
export function without<T extends object>(whole: T, ...names: (keyof T)[]): T {
  if (names.every((name) => whole[name] === undefined)) return whole;
  const bare = { ...whole };
  for (const name of names) delete bare[name];
  return bare;
}
