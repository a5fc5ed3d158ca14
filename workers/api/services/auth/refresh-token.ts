// Refresh tokens: opaque, and each the only possible successor of the one before it,
// so that a lost answer can be given again without storing it.
import { createHash, createHmac, randomBytes } from "node:crypto";

/** `tenant~family~secret`: the look-up is by key. No dots, because published clients take what has dots for a JWT. */
const FORM = /^([^~]{1,64})~([0-9a-f-]{36})~[A-Za-z0-9_-]{43}$/;

/** A sign-in that nobody renews for so long is over. */
export const IDLE_MS = 90 * 86_400_000;

export const firstToken = (tenant: string, family: string) => `${tenant}~${family}~${randomBytes(32).toString("base64url")}`;

/** `secret`: the deployment's `keys.refresh`. The same token always has the same successor. */
export function successorOf(token: string, secret: string): string {
  const stem = token.slice(0, token.lastIndexOf("~"));
  return `${stem}~${createHmac("sha256", secret).update(token).digest("base64url")}`;
}

/** What a token says of itself; nothing is proven yet. */
export function readRefreshToken(token: string): { tenant: string; family: string } | undefined {
  const [, tenant, family] = FORM.exec(token) ?? [];
  return tenant && family ? { tenant, family } : undefined;
}

/** What is stored. The secret has 256 random bits, so a fast hash is enough. */
export const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");

/**
 * The name of a sign-in that access tokens carry (`sid`). Not the family itself: who names a family with a made-up secret ends it, and
 * access tokens are shown to more eyes than refresh tokens are.
 */
export const sessionOf = (family: string) => createHash("sha256").update(`session:${family}`).digest("base64url").slice(0, 22);

/** RFC 3339. */
export const expiryFrom = (nowMs: number) => new Date(nowMs + IDLE_MS).toISOString();
