// The seal in an order's id: it tells an id that this platform made for this tenant from any other without waking
// an object (docs/adr/0002).
import { createHmac, timingSafeEqual } from "node:crypto";
import { LRUCache } from "lru-cache";

/** In the text: the last group, six bytes, is the seal over what stands before it. */
export const SEALED_FROM = 24;

export const sealOf = (secret: string, tenant: string, start: string): string =>
  createHmac("sha256", secret).update(["seal", tenant, start].join("\0")).digest("hex").slice(0, 12);

/** Ids that were found to be genuine lately: an order is asked for many times in its life. */
const genuine = new LRUCache<string, true>({ max: 10_000 });

/** The id of an order that this platform made. Of an id that comes from outside `isOrderIdOf` alone says so. */
export type OrderId = string & { readonly isOrderId: true };

/** An id that our own log, queue, row or object holds: it was looked at before it came there. */
export function ownOrderId(id: string): OrderId;
export function ownOrderId(id: string): string {
  return id;
}

/** True when this platform made the id for this tenant. */
export function isOrderIdOf(secret: string, tenant: string, id: string): id is OrderId {
  const name = `${tenant}/${id}`;
  if (genuine.has(name)) return true;
  if (!isSealed(secret, tenant, id)) return false;
  genuine.set(name, true);
  return true;
}

function isSealed(secret: string, tenant: string, id: string): boolean {
  const expected = Buffer.from(sealOf(secret, tenant, id.slice(0, SEALED_FROM)));
  const actual = Buffer.from(id.slice(SEALED_FROM));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
