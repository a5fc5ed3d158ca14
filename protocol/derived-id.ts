// Ids of what a command makes: a repeated command names the same lines and comments, without a table.
import { createHash } from "node:crypto";

/** Sixteen bytes shaped as a UUID of version 8 (RFC 9562, section 5.8: vendor-specific). */
export function uuidOf(bytes: Uint8Array): string {
  const shaped = Buffer.from(bytes.subarray(0, 16));
  shaped[6] = ((shaped[6] ?? 0) & 0x0f) | 0x80;
  shaped[8] = ((shaped[8] ?? 0) & 0x3f) | 0x80;
  return shaped.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The id of the nth thing (line, comment) that a command makes. */
export const derivedIdOf = (order: string, commandId: string, index: number): string =>
  uuidOf(createHash("sha256").update([order, commandId, index].join("\0")).digest());
