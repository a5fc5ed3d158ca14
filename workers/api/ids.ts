// Ids that a repeated request makes again: so a repeated create reaches the same order, and a repeated append names the same lines, without a table.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Sixteen bytes shaped as a UUID of version 8 (RFC 9562, section 5.8: vendor-specific). */
export function uuidOf(bytes: Uint8Array): string {
  const shaped = Buffer.from(bytes.subarray(0, 16));
  shaped[6] = ((shaped[6] ?? 0) & 0x0f) | 0x80;
  shaped[8] = ((shaped[8] ?? 0) & 0x3f) | 0x80;
  return shaped.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const hmac = (key: string, ...parts: string[]) => createHmac("sha256", key).update(parts.join("\0")).digest();

const SEALED_FROM = 24; // in the text: the last group, six bytes, is the seal over what stands before it

const sealOf = (secret: string, tenant: string, start: string) => hmac(secret, "seal", tenant, start).toString("hex").slice(0, 12);

/**
 * The id of the order that this caller creates with this key. Its last six bytes are a seal over tenant and the rest: an id that was made up, or that
 * belongs to another tenant, is told apart without waking an object.
 */
export function orderIdOf(secret: string, tenant: string, user: string, key: string): string {
  const start = uuidOf(hmac(secret, "order", tenant, user, key)).slice(0, SEALED_FROM);
  return start + sealOf(secret, tenant, start);
}

/** Ids that were found to be genuine lately: an order is asked for many times in its life. */
const genuine = new Set<string>();
const REMEMBERED = 10_000;

/** True when this platform made the id for this tenant. */
export function isOrderIdOf(secret: string, tenant: string, id: string): boolean {
  const name = `${tenant}/${id}`;
  if (genuine.has(name)) return true;
  if (!isSealed(secret, tenant, id)) return false;
  if (genuine.size >= REMEMBERED) genuine.clear();
  genuine.add(name);
  return true;
}

function isSealed(secret: string, tenant: string, id: string): boolean {
  const expected = Buffer.from(sealOf(secret, tenant, id.slice(0, SEALED_FROM)));
  const actual = Buffer.from(id.slice(SEALED_FROM));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** The id of the nth thing (line, comment) that a command makes. */
export const partIdOf = (order: string, commandId: string, index: number): string =>
  uuidOf(createHash("sha256").update([order, commandId, index].join("\0")).digest());
