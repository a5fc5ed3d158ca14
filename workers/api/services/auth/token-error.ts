// Refusals of the token endpoint (RFC 6749 section 5.2), with `message` beside, which the published clients display.
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { err } from "../../../../domain/result";

/**
 * `retryAfterSeconds`: when it is worth while to try again.
 * `description` never repeats what the caller sent: it must stay within the characters that RFC 6749 section 5.2 allows.
 */
export type TokenError = { error: keyof typeof statuses; description: string; retryAfterSeconds?: number };

const statuses = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unsupported_grant_type: 400,
  unsupported_token_type: 400,
  body_too_large: 413,
  too_many_requests: 429,
  temporarily_unavailable: 503,
} as const;

export const TokenErrorBody = z
  .object({ error: z.string(), error_description: z.string(), message: z.string() })
  .openapi("TokenError", { description: "RFC 6749 section 5.2" });

/** Nothing that the token endpoint says may be kept by a cache (RFC 6749 section 5.1). */
export const NO_STORE = { "cache-control": "no-store", pragma: "no-cache" };

export const tokenError = (error: TokenError["error"], description: string) => err({ error, description });

export function refuseToken(c: Context, { error, description, retryAfterSeconds = 2 }: TokenError) {
  const status = statuses[error];
  const code = error === "body_too_large" ? "invalid_request" : error; // RFC 6749 knows no code for it; the status says it
  return c.json({ error: code, error_description: description, message: description }, status, {
    ...NO_STORE,
    ...(status === 401 && { "www-authenticate": 'Basic realm="brigade", charset="UTF-8"' }),
    ...((status === 503 || status === 429) && { "retry-after": String(retryAfterSeconds) }),
  });
}
