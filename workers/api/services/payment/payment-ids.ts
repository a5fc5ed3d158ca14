import { createHmac } from "node:crypto";
import type { Keys } from "../../../../protocol/keys";
import { uuidOf } from "../../ids";

/** HMAC-SHA-256 under the payments key. `purpose` keeps what is signed for one use from counting for another. */
export const sealed = (keys: Keys, purpose: "id" | "sandbox-link", text: string): Buffer =>
  createHmac("sha256", keys.payments).update(`${purpose}.${text}`).digest();

/**
 * An id that nobody can guess and that the same `parts` always make again: a repeated request names the payment or the refund of the first one, and no
 * table is needed to remember which.
 */
export const derivedId = (keys: Keys, ...parts: string[]): string => uuidOf(sealed(keys, "id", JSON.stringify(parts)));
