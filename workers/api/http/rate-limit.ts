// Asks the objects that count (durable-objects/rate-limiter) whether somebody may do once more what he does.
import type { Region } from "../../../domain/access/principal";
import { addressLimiter, type AddressOfLogin, type RateLimitCharge, shardedLimiter, signInLimiter } from "../../../protocol/rate-limits";
import { objectStub } from "../../../runtime/object-stub";
import type { ApiEnv } from "#api/env";

type Env = Pick<ApiEnv, "RATE_LIMITER">;

/** Whose guests and staff are counted, and where that may be. */
type Chain = { tenant: string; region: Region };

/** Charges are taken together. 0, or the seconds after which it is worth while to ask again. */
export const chargeAddress = ({ RATE_LIMITER }: Env, address: string, charges: RateLimitCharge[]): Promise<number> =>
  objectStub(RATE_LIMITER, "global", addressLimiter(address)).charge(charges);

export const chargeSignIn = ({ RATE_LIMITER }: Env, { tenant, region }: Chain, charges: RateLimitCharge[]): Promise<number> =>
  objectStub(RATE_LIMITER, region, signInLimiter(tenant)).charge(charges);

/** Who has signed in was not guessing at his login. */
export const forgetGuesses = async ({ RATE_LIMITER }: Env, { tenant, region }: Chain, charges: RateLimitCharge[]): Promise<void> =>
  objectStub(RATE_LIMITER, region, signInLimiter(tenant)).forget(charges);

/** Whether the login has signed in from there lately. */
export const knowsAddress = async ({ RATE_LIMITER }: Env, { tenant, region }: Chain, at: AddressOfLogin): Promise<boolean> =>
  objectStub(RATE_LIMITER, region, signInLimiter(tenant)).knows(at);

/** Its password was right there. */
export const rememberAddress = async ({ RATE_LIMITER }: Env, { tenant, region }: Chain, at: AddressOfLogin): Promise<void> =>
  objectStub(RATE_LIMITER, region, signInLimiter(tenant)).remember(at);

/** `id`: of the caller, or of the order that it is done to. */
export const chargeOne = ({ RATE_LIMITER }: Env, { tenant, region }: Chain, id: string, charge: RateLimitCharge): Promise<number> =>
  objectStub(RATE_LIMITER, region, shardedLimiter(tenant, id)).charge([{ ...charge, subject: id }]);

/** What was charged last, and should not have been. */
export const giveBackToAddress = async ({ RATE_LIMITER }: Env, address: string, charge: RateLimitCharge): Promise<void> =>
  objectStub(RATE_LIMITER, "global", addressLimiter(address)).giveBack(charge);

export const giveBackToOne = async ({ RATE_LIMITER }: Env, { tenant, region }: Chain, id: string, charge: RateLimitCharge): Promise<void> =>
  objectStub(RATE_LIMITER, region, shardedLimiter(tenant, id)).giveBack({ ...charge, subject: id });
