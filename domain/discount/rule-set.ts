import type { DiscountRule } from "./rule";

/** The rules of a chain that hold together, by the hash of their content: an order names the set that its discounts are of. */
export type RuleSet = { hash: string; rules: readonly DiscountRule[] };
