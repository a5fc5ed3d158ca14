// How a token comes to a live socket: in a header, as a subprotocol or, for who names only the tenant, in the first message.
// Never in the URL.
import { createMiddleware } from "hono/factory";
import type { Api } from "#api/env";
import { authenticate } from "#api/http/authenticate";
import { refuse } from "#api/http/refuse";

/** A socket keeps its token, and what one keeps is at most 16 KB. */
const LONGEST_TOKEN = 8192;

/** URLs get logged, by us and by everybody on the way. */
export const noTokenInUrl = createMiddleware<Api>(async (c, next) => {
  const named = ["token", "access_token"].filter((name) => c.req.query(name) !== undefined);
  if (named.length === 0) return next();
  const message =
    "a token never stands in a URL, which gets logged: send it as Authorization, as the subprotocol bearer.{token}, or in the first message";
  return refuse(c, { code: "invalid-request", errors: named.map((name) => ({ pointer: `/${name}`, message })) });
});

/**
 * Browsers cannot set headers on a socket: they offer the token as a subprotocol, `bearer.{token}`, beside ours,
 * or send it in the first message.
 */
export const tokenFromProtocol = createMiddleware<Api>((c, next) => {
  const offered = c.req.header("sec-websocket-protocol")?.split(/,\s*/) ?? [];
  const token = offered.find((name) => name.startsWith("bearer."))?.slice("bearer.".length);
  if (token !== undefined && c.req.header("authorization") === undefined) {
    const headers = new Headers(c.req.raw.headers);
    headers.set("authorization", `Bearer ${token}`);
    c.req.raw = new Request(c.req.raw, { headers });
  }
  return next();
});

/** Who names only a tenant will be asked for the token by the order itself. */
export const authenticateHereOrThere = createMiddleware<Api>((c, next) => {
  const here = c.req.header("authorization") !== undefined || c.req.query("tenant") === undefined;
  return here ? authenticate(c, next) : next();
});

export const shortToken = createMiddleware<Api>(async (c, next) => {
  if ((c.req.header("authorization")?.length ?? 0) <= LONGEST_TOKEN) return next();
  const message = `expected a token of at most ${LONGEST_TOKEN} characters`;
  return refuse(c, { code: "invalid-request", errors: [{ pointer: "/headers/authorization", message }] });
});
