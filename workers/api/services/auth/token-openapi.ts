// What the OpenAPI document says of the endpoints that RFC 6749 and RFC 7009 shape; token.ts answers them.
import { z, type OpenAPIHono } from "@hono/zod-openapi";
import { json } from "#api/http/refuse";
import { TokenErrorBody } from "./token-error";

const TokenRequest = z
  .object({
    grant_type: z.enum(["password", "refresh_token"]),
    username: z
      .string()
      .optional()
      .openapi({ description: "`password`: the login, or `anonymous` with an empty password for a new guest" }),
    password: z.string().optional(),
    refresh_token: z
      .string()
      .optional()
      .openapi({ description: "`refresh_token`: the last one given; it is replaced by the one in the answer" }),
    scope: z.string().optional().openapi({ description: "Read, but always granted as `read`" }),
  })
  .openapi("TokenRequest");

const Token = z
  .object({
    access_token: z.string(),
    refresh_token: z.string(),
    token_type: z.literal("bearer"),
    expires_in: z.int().openapi({ description: "Seconds" }),
    scope: z.literal("read"),
    UUID: z.string().openapi({ description: "The user" }),
    TENANT: z.string(),
    jti: z.string(),
  })
  .openapi("Token");

const tenantHeader = z.object({ "x-tenant": z.string() });
const refusal = (description: string) => json(TokenErrorBody, description);
const refusals = {
  400: refusal("`invalid_request`, `invalid_grant`, `unsupported_grant_type`"),
  401: refusal("`invalid_client`"),
  413: refusal("The body is over 16 KB"),
  429: refusal("`too_many_requests`: too many from this address, or for this login; `Retry-After` says when to try again"),
};

export function describeTokenEndpoints(registry: OpenAPIHono["openAPIRegistry"]): void {
  registry.registerComponent("securitySchemes", "client", { type: "http", scheme: "basic" });
  registry.registerPath({
    method: "post",
    path: "/auth-oauth2/oauth/token",
    summary: "Sign in, or stay signed in (RFC 6749)",
    description: "Also at `/auth-oauth2/{tenant}/oauth/token`, where the address names the tenant.",
    tags: ["auth"],
    security: [{ client: [] }],
    request: {
      headers: tenantHeader,
      body: { required: true, content: { "application/x-www-form-urlencoded": { schema: TokenRequest } } },
    },
    responses: {
      200: json(Token, "Signed in"),
      ...refusals,
      503: refusal("Too many people are signing in; `Retry-After` says when to try again"),
    },
  });
  registry.registerPath({
    method: "post",
    path: "/auth-oauth2/oauth/revoke",
    summary: "Sign out: ends the sign-in of a refresh token (RFC 7009)",
    tags: ["auth"],
    security: [{ client: [] }],
    request: {
      headers: tenantHeader,
      body: {
        required: true,
        content: {
          "application/x-www-form-urlencoded": { schema: z.object({ token: z.string(), token_type_hint: z.string().optional() }) },
        },
      },
    },
    responses: { 200: { description: "The token is void, or never was one" }, ...refusals },
  });
}
