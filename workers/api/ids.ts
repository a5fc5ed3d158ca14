// Ids that a repeated request makes again: so a repeated create reaches the same order, and a repeated append names the same lines, without a table.
import { createHash, createHmac } from "node:crypto";
import { SEALED_FROM, sealOf } from "../../protocol/order-seal";

/** Sixteen bytes shaped as a UUID of version 8 (RFC 9562, section 5.8: vendor-specific). */
export function uuidOf(bytes: Uint8Array): string {
  const shaped = Buffer.from(bytes.subarray(0, 16));
  shaped[6] = ((shaped[6] ?? 0) & 0x0f) | 0x80;
  shaped[8] = ((shaped[8] ?? 0) & 0x3f) | 0x80;
  return shaped.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * The id of the order that this caller creates with this key. Its last six bytes are a seal over tenant and the rest: an id that was made up, or that
 * belongs to another tenant, is told apart without waking an object.
 */
export function orderIdOf(secret: string, tenant: string, user: string, key: string): string {
  const derived = createHmac("sha256", secret).update(["order", tenant, user, key].join("\0")).digest();
  const start = uuidOf(derived).slice(0, SEALED_FROM);
  return start + sealOf(secret, tenant, start);
}

/** The id of the nth thing (line, comment) that a command makes. */
export const partIdOf = (order: string, commandId: string, index: number): string =>
  uuidOf(createHash("sha256").update([order, commandId, index].join("\0")).digest());
