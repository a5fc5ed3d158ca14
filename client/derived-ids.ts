// Ids of what a command makes, as the server derives them (`derivedIdOf` in protocol/derived-id.ts): a line that was added offline can be
// changed before the server has heard of it.

/** The first `count` ids; none where the platform cannot hash (a page without TLS). `key`: the command's id. */
export async function derivedIds(order: string, user: string, key: string, count: number): Promise<string[]> {
  const { subtle } = crypto;
  if (!subtle) return [];
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const text = [order, `${user}:${key}`, index].join("\0");
      return uuidOf(new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(text))));
    }),
  );
}

/** Sixteen bytes shaped as a UUID of version 8 (RFC 9562, section 5.8). */
function uuidOf(bytes: Uint8Array): string {
  const shaped = bytes.slice(0, 16);
  shaped[6] = ((shaped[6] ?? 0) & 0x0f) | 0x80;
  shaped[8] = ((shaped[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...shaped].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
