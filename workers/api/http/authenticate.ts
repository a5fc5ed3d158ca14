// Bearer tokens (RFC 6750). The tenant comes from the token alone.
import { createMiddleware } from "hono/factory";
import type { Capability } from "../../../domain/access/capabilities";
import { forbidden, forbiddenAnywhere, may, mayAnywhere } from "../../../domain/access/roles";
import { verifyAccessToken } from "../../../runtime/access-token";
import { readKeys } from "../../../runtime/keys";
import type { Api } from "#api/env";
import { refuse } from "./refuse";

/** Puts the principal in `c.var`; answers 401 with `WWW-Authenticate` when there is no token or a bad one. */
export const authenticate = createMiddleware<Api>(async (c, next) => {
  const [scheme, token] = c.req.header("authorization")?.split(" ") ?? [];
  if (scheme?.toLowerCase() !== "bearer" || !token) {
    return refuse(
      c,
      { code: "unauthorized", reason: "the Authorization header must hold a bearer token" },
      { "www-authenticate": 'Bearer realm="brigade"' },
    );
  }
  const verdict = await verifyAccessToken(readKeys(c.env.KEYS), token, Date.now());
  if (!verdict.ok) {
    const challenge = `Bearer realm="brigade", error="invalid_token", error_description="${verdict.error.reason}"`;
    return refuse(c, { code: "unauthorized", reason: verdict.error.reason }, { "www-authenticate": challenge });
  }
  c.set("principal", verdict.value);
  return next();
});

/** Declares in a route that it takes a token, whatever its roles. */
export const authenticated = { security: [{ bearer: [] }], middleware: authenticate };

/** Lets through who may, chain-wide. */
export const requires = (capability: Capability) =>
  createMiddleware<Api>(async (c, next) => (may(c.var.principal, capability) ? next() : refuse(c, forbidden(capability))));

/** Lets through who may at the venue of the path, its `id`; without one, chain-wide. */
export const requiresAtVenue = (capability: Capability) =>
  createMiddleware<Api>(async (c, next) =>
    may(c.var.principal, capability, c.req.param("id")) ? next() : refuse(c, forbiddenAnywhere(capability)),
  );

/** Lets through who may somewhere; at which venues is for the route to ask. */
export const requiresAnywhere = (capability: Capability) =>
  createMiddleware<Api>(async (c, next) => (mayAnywhere(c.var.principal, capability) ? next() : refuse(c, forbiddenAnywhere(capability))));
