// What the token endpoint takes from one address, for one login and in one chain (protocol/rate-limits.ts).
// Refused before anything is hashed.
import { createHash } from "node:crypto";
import { err, ok, type Result } from "../../../../domain/result";
import type { AddressOfLogin, RateLimitCharge, RateLimitName } from "../../../../protocol/rate-limits";
import { chargeAddress, chargeSignIn, forgetGuesses, knowsAddress, rememberAddress } from "#api/http/rate-limit";
import type { Tenant } from "../../../lib/db/tenants";
import type { ApiEnv } from "#api/env";
import { GUEST_LOGIN } from "./guest";
import type { Form } from "./token-form";
import type { TokenError } from "./token-error";

type Env = Pick<ApiEnv, "RATE_LIMITER">;
type Allowed = Result<void, TokenError>;

/** Of an address: a sign-in of a guest, a sign-out. Who renews his sign-in is kept by nobody; passwords are charged with their login. */
function chargeOf(form: Form, what: "token" | "revoke"): RateLimitCharge | undefined {
  if (what === "revoke") return { limit: "signOutAt" };
  return isGuest(form) ? { limit: "guestSignInAt" } : undefined;
}

export const isGuest = (form: Form): boolean =>
  form.get("grant_type") !== "refresh_token" && form.get("username") === GUEST_LOGIN && (form.get("password") ?? "") === "";

export async function chargeRequest(env: Env, address: string, form: Form, what: "token" | "revoke"): Promise<Allowed> {
  const charge = chargeOf(form, what);
  return charge ? allowed(await chargeAddress(env, address, [charge]), TOO_MANY_AT) : ok(undefined);
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

/** What may be tried: from where a login has signed in before, and what is forgotten when the password is right. */
export type Guess = { at: AddressOfLogin; charged: RateLimitCharge[] };

/**
 * A guess at a login's password. Who guesses from one address fills what is that address's before he keeps the login's owner out; and where
 * the owner has signed in before nothing keeps him out that strangers elsewhere, or at other logins, have used up. Both objects are asked
 * always, and at once: who is not known where he is finds out from neither answer nor time whether the login is known anywhere.
 */
export async function chargeGuess(env: Env, tenant: Tenant, login: string, address: string): Promise<Result<Guess, TokenError>> {
  const chain = { tenant: tenant.id, region: tenant.region };
  const at = addressOfLogin(login, address);
  const [tooManyAt, known] = await Promise.all([chargeAddress(env, address, [{ limit: "passwordAt" }]), knowsAddress(env, chain, at)]);
  if (tooManyAt > 0 && !known) return refused(tooManyAt, TOO_MANY_AT);
  const [ofLogin, ofLoginAt] = guessesAt(login, address);
  const charged = known ? [ofLoginAt] : [ofLogin, ofLoginAt];
  const tooMany = await chargeSignIn(env, chain, known ? charged : [...charged, { limit: "passwordOfTenant" }]);
  return tooMany > 0 ? refused(tooMany, "too many passwords were tried") : ok({ at, charged });
}

/**
 * The password was right: what was charged for it was no guess, and its address is known from now on.
 * What others have guessed elsewhere stays counted.
 */
export async function forgiveGuess(env: Env, { id, region }: Tenant, { at, charged }: Guess): Promise<void> {
  const chain = { tenant: id, region };
  await Promise.all([forgetGuesses(env, chain, charged), rememberAddress(env, chain, at)]);
}

/** At the login from anywhere, and from this address. A login may be as long as a form, and is nobody's to read here. */
export function guessesAt(login: string, address: string): [RateLimitCharge, RateLimitCharge] {
  const subject = hash(login);
  return [
    { limit: "passwordOfLogin", subject },
    { limit: "passwordOfLoginAt", subject: `${subject}@${address}` },
  ];
}

const addressOfLogin = (login: string, address: string): AddressOfLogin => ({
  login: hash(login),
  address: hash(`${login}@${address}`),
});

const hash = (text: string): string => createHash("sha256").update(text).digest("base64url");

const TOO_MANY_AT = "too many requests from this address";

const allowed = (retryAfterSeconds: number, description: string): Allowed =>
  retryAfterSeconds === 0 ? ok(undefined) : refused(retryAfterSeconds, description);

const refused = (retryAfterSeconds: number, description: string): Result<never, TokenError> =>
  err({ error: "too_many_requests", description: `${description}; try again in ${retryAfterSeconds} s`, retryAfterSeconds });
