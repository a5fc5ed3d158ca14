// Bearer tokens (RFC 6750). The tenant comes from the token alone.
import { createMiddleware } from "hono/factory";
import { holds } from "../../../domain/access/principal";
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

/** Lets through who holds one of the roles tenant-wide (`ROLE_X`, or `ROLE_SU`). */
export const requires = (...names: string[]) =>
  createMiddleware<Api>(async (c, next) =>
    holds(c.var.principal.roles, names) ? next() : refuse(c, { code: "forbidden", needs: names.map((name) => `ROLE_${name}`) }),
  );
