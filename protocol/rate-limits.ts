// The one table of how often callers may do what costs, or may be guessed at (docs/limits.md says why these numbers).
// Counted exactly, in objects: an isolate's memory is one of many, and is gone before a guess is forgotten.
import type { RateLimit } from "../domain/access/rate-limit";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * By what is counted. `…At`: of one address, which may be a restaurant with 300 guests on one wireless network.
 * `…Of`: of one login, caller, order or tenant. Where it says `wrong`, only wrong secrets are counted, and a right one is always taken:
 * they are too long to be guessed, and who guesses in a restaurant's network must not keep its tills from renewing theirs.
 */
export const rateLimits = {
  /**
   * Passwords that are tried, right or wrong. A right one empties what is counted of its login.
   * Where a login has signed in before, `passwordOfLoginAt` alone keeps it out: what strangers have used up of the others does not.
   */
  passwordAt: { burst: 50, everyMs: 6 * SECOND },
  passwordOfLoginAt: { burst: 20, everyMs: MINUTE },
  passwordOfLogin: { burst: 60, everyMs: MINUTE },
  passwordOfTenant: { burst: 1_000, everyMs: SECOND / 4 },
  /** A chain's apps know their secret: who is wrong has made it up. */
  wrongClientAt: { burst: 30, everyMs: 30 * SECOND },
  wrongRefreshTokenAt: { burst: 300, everyMs: 2 * SECOND },
  wrongPreviewAt: { burst: 30, everyMs: 30 * SECOND },
  guestSignInAt: { burst: 600, everyMs: SECOND },
  signOutAt: { burst: 600, everyMs: SECOND },

  /** Orders that are created. */
  orderAt: { burst: 600, everyMs: 2 * SECOND },
  orderOfGuest: { burst: 200, everyMs: 10 * SECOND },
  orderOfStaff: { burst: 5_000, everyMs: 10 },
  claimAt: { burst: 60, everyMs: 10 * SECOND },
  claimOfGuest: { burst: 10, everyMs: 30 * SECOND },
  claimOfStaff: { burst: 600, everyMs: SECOND },
  claimOfOrder: { burst: 20, everyMs: 30 * SECOND },
  couponAt: { burst: 300, everyMs: 2 * SECOND },
  couponOfGuest: { burst: 20, everyMs: 30 * SECOND },
  couponOfStaff: { burst: 600, everyMs: SECOND },

  /** Addresses that a chain's geocoder is asked for: it costs the chain, and is kept by others. */
  addressLookupAt: { burst: 600, everyMs: 2 * SECOND },
  addressLookupOfGuest: { burst: 30, everyMs: 10 * SECOND },
  addressLookupOfStaff: { burst: 2_000, everyMs: SECOND / 10 },
} as const satisfies Record<string, RateLimit>;

/**
 * Addresses from which a login has signed in, the newest of them, and how long after the last time.
 * Strangers elsewhere do not keep it out there.
 */
export const knownAddresses = { mostOfLogin: 20, forMs: 30 * 24 * 60 * MINUTE } as const;

export type RateLimitName = keyof typeof rateLimits;

/** `subject`: whose it is, where an object counts for several. */
export type RateLimitCharge = { limit: RateLimitName; subject?: string };

/** Hashes: of a login, and of an address as that login's. */
export type AddressOfLogin = { login: string; address: string };

/** The object that counts what one address does, in all tenants: nobody has shown yet whose he is. */
export const addressLimiter = (address: string): string => `address/${address}`;

/** The object that counts sign-ins of one tenant. */
export const signInLimiter = (tenant: string): string => `${tenant}/sign-in`;

const SHARDS = 16;
const shard = (tenant: string, n: number): string => `${tenant}/limits/${n}`;

/** The object that counts what a caller does, or what is done to an order, among others of the tenant. `id`: a UUID. */
export const shardedLimiter = (tenant: string, id: string): string =>
  shard(tenant, Number.parseInt(id.replaceAll(/[^\da-f]/g, "").slice(-4), 16) % SHARDS || 0);

/** Every object that counts for the tenant. */
export const limitersOf = (tenant: string): string[] => [
  signInLimiter(tenant),
  ...Array.from({ length: SHARDS }, (_, n) => shard(tenant, n)),
];
