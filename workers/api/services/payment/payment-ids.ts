import { z } from "@hono/zod-openapi";
import type { Keys } from "../../../../runtime/keys";
import { uuidOf } from "../../../../protocol/derived-id";
import { KEY } from "#api/http/correlation";
import { sealed } from "#api/http/signed-link";

export const IdempotencyHeaders = z.object({
  "idempotency-key": z.string().regex(KEY, "expected 1 to 128 visible ASCII characters").optional(),
});

/**
 * An id that nobody can guess and that the same `parts` always make again: a repeated request names the payment
 * or the refund of the first one, and no table is needed to remember which.
 */
export const derivedId = (keys: Keys, ...parts: string[]): string => uuidOf(sealed(keys, "id", JSON.stringify(parts)));
