// Links that carry what they are about, signed: who opens one needs no token and no table, and nobody can change what it says.
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { err, ok, type Result } from "../../../domain/result";
import type { Keys } from "../../../runtime/keys";

/** What is signed for one use never counts for another. */
export type Purpose = "id" | "sandbox-link" | "menu-preview";

/** HMAC-SHA-256 under the key for links and payments. */
export const sealed = (keys: Keys, purpose: Purpose, text: string): Buffer =>
  createHmac("sha256", keys.payments).update(`${purpose}.${text}`).digest();

const signatureOf = (keys: Keys, purpose: Purpose, payload: string) => sealed(keys, purpose, payload).toString("base64url");

/** `exp`: epoch milliseconds. */
const Expiring = z.looseObject({ exp: z.int() });

/** @returns `payload.signature`, both base64url. `exp`: epoch milliseconds. */
export function signLink(keys: Keys, purpose: Purpose, content: object, exp: number): string {
  const payload = Buffer.from(JSON.stringify({ ...content, exp })).toString("base64url");
  return `${payload}.${signatureOf(keys, purpose, payload)}`;
}

export function readLink<T>(
  keys: Keys,
  purpose: Purpose,
  schema: z.ZodType<T>,
  token: string,
  now: number,
): Result<T, "forged" | "expired"> {
  const [payload = "", signature = "", ...rest] = token.split(".");
  const given = Buffer.from(signature);
  const expected = Buffer.from(signatureOf(keys, purpose, payload));
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return err("forged");
  const { exp, ...content } = Expiring.parse(JSON.parse(Buffer.from(payload, "base64url").toString())); // signed by us, so of our shape
  return now < exp ? ok(schema.parse(content)) : err("expired");
}
