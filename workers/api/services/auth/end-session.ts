// The end of a sign-in, whoever wants it: its owner, the chain, or we because a copy of its tokens is about.
// Refresh tokens end in D1, sockets in the session's own object.
// Access tokens are verified without a look-up (docs/architecture.md, law 8) and live on until they expire.
import { sessionName } from "../../../../protocol/session";
import { objectStub } from "../../../../runtime/object-stub";
import type { Tenant } from "../../../lib/db/tenants";
import { tokenFamilies } from "../../../lib/db/token-families";
import { withTimeout } from "../../../../runtime/timeout";
import type { ApiEnv } from "#api/env";
import { GUEST_LOGIN, type GuestSignIn } from "./guest";
import { hashOf, sessionOf } from "./refresh-token";
import { log } from "../../../../runtime/log";

/** Where one tenant's sign-ins are kept. `nowMs`: epoch milliseconds. */
export type SignIns = { db: D1Database; sessions: ApiEnv["SESSION"]; tenant: Tenant; nowMs: number };

/** Published clients take a token for expired ten seconds before it is. */
export const ACCESS_TOKEN_SECONDS = 3600;

/** Clocks differ, and a refresh that was under way may still sign one. */
const SLACK_SECONDS = 60;
const WORD_WITHIN_MS = 4_000;

/**
 * Ends it, also when it has ended. `guest`: who has no row, and has shown his own token. Sockets are closed by the session's object, which
 * goes on by itself once it has the word; when it cannot be told, sockets die with their tokens.
 */
export async function endSession({ db, sessions, tenant, nowMs }: SignIns, family: string, guest?: GuestSignIn): Promise<void> {
  const families = tokenFamilies(db, tenant.id);
  const ended = (await families.revoke(family)) || (guest !== undefined && (await revokeGuest(families, guest, nowMs)));
  if (!ended) return; // nobody's: an object for each made-up name would be storage for the asking
  const name = sessionName(tenant.id, sessionOf(family));
  const until = nowMs + (ACCESS_TOKEN_SECONDS + SLACK_SECONDS) * 1000;
  for (const attempt of [1, 2]) {
    try {
      return await withTimeout(WORD_WITHIN_MS, objectStub(sessions, tenant.region, name).revoke(until));
    } catch (error) {
      log("error", "session.revoke_failed", { session: name, attempt, error });
    }
  }
}

/** A guest without a row gets one that says so, as long as the token would be taken. False when it would not be any more. */
async function revokeGuest(
  families: ReturnType<typeof tokenFamilies>,
  { family: id, user, refreshToken, until }: GuestSignIn,
  nowMs: number,
): Promise<boolean> {
  if (until <= nowMs) return false;
  const facts = { id, user, login: GUEST_LOGIN, anonymous: true, current: hashOf(refreshToken), previous: null };
  const times = { rotatedAt: new Date(nowMs).toISOString(), expiresAt: new Date(until).toISOString() };
  return (await families.begin({ ...facts, ...times, revoked: true })) || families.revoke(id);
}
