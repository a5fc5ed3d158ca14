import { createRoute, z } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { publicKeysOf } from "../../../../runtime/access-token";
import { readKeys } from "../../../../runtime/keys";
import { refuse, router } from "#api/http/refuse";
import { getMe, userData } from "./me";
import { issueToken, revokeToken } from "./token";
import { describeTokenEndpoints } from "./token-openapi";
import { refuseToken } from "./token-error";

const MAX_FORM_BYTES = 16 * 1024;

const getKeys = createRoute({
  method: "get",
  path: "/.well-known/jwks.json",
  summary: "The public keys that verify access tokens (RFC 7517)",
  tags: ["auth"],
  responses: {
    200: {
      description: "A JWK set",
      content: { "application/jwk-set+json": { schema: z.object({ keys: z.array(z.record(z.string(), z.string())) }) } },
    },
  },
});

/** Signing in, and who has signed in: `/auth-oauth2`, `/auth-api`. */
export const authService = router()
  .openapi(getMe, async (c) => {
    const me = await userData(c.env.DB, c.var.principal);
    if (me) return c.json(me, 200);
    return refuse(
      c,
      { code: "unauthorized", reason: "the token's owner is gone" },
      { "www-authenticate": 'Bearer realm="brigade", error="invalid_token"' },
    );
  })
  .openapi(getKeys, (c) => {
    const keys = publicKeysOf(readKeys(c.env.KEYS)).map((key) => ({ ...key }));
    return c.json({ keys }, 200, { "cache-control": "public, max-age=300", "content-type": "application/jwk-set+json" });
  });

const formLimit = bodyLimit({
  maxSize: MAX_FORM_BYTES,
  onError: (c) => refuseToken(c, { error: "body_too_large", description: `the body is larger than ${MAX_FORM_BYTES} bytes` }),
});
// Not `openapi(...)`: its form validator would answer before RFC 6749 is heard, and takes the last of a parameter sent twice.
authService.on("POST", ["/auth-oauth2/oauth/token", "/auth-oauth2/:tenant/oauth/token"], formLimit, issueToken);
authService.on("POST", ["/auth-oauth2/oauth/revoke", "/auth-oauth2/:tenant/oauth/revoke"], formLimit, revokeToken);
describeTokenEndpoints(authService.openAPIRegistry);
