// Bugs that the bookkeeper must find: each is a module that stands in for one of the real ones (`bugs/`). Most of them were there once.
import { load, type Sources } from "./objects/load.ts";
import { play, storyOf } from "./story.ts";

/**
 * `instead`: the module that is replaced. `story`: the seed of one that shows it; when stories go otherwise by now, one of those after it
 * will.
 */
export const SEEDED_BUGS = {
  "tills-take-nothing": { instead: "durable-objects/order/require-holds.ts", story: 1 },
  "approvals-take-nothing": { instead: "durable-objects/order/require-holds.ts", story: 74 },
  "given-up-and-needed-again": { instead: "durable-objects/order/require-holds.ts", story: 1 },
  "reserved-is-not-what-is-placed": { instead: "durable-objects/order/checkout.ts", story: 1 },
  "a-recount-is-paid-twice": { instead: "durable-objects/venue/holds.ts", story: 3 },
  "one-payer-releases-anothers-hold": { instead: "domain/order/paid-lines.ts", story: 1 },
  "late-money-is-refused": { instead: "domain/order/decide/payments.ts", story: 123 },
  "a-tender-under-a-payments-id": { instead: "domain/order/decide/payments.ts", story: 31 },
  "stale-discounts-are-kept": { instead: "domain/order/decide/discounting.ts", story: 1 },
  "discounts-are-not-waited-for": { instead: "domain/order/decide/discounting.ts", story: 250 },
  "a-payment-holds-no-basket": { instead: "domain/order/decide/guards.ts", story: 21 },
  "paid-lines-lose-their-discounts": { instead: "domain/order/discount-basket.ts", story: 30 },
  "tips-fall-on-paid-lines": { instead: "domain/order/line-shares.ts", story: 129 },
  "moved-lines-keep-their-price": { instead: "domain/order/decide/reprice.ts", story: 5 },
  "fired-lines-take-nothing": { instead: "domain/order/holds.ts", story: 9 },
  "till-sales-have-no-slot": { instead: "domain/order/holds.ts", story: 2 },
  "merged-lines-are-taken-twice": { instead: "domain/order/holds.ts", story: 2 },
  "what-was-begun-comes-back": { instead: "domain/order/holds.ts", story: 9 },
  "refunds-on-their-way-go-back-again": { instead: "domain/order/refundable.ts", story: 514 },
  "cancelled-orders-keep-the-money": { instead: "domain/order/decide/close-cancel-abandon.ts", story: 1 },
  "given-back-off-the-books": { instead: "durable-objects/order/refunds.ts", story: 1 },
  "paid-at-the-till-and-still-open": { instead: "domain/order/decide/lapsed-payments.ts", story: 1 },
  "goodwill-is-owed-again": { instead: "domain/order/refund-kind.ts", story: 33 },
  "useless-money-pays-for-the-order": { instead: "domain/order/refund-kind.ts", story: 74 },
  "the-clock-ends-no-payment": { instead: "domain/order/timeouts.ts", story: 1 },
  "confirmed-twice-counts-twice": { instead: "durable-objects/venue/holds.ts", story: 2 },
  "words-are-said-once": { instead: "durable-objects/order/hold-confirmations.ts", story: 44 },
  "unknown-holds-are-kept": { instead: "durable-objects/order/hold-confirmations.ts", story: 2 },
} as const;
export type Bug = keyof typeof SEEDED_BUGS;
export const BUGS: readonly Bug[] = Object.keys(SEEDED_BUGS).filter((name): name is Bug => name in SEEDED_BUGS);

const MAX_STORIES = 1_500;

/** What the bookkeeper says of the first story in which it finds anything; undefined when it finds nothing in so many. */
export async function caught(bug: Bug, most = MAX_STORIES): Promise<string | undefined> {
  const { instead, story } = SEEDED_BUGS[bug];
  const sources = await load(bug, { instead, by: `scripts/proofs/checkout/bugs/${bug}.ts` });
  for (let seed: number = story; seed < story + most; seed++) {
    const fault = await firstFault(sources, seed);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

async function firstFault(sources: Sources, seed: number): Promise<string | undefined> {
  const [fault] = (await play(sources, storyOf(seed))).faults;
  return fault;
}
