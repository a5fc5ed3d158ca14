// A chain's active discount rules as they were a moment ago: for baskets, coupons and bursts of discount jobs.
import { waitUntil } from "cloudflare:workers";
import { LRUCache } from "lru-cache";
import type { DiscountRule } from "../../domain/discount/rule";
import { cached, type Cached } from "./cached";
import { discountRules } from "./db/discount-rules";

/** A new rule holds, and its coupon is taken, after two seconds. */
const FRESH_MS = 2_000;
const byTenant = new LRUCache<string, Cached<DiscountRule[]>>({ max: 2_000 });

export async function recentDiscountRules(db: D1Database, tenant: string): Promise<DiscountRule[]> {
  let rules = byTenant.get(tenant);
  if (!rules) {
    rules = cached(() => discountRules(db, tenant).active(), { freshMs: FRESH_MS, staleMs: FRESH_MS, keepAlive: waitUntil });
    byTenant.set(tenant, rules);
  }
  return (await rules.get()) ?? [];
}
