// SockJS clients ask with credentials, whether or not there are any: browsers then want their own origin named,
// where `*` does for everything else.
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { Api } from "#api/env";

export const isSockJs = (path: string): boolean => path.startsWith("/ws/");

const YEAR_SECONDS = 31_536_000;
const named = cors({ origin: (origin) => origin, credentials: true, allowMethods: ["OPTIONS", "GET", "POST"], maxAge: YEAR_SECONDS });

/** Any origin; no cookie is ever looked at. The protocol wants preflights to be kept by whoever can. */
export const allowSockJsClients = createMiddleware<Api>(async (c, next) => {
  const preflight = await named(c, next);
  preflight?.headers.set("cache-control", `public, max-age=${YEAR_SECONDS}`);
  preflight?.headers.set("expires", new Date(Date.now() + YEAR_SECONDS * 1000).toUTCString());
  return preflight;
});
