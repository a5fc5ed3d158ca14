// The token endpoint (RFC 6749 section 3.2) and the revocation endpoint (RFC 7009): the client is authenticated, then the form is read.
import type { Context } from "hono";
import type { Principal } from "../../../../domain/access/principal";
import { ok, type Result } from "../../../../domain/result";
import { signAccessToken, verifyAccessToken } from "../../../../runtime/access-token";
import { readKeys } from "../../../../runtime/keys";
import { decodedText } from "../../../../protocol/strict-json";
import { originsOf } from "../../../../runtime/origin";
import type { Tenant } from "../../../lib/db/tenants";
import { modules } from "../../../lib/db/modules";
import type { Api } from "#api/env";
import { addressOf } from "#api/http/address";
import { authenticateClient } from "./client";
import { ACCESS_TOKEN_SECONDS, endSession } from "./end-session";
import { readForm } from "./token-form";
import type { Grant, Granted, GrantRequest } from "./grant";
import { GUEST_ROLES, readGuest } from "./guest";
import { passwordGrant } from "./password-grant";
import { readRefreshToken } from "./refresh-token";
import { refreshTokenGrant } from "./refresh-token-grant";
import { chargeRequest, chargeWrongSecret } from "./sign-in-limits";
import { tokenError, NO_STORE, refuseToken, type TokenError } from "./token-error";
import { log } from "../../../../runtime/log";

/** Every way in. A new one is a file and a row. */
const grants: ReadonlyMap<string, Grant> = new Map([
  ["password", passwordGrant],
  ["refresh_token", refreshTokenGrant],
]);

export async function issueToken(c: Context<Api>) {
  const request = await readRequest(c, "token");
  if (!request.ok) return refuseToken(c, request.error);
  const { db, keys, tenant, form, nowMs } = request.value;
  const grantType = form.get("grant_type");
  if (!grantType) return refuseToken(c, { error: "invalid_request", description: "grant_type is missing" });
  const grant = grants.get(grantType);
  if (!grant)
    return refuseToken(c, { error: "unsupported_grant_type", description: `grant_type must be one of: ${[...grants.keys()].join(", ")}` });
  const granted = await grant(request.value);
  if (!granted.ok) return refuseToken(c, granted.error);

  const { user, login, roles, session, refreshToken } = granted.value;
  const jti = crypto.randomUUID();
  const module = await moduleOf(db, tenant.id, granted.value);
  const own = { session, ...allowedOrigins(tenant), ...(module && { module }) };
  const who = { tenant: tenant.id, user, login, roles, client: tenant.clientId, region: tenant.region, ...own };
  const body = {
    access_token: await signAccessToken(keys, who, nowMs, ACCESS_TOKEN_SECONDS, jti),
    refresh_token: refreshToken,
    token_type: "bearer" as const,
    expires_in: ACCESS_TOKEN_SECONDS,
    scope: "read" as const,
    UUID: user,
    TENANT: tenant.id,
    jti,
  };
  return c.json(body, 200, NO_STORE);
}

/** The module that the user is today, at sign-in and at each refresh; a guest is none. */
async function moduleOf(db: D1Database, tenant: string, { user, roles }: Pick<Granted, "user" | "roles">): Promise<Principal["module"]> {
  if (roles.some((role) => GUEST_ROLES.includes(role))) return undefined;
  const row = await modules(db, tenant).ofUser(user);
  return row && { id: row.id, ...(row.venue !== "" && { venue: row.venue }) };
}

/** Ends the sign-in that the token belongs to; a token that we do not know is as good as revoked (RFC 7009 section 2.2). */
export async function revokeToken(c: Context<Api>) {
  const request = await readRequest(c, "revoke");
  if (!request.ok) return refuseToken(c, request.error);
  const { keys, tenant, form, nowMs } = request.value;
  const token = form.get("token");
  if (!token) return refuseToken(c, { error: "invalid_request", description: "token is missing" });
  if ((await verifyAccessToken(keys, token, nowMs)).ok) {
    return refuseToken(c, { error: "unsupported_token_type", description: "an access token ends by itself; revoke the refresh token" });
  }
  const named = readRefreshToken(token);
  if (named?.tenant === tenant.id) await endSession(request.value, named.family, readGuest(keys, tenant.id, token));
  return c.body(null, 200, NO_STORE);
}

async function readRequest(c: Context<Api>, what: "token" | "revoke"): Promise<Result<GrantRequest, TokenError>> {
  const body = decodedText(await c.req.arrayBuffer());
  if (!body.ok) return tokenError("invalid_request", "the body must be text in UTF-8");
  const form = readForm(c.req.header("content-type"), body.value);
  if (!form.ok) return form;
  const address = addressOf(c.req.raw.headers);
  const allowed = await chargeRequest(c.env, address, form.value, what);
  if (!allowed.ok) return allowed;
  const tenant = await authenticateClient(c.env.DB, c.req.header("authorization"), c.req.header("x-tenant"), c.req.param("tenant"));
  if (!tenant.ok) {
    return tenant.error.error === "invalid_client" ? chargeWrongSecret(c.env, address, "wrongClientAt", tenant.error) : tenant;
  }
  const { DB: db, SESSION: sessions, KEYS, RATE_LIMITER, PASSWORDS } = c.env;
  const env = { RATE_LIMITER, PASSWORDS };
  return ok({ db, env, sessions, address, keys: readKeys(KEYS), tenant: tenant.value, form: form.value, nowMs: Date.now() });
}

/** From where the tenant's apps open sockets, as it says in its properties. */
function allowedOrigins({ id, properties }: Tenant): { origins?: string[] } {
  const said = originsOf(properties.allowedOrigins);
  if (!said) return {};
  if (said.unread.length > 0) log("warn", "allowed_origins.unreadable", { tenant: id, unread: said.unread });
  return { origins: said.origins };
}
