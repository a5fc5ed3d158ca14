// What a tenant's own discount rules may say. A rule looks at products by tag, so that the menu decides what takes part.
import { z } from "zod";

/** The layer that our own rules fill; tenants' hooks and coupons have layers of their own. One answer replaces the whole layer. */
export const RULES_LAYER = "rules";

const common = {
  id: z.string().regex(/^[a-zA-Z0-9_.-]{1,64}$/),
  /** What the guest reads on the receipt. */
  name: z.string().min(1).max(128),
  layer: z.literal(RULES_LAYER).default(RULES_LAYER),
  /** Only products with this tag take part. */
  tag: z.string().min(1).max(64),
  /** Only for orders that have this coupon. */
  coupon: z
    .string()
    .regex(/^[a-zA-Z0-9_.-]{1,64}$/)
    .optional(),
};

/** Off the price, in percent, at most two decimals. */
const percent = z.number().positive().max(100).multipleOf(0.01);

export const DiscountRule = z.discriminatedUnion("kind", [
  /** Each line of a tagged product costs `percent` less. */
  z.strictObject({ kind: z.literal("percent"), ...common, percent }),
  /** Every `every`th unit of the same tagged product costs `percent` less, counted over all lines of that product in basket order. */
  z.strictObject({ kind: z.literal("bulk"), ...common, every: z.int().min(2).max(1000).default(3), percent: percent.default(50) }),
]);
export type DiscountRule = z.infer<typeof DiscountRule>;

/** The tags that some rule looks at, each once: a line without any of them cannot change what the rules give. */
export const tagsOfInterest = (rules: readonly DiscountRule[]): string[] => [...new Set(rules.map(({ tag }) => tag))].toSorted();
