// Access tokens as their bearer sees them. The client only looks inside, to renew in time and to preview as the right person;
// the server alone judges.
import { z } from "zod";

/**
 * Gives an access token. `stale`: one that no longer does, refused or about to expire; then it must be another. May take its time;
 * what it throws is tried again later, except `SignedOut`.
 */
export type TokenProvider = (stale?: string) => Promise<string>;

/** Thrown by a `TokenProvider` when there will be no token any more: somebody must sign in. */
export class SignedOut extends Error {
  override name = "SignedOut";
}

const Claims = z.object({ UUID: z.string(), authorities: z.array(z.string()), exp: z.number() });

/** `exp`: epoch seconds. */
export type Bearer = { user: string; roles: string[]; exp: number };

/** Undefined for what is no token of ours. */
export function bearerOf(token: string): Bearer | undefined {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    const claims = Claims.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return claims.success ? { user: claims.data.UUID, roles: claims.data.authorities, exp: claims.data.exp } : undefined;
  } catch {
    return undefined;
  }
}
