// Guests sign in without a name, and most never come back: a guest is told from the refresh token alone,
// and has no row until it is worth one.
import { createHmac, timingSafeEqual } from "node:crypto";
import { v7 } from "uuid";
import type { Keys } from "../../../../runtime/keys";
import { uuidOf } from "../../../../protocol/derived-id";
import { hashOf, IDLE_MS, readRefreshToken } from "./refresh-token";

/** Who may only do what a guest may. */
export const GUEST_ROLES = ["ROLE_ANONYMOUS"];
export const GUEST_LOGIN = "anonymous";

/** `family`: the sign-in. `user`: who the guest is in it. `until`: epoch ms until which the token is taken. */
export type GuestSignIn = { family: string; user: string; refreshToken: string; until: number };

/** `nowMs`: epoch milliseconds; the sign-in's name says it, which is how its end is known without a row. */
export const newGuest = (keys: Keys, tenant: string, nowMs: number): GuestSignIn => guestOf(keys, tenant, v7({ msecs: nowMs }));

/** Whose first refresh token that is; undefined when it is none of ours, or not a guest's first. */
export function readGuest(keys: Keys, tenant: string, token: string): GuestSignIn | undefined {
  const named = readRefreshToken(token);
  if (named?.tenant !== tenant) return undefined;
  const guest = guestOf(keys, tenant, named.family);
  return timingSafeEqual(Buffer.from(hashOf(guest.refreshToken)), Buffer.from(hashOf(token))) ? guest : undefined;
}

function guestOf(keys: Keys, tenant: string, family: string): GuestSignIn {
  const derived = (what: string) => createHmac("sha256", keys.refresh).update([what, tenant, family].join("\0")).digest();
  const begun = Number.parseInt(family.replaceAll("-", "").slice(0, 12), 16); // RFC 9562, section 5.7
  return {
    family,
    user: uuidOf(derived("guest")),
    refreshToken: `${tenant}~${family}~${derived("guest-token").toString("base64url")}`,
    until: begun + IDLE_MS,
  };
}
