// Which coupons a chain takes: those that some active discount rule names.
import { recentDiscountRules } from "../../../lib/recent-discount-rules";
import type { ApiEnv } from "#api/env";

/** What the order keeps of a coupon (`IOrderCoupon.data`); undefined when no rule of the chain names it. */
export async function findCoupon({ DB }: Pick<ApiEnv, "DB">, tenant: string, coupon: string): Promise<{ couponKey: string } | undefined> {
  return (await recentDiscountRules(DB, tenant)).some((rule) => rule.coupon === coupon) ? { couponKey: coupon } : undefined;
}
