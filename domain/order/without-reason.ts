// Taking words out of what was said.

/** Why somebody did something, in his own words. */
export const reasonless = <T extends { reason?: string | undefined }>(said: T): T =>
  said.reason === undefined || said.reason === "" ? said : { ...said, reason: "" };

export function without<T extends object>(said: T, name: keyof T): T {
  if (said[name] === undefined) return said;
  const bare = { ...said };
  delete bare[name];
  return bare;
}
