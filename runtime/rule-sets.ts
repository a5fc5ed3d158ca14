// A chain's discount rules by the hash of their content, kept beside its compiled menus. Immutable, so what an isolate has read once serves
// every order in it.
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { DiscountRule } from "../domain/discount/rule";
import type { RuleSet } from "../domain/discount/rule-set";
import { contentHash } from "./content-hash";

/** An isolate meets some chains; a set is some kilobytes. */
const MAX_KNOWN = 256;
const known = new LRUCache<string, RuleSet>({ max: MAX_KNOWN });
/** Sets that this isolate has put into store, or found there. */
const stored = new LRUCache<string, true>({ max: MAX_KNOWN });

const keyOf = (hash: string): string => `rules:${hash}`;

/** The same rules make the same set, in whatever order they come. */
export function ruleSetOf(rules: readonly DiscountRule[]): RuleSet {
  const inOrder = rules.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { hash: contentHash(JSON.stringify(inOrder)), rules: inOrder };
}

export const knownRuleSet = (hash: string): RuleSet | undefined => known.get(hash);

/** Undefined when the set is not in store (yet). */
export async function readRuleSet(menus: KVNamespace, hash: string): Promise<RuleSet | undefined> {
  const text = await menus.get(keyOf(hash));
  if (text === null) return undefined;
  stored.set(hash, true);
  const set = { hash, rules: z.array(DiscountRule).parse(JSON.parse(text)) };
  known.set(hash, set);
  return set;
}

/** Harmless when repeated: a set never changes. */
export async function storeRuleSet(menus: KVNamespace, set: RuleSet): Promise<void> {
  if (!stored.has(set.hash)) await menus.put(keyOf(set.hash), JSON.stringify(set.rules));
  stored.set(set.hash, true);
  known.set(set.hash, set);
}
