// A chain's discount rules by the hash of their content, kept beside its compiled menus. Immutable, so what an isolate has read once serves
// every order in it.
import { createHash } from "node:crypto";
import { z } from "zod";
import { DiscountRule } from "../domain/discount/rule";
import type { RuleSet } from "../domain/discount/rule-set";

/** An isolate meets some chains; a set is some kilobytes. */
const MAX_KNOWN = 256;
const known = new Map<string, RuleSet>();
/** Sets that this isolate has put into store, or found there. */
const stored = new Set<string>();

const keyOf = (hash: string): string => `rules:${hash}`;

/** The same rules make the same set, in whatever order they come. */
export function ruleSetOf(rules: readonly DiscountRule[]): RuleSet {
  const inOrder = rules.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { hash: createHash("sha256").update(JSON.stringify(inOrder)).digest("hex").slice(0, 32), rules: inOrder };
}

export const knownRuleSet = (hash: string): RuleSet | undefined => known.get(hash);

/** Undefined when the set is not in store (yet). */
export async function readRuleSet(menus: KVNamespace, hash: string): Promise<RuleSet | undefined> {
  const text = await menus.get(keyOf(hash));
  if (text === null) return undefined;
  stored.add(hash);
  return remember({ hash, rules: z.array(DiscountRule).parse(JSON.parse(text)) });
}

/** Harmless when repeated: a set never changes. */
export async function storeRuleSet(menus: KVNamespace, set: RuleSet): Promise<void> {
  if (!stored.has(set.hash)) await menus.put(keyOf(set.hash), JSON.stringify(set.rules));
  if (stored.size >= MAX_KNOWN) stored.clear();
  stored.add(set.hash);
  remember(set);
}

function remember(set: RuleSet): RuleSet {
  const oldest = known.keys().next();
  if (known.size >= MAX_KNOWN && !oldest.done) known.delete(oldest.value);
  known.set(set.hash, set);
  return set;
}
