// `refresh_token` (RFC 6749 section 6) with rotation and detection of reuse (RFC 9700 section 4.14.2).
import { ok, type Result } from "../../../../domain/result";
import { orders } from "../../../lib/db/orders";
import { tokenFamilies, type TokenFamily } from "../../../lib/db/token-families";
import { users } from "../../../lib/db/users";
import { endSession } from "./end-session";
import type { Grant, Granted, GrantRequest } from "./grant";
import { GUEST_LOGIN, GUEST_ROLES, type GuestSignIn, readGuest } from "./guest";
import { expiryFrom, hashOf, readRefreshToken, sessionOf, successorOf } from "./refresh-token";
import { chargeWrongSecret } from "./sign-in-limits";
import { tokenError, type TokenError } from "./token-error";

/** How long the token before the one in force still counts: its answer may have been lost on the way. */
const RETRY_MS = 30_000;

export const refreshTokenGrant: Grant = async (request) => {
  const token = request.form.get("refresh_token");
  if (!token) return tokenError("invalid_request", "refresh_token is missing");
  const renewed = await renew(request, token);
  return renewed.ok ? renewed : chargeWrongSecret(request.env, request.address, "wrongRefreshTokenAt", renewed.error);
};

async function renew(request: GrantRequest, token: string): Promise<Result<Granted, TokenError>> {
  const { db, tenant, nowMs } = request;
  const named = readRefreshToken(token);
  if (named?.tenant !== tenant.id) return over;
  const family = await tokenFamilies(db, tenant.id).find(named.family);
  if (family) return renewFamily(request, family, token);
  const guest = readGuest(request.keys, tenant.id, token);
  return guest && nowMs < guest.until ? renewGuest(request, guest, token) : over;
}

const over = tokenError("invalid_grant", "the refresh token is unknown, expired or revoked");

async function renewFamily(request: GrantRequest, family: TokenFamily, token: string): Promise<Result<Granted, TokenError>> {
  if (family.revoked || Date.parse(family.expiresAt) <= request.nowMs) return over;
  const who = await ownerOf(request, family);
  if (!who) {
    await endSession(request, family.id);
    return over;
  }
  const rotated = await rotate(request, family, token);
  return rotated.ok ? ok({ ...who, session: sessionOf(family.id), refreshToken: successorOf(token, request.keys.refresh) }) : rotated;
}

/**
 * Who has ordered nothing keeps his token: there is nothing yet that a copy of it could take.
 * Who has, gets a row, and a new token with each use.
 */
async function renewGuest(request: GrantRequest, { family: id, user }: GuestSignIn, token: string): Promise<Result<Granted, TokenError>> {
  const { db, keys, tenant, nowMs } = request;
  const guest = { user, login: GUEST_LOGIN, roles: GUEST_ROLES, session: sessionOf(id) };
  if (!(await orders(db, tenant.id).anyOf(user))) return ok({ ...guest, refreshToken: token });
  const successor = successorOf(token, keys.refresh);
  const families = tokenFamilies(db, tenant.id);
  const [rotatedAt, expiresAt] = [new Date(nowMs).toISOString(), expiryFrom(nowMs)];
  const row = { id, user, login: GUEST_LOGIN, anonymous: true, current: hashOf(successor), previous: hashOf(token), revoked: false };
  if (await families.begin({ ...row, rotatedAt, expiresAt })) return ok({ ...guest, refreshToken: successor });
  const begun = await families.find(id); // by another request, at this moment
  return begun ? renewFamily(request, begun, token) : over;
}

/** Roles as they are today: what was taken away since is not renewed. */
async function ownerOf({ db, tenant }: GrantRequest, family: TokenFamily) {
  if (family.anonymous) return { user: family.user, login: family.login, roles: GUEST_ROLES };
  const user = await users(db, tenant.id).byId(family.user);
  return user?.active ? { user: user.id, login: user.login, roles: user.roles } : undefined;
}

/**
 * The token in force gives way to its successor, for one of several callers at once.
 * The others, and a retry, hold the token just replaced: they are told the same successor, as long as it has not been used itself.
 * Whoever names the family with any other token holds a copy: the family ends.
 */
async function rotate(request: GrantRequest, family: TokenFamily, token: string): Promise<Result<void, TokenError>> {
  const { db, keys, tenant, nowMs } = request;
  const families = tokenFamilies(db, tenant.id);
  const hash = hashOf(token);
  const next = hashOf(successorOf(token, keys.refresh));
  if (await families.rotate(family.id, hash, next, new Date(nowMs).toISOString(), expiryFrom(nowMs))) return ok(undefined);
  const now = await families.find(family.id);
  if (now && !now.revoked && now.previous === hash && nowMs - Date.parse(now.rotatedAt) <= RETRY_MS) return ok(undefined);
  await endSession(request, family.id);
  return over;
}
