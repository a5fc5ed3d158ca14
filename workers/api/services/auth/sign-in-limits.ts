// What the token endpoint takes from one address, for one login and in one chain (protocol/rate-limits.ts). Refused before anything is hashed.
import { createHash } from "node:crypto";
import { err, ok, type Result } from "../../../../domain/result";
import type { Charge, RateLimitName } from "../../../../protocol/rate-limits";
import { chargeAddress, chargeSignIn, forgetGuesses } from "../../rate-limit";
import type { Tenant } from "../../../lib/db/tenants";
import type { ApiEnv } from "../../env";
import { GUEST_LOGIN } from "./guest";
import type { Form } from "./form";
import type { TokenError } from "./token-error";

type Env = Pick<ApiEnv, "RATE_LIMITER">;
type Allowed = Result<void, TokenError>;

/** Of an address: a sign-in of a guest, a password, a sign-out. Who renews his sign-in is kept by nobody. */
function chargeOf(form: Form, what: "token" | "revoke"): Charge | undefined {
  if (what === "revoke") return { limit: "signOutAt" };
  if (form.get("grant_type") === "refresh_token") return undefined;
  return { limit: isGuest(form) ? "guestSignInAt" : "passwordAt" };
}

export const isGuest = (form: Form): boolean => form.get("username") === GUEST_LOGIN && (form.get("password") ?? "") === "";

export async function chargeRequest(env: Env, address: string, form: Form, what: "token" | "revoke"): Promise<Allowed> {
  const charge = chargeOf(form, what);
  return charge ? allowed(await chargeAddress(env, address, [charge]), "too many requests from this address") : ok(undefined);
}

/** A secret was wrong: what is answered to that, which in the end is that there have been too many. */
export async function chargeWrongSecret(
  env: Env,
  address: string,
  limit: Extract<RateLimitName, `wrong${string}`>,
  wrong: TokenError,
): Promise<Result<never, TokenError>> {
  const counted = allowed(await chargeAddress(env, address, [{ limit }]), "too many secrets from this address were wrong");
  return err(counted.ok ? wrong : counted.error);
}

/** A guess at a login's password. Who guesses from one address fills what is that address's before he keeps the login's owner out. */
export const chargeGuess = async (env: Env, { id, region }: Tenant, login: string, address: string): Promise<Allowed> =>
  allowed(
    await chargeSignIn(env, { tenant: id, region }, [...guessesAt(login, address), { limit: "passwordOfTenant" }]),
    "too many passwords were tried",
  );

/** The password was right. */
export const forgiveGuesses = (env: Env, { id, region }: Tenant, login: string, address: string): Promise<void> =>
  forgetGuesses(env, { tenant: id, region }, guessesAt(login, address));

/** A login may be as long as a form, and is nobody's to read here. */
export function guessesAt(login: string, address: string): Charge[] {
  const subject = createHash("sha256").update(login).digest("base64url");
  return [
    { limit: "passwordOfLogin", subject },
    { limit: "passwordOfLoginAt", subject: `${subject}@${address}` },
  ];
}

const allowed = (retryAfterSeconds: number, description: string): Allowed =>
  retryAfterSeconds === 0
    ? ok(undefined)
    : err({ error: "too_many_requests", description: `${description}; try again in ${retryAfterSeconds} s`, retryAfterSeconds });
