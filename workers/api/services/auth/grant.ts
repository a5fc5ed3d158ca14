// What a grant is: from a form to who has signed in. One file per grant; token.ts has the table.
import type { Result } from "../../../../domain/result";
import type { Keys } from "../../../../runtime/keys";
import { tokenFamilies } from "../../../lib/db/token-families";
import type { ApiEnv } from "#api/env";
import type { SignIns } from "./end-session";
import type { Form } from "./token-form";
import { expiryFrom, firstToken, hashOf, sessionOf } from "./refresh-token";
import type { TokenError } from "./token-error";

/** The client is known to be the tenant's own. `nowMs`: epoch milliseconds. `address`: where the request comes from. */
export type GrantRequest = SignIns & { env: Pick<ApiEnv, "RATE_LIMITER" | "PASSWORDS">; address: string; keys: Keys; form: Form };

export type Granted = { user: string; login: string; roles: string[]; session: string; refreshToken: string };

export type Grant = (request: GrantRequest) => Promise<Result<Granted, TokenError>>;

/** Begins a sign-in: the first refresh token of a new family. */
export async function signIn({ db, tenant, nowMs }: GrantRequest, who: Omit<Granted, "session" | "refreshToken">): Promise<Granted> {
  const id = crypto.randomUUID();
  const refreshToken = firstToken(tenant.id, id);
  await tokenFamilies(db, tenant.id).begin({
    id,
    user: who.user,
    login: who.login,
    anonymous: false,
    current: hashOf(refreshToken),
    previous: null,
    revoked: false,
    rotatedAt: new Date(nowMs).toISOString(),
    expiresAt: expiryFrom(nowMs),
  });
  return { ...who, session: sessionOf(id), refreshToken };
}
