/** An id of the same shape and length that names nothing. */
export function absentLike(id: string): string {
  const uuid = /^[0-9a-f]{8}-.{27}$/.test(id);
  return uuid
    ? id.slice(0, 24) + id.slice(24).replaceAll(/./g, (digit) => (digit === "0" ? "f" : "0"))
    : id.slice(0, -1) + (id.endsWith("q") ? "p" : "q");
}
