// The link to the sandbox page carries the whole charge, signed: the page needs no token and no table, and nobody can change the amount.
import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { err, ok, type Result } from "../../../../domain/result";
import type { Keys } from "../../../../protocol/keys";
import { sealed } from "./payment-ids";
import { Charge } from "./provider";

export const LINK_LIFE_MS = 30 * 60_000;

/** `exp`: epoch milliseconds. */
const Payload = Charge.extend({ exp: z.int() });

const signatureOf = (keys: Keys, payload: string) => sealed(keys, "sandbox-link", payload).toString("base64url");

/** @returns `payload.signature`, both base64url. `now`: epoch milliseconds. */
export function signLink(keys: Keys, charge: Charge, now: number): string {
  const payload = Buffer.from(JSON.stringify({ ...charge, exp: now + LINK_LIFE_MS })).toString("base64url");
  return `${payload}.${signatureOf(keys, payload)}`;
}

export function readLink(keys: Keys, token: string, now: number): Result<Charge, "forged" | "expired"> {
  const [payload = "", signature = "", ...rest] = token.split(".");
  const given = Buffer.from(signature);
  const expected = Buffer.from(signatureOf(keys, payload));
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return err("forged");
  const { exp, ...charge } = Payload.parse(JSON.parse(Buffer.from(payload, "base64url").toString())); // signed by us, so of our shape
  return now < exp ? ok(charge) : err("expired");
}
