// Which coupons a chain takes: those that some active discount rule names.
import { waitUntil } from "cloudflare:workers";
import { LRUCache } from "lru-cache";
import type { DiscountRule } from "../../../../domain/discount/rule";
import { discountRules } from "../../../lib/db/discount-rules";
import { cached, type Cached } from "../../../lib/cached";
import type { ApiEnv } from "#api/env";

/** A new coupon is taken after two seconds, like a new rule. */
const FRESH_MS = 2_000;
const rules = new LRUCache<string, Cached<DiscountRule[]>>({ max: 2_000 });

/** The chain's discount rules, kept in this isolate for a moment. */
export async function rulesOf({ DB }: Pick<ApiEnv, "DB">, tenant: string): Promise<DiscountRule[]> {
  let read = rules.get(tenant);
  if (!read) {
    read = cached(() => discountRules(DB, tenant).active(), { freshMs: FRESH_MS, staleMs: FRESH_MS, keepAlive: waitUntil });
    rules.set(tenant, read);
  }
  return (await read.get()) ?? [];
}

/** What the order keeps of a coupon (`IOrderCoupon.data`); undefined when no rule of the chain names it. */
export async function findCoupon(env: Pick<ApiEnv, "DB">, tenant: string, coupon: string): Promise<{ couponKey: string } | undefined> {
  return (await rulesOf(env, tenant)).some((rule) => rule.coupon === coupon) ? { couponKey: coupon } : undefined;
}
