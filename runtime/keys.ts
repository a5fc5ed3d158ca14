// The platform's secret keys, one JSON document in the secret KEYS.
import { z } from "zod";

/**
 * `signing`: private EC P-256 JWKs (ES256) with `kid`;
 * the first signs, all verify: add the new key at the end, deploy, then move it to the front.
 * `pepper`, `ids`, `payments`, `refresh`: base64url, 32 random bytes each: for passwords, order ids, sandbox payment links, refresh tokens.
 */
export const Keys = z.object({
  issuer: z.string(),
  signing: z
    .array(z.object({ kty: z.literal("EC"), crv: z.literal("P-256"), kid: z.string(), x: z.string(), y: z.string(), d: z.string() }))
    .min(1),
  pepper: z.string().min(43),
  ids: z.string().min(43),
  payments: z.string().min(43),
  refresh: z.string().min(43),
});
export type Keys = z.infer<typeof Keys>;

const parsed = new Map<string, Keys>();

/** Parses once per isolate. @throws ZodError when the deployment's secret is not such a document: a mistake of ours, not of a caller. */
export function readKeys(secret: string): Keys {
  let keys = parsed.get(secret);
  if (!keys) parsed.set(secret, (keys = Keys.parse(JSON.parse(secret))));
  return keys;
}
