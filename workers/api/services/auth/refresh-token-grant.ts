// `refresh_token` (RFC 6749 section 6) with rotation and detection of reuse (RFC 9700 section 4.14.2).
import { ok, type Result } from "../../../../domain/result";
import { tokenFamilies, type TokenFamily } from "../../../lib/db/token-families";
import { users } from "../../../lib/db/users";
import { endSession } from "./end-session";
import { GUEST_ROLES, type Grant, type GrantRequest } from "./grant";
import { expiryFrom, hashOf, readRefreshToken, sessionOf, successorOf } from "./refresh-token";
import { tokenError, type TokenError } from "./token-error";

/** How long the token before the one in force still counts: its answer may have been lost on the way. */
const RETRY_MS = 30_000;

export const refreshTokenGrant: Grant = async (request) => {
  const { keys, form } = request;
  const token = form.get("refresh_token");
  if (!token) return tokenError("invalid_request", "refresh_token is missing");
  const family = await familyOf(request, token);
  if (!family) return over;
  const who = await ownerOf(request, family);
  if (!who) {
    await endSession(request, family.id);
    return over;
  }
  const rotated = await rotate(request, family, token);
  return rotated.ok ? ok({ ...who, session: sessionOf(family.id), refreshToken: successorOf(token, keys.refresh) }) : rotated;
};

const over = tokenError("invalid_grant", "the refresh token is unknown, expired or revoked");

async function familyOf({ db, tenant, nowMs }: GrantRequest, token: string): Promise<TokenFamily | undefined> {
  const named = readRefreshToken(token);
  if (named?.tenant !== tenant.id) return undefined;
  const family = await tokenFamilies(db, tenant.id).find(named.family);
  return family && !family.revoked && Date.parse(family.expiresAt) > nowMs ? family : undefined;
}

/** Roles as they are today: what was taken away since is not renewed. */
async function ownerOf({ db, tenant }: GrantRequest, family: TokenFamily) {
  if (family.anonymous) return { user: family.user, login: family.login, roles: GUEST_ROLES };
  const user = await users(db, tenant.id).byId(family.user);
  return user?.active ? { user: user.id, login: user.login, roles: user.roles } : undefined;
}

/**
 * The token in force gives way to its successor, for one of several callers at once. The others, and a retry, hold the token just replaced: they are
 * told the same successor, as long as it has not been used itself. Whoever names the family with any other token holds a copy: the family ends.
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
