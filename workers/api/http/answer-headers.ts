// What every answer says, unless its route says something else: to browsers, that it is what it says and stands alone;
// to caches, that it is nobody else's. hono's own secure-headers would write over what a route has said.
import { createMiddleware } from "hono/factory";
import type { Api } from "#api/env";

const ALWAYS: Record<string, string> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
};

/** An answer with an `ETag` may be kept by who has asked, and is asked for again before it is used. */
const cachingOf = (headers: Headers): string => (headers.has("etag") ? "private, no-cache" : "private, no-store");

export const answerHeaders = createMiddleware<Api>(async (c, next) => {
  await next();
  const { status, headers } = c.res;
  if (status === 101) return;
  for (const [name, value] of Object.entries(ALWAYS)) if (!headers.has(name)) headers.set(name, value);
  if (!headers.has("cache-control")) headers.set("cache-control", cachingOf(headers));
});
