// How often somebody may give commands that cost, or that guess at something (protocol/rate-limits.ts).
// Staff and devices are counted by caller alone, so that nobody in their network takes anything of theirs.
import type { Principal } from "../../../../domain/access/principal";
import { mayAnywhere } from "../../../../domain/access/roles";
import type { RateLimitName } from "../../../../protocol/rate-limits";
import type { ApiEnv } from "#api/env";
import { chargeAddress, chargeOne, giveBackToAddress, giveBackToOne } from "#api/http/rate-limit";

/** `address`: from where the command comes. `order`: its id, where it is known. */
export type Commanding = { env: Pick<ApiEnv, "RATE_LIMITER">; principal: Principal; address: string; order?: string };

type Limits = { at: RateLimitName; guest: RateLimitName; staff: RateLimitName; order?: RateLimitName };

const creating: Limits = { at: "orderAt", guest: "orderOfGuest", staff: "orderOfStaff" };

/** By the names of commands in paths (command-definitions), and of what commands have looked up. */
const limitsOf: ReadonlyMap<string, Limits> = new Map([
  ["new", creating],
  ["newAggregator", creating],
  ["claim", { at: "claimAt", guest: "claimOfGuest", staff: "claimOfStaff", order: "claimOfOrder" }],
  ["address", { at: "addressLookupAt", guest: "addressLookupOfGuest", staff: "addressLookupOfStaff" }],
  ["addCoupon", { at: "couponAt", guest: "couponOfGuest", staff: "couponOfStaff" }],
]);

/** Commands that guess at something: only what is guessed wrongly stays counted. */
const GUESSING: ReadonlySet<string> = new Set(["claim"]);

export const isLimited = (name: string): boolean => limitsOf.has(name);

export type TooMany = { code: "too-many-requests"; retryAfterSeconds: number };

const isStaffs = (principal: Principal): boolean => mayAnywhere(principal, "orders.operate");

/** Undefined when the command may be given. */
export async function overLimit(name: string, { env, principal, address, order }: Commanding): Promise<TooMany | undefined> {
  const limits = limitsOf.get(name);
  if (!limits) return undefined;
  const { user } = principal;
  const isStaff = isStaffs(principal);
  const waits = await Promise.all([
    isStaff ? 0 : chargeAddress(env, address, [{ limit: limits.at }]),
    chargeOne(env, principal, user, { limit: isStaff ? limits.staff : limits.guest }),
    limits.order && order !== undefined && !isStaff ? chargeOne(env, principal, order, { limit: limits.order }) : 0,
  ]);
  const retryAfterSeconds = Math.max(...waits);
  return retryAfterSeconds > 0 ? { code: "too-many-requests", retryAfterSeconds } : undefined;
}

/** The command was taken, so that nothing was guessed at. A table that joins one after the other leaves others their tries. */
export async function wasRight(name: string, { env, principal, address, order }: Commanding): Promise<void> {
  const limits = limitsOf.get(name);
  if (!limits || !GUESSING.has(name)) return;
  const isStaff = isStaffs(principal);
  await Promise.all([
    !isStaff && giveBackToAddress(env, address, { limit: limits.at }),
    giveBackToOne(env, principal, principal.user, { limit: isStaff ? limits.staff : limits.guest }),
    limits.order && order !== undefined && !isStaff && giveBackToOne(env, principal, order, { limit: limits.order }),
  ]);
}
