// Lines that are paid for keep the discounts that they were paid with. What the rules give is given once: what these lines have got of it
// is taken off.
import type { Minor } from "../pricing/money";
import { type Article, type Entitlement, countedTogether } from "./entitlement";
import { RULES_LAYER } from "./rule";

/** What lines that are paid for have got of one name. */
type Had = { article: Article; amount: Minor };

/** What is still to be given: entitlements of their own article first, then of those that the rule counts with it. */
export function lessAlreadyGiven(entitlements: readonly Entitlement[], articles: readonly Article[]): Entitlement[] {
  const due = entitlements.map((entitlement) => ({ ...entitlement }));
  const byName = Map.groupBy(due, ({ rule }) => rule.name);
  for (const [name, had] of hadByName(articles)) {
    const its = byName.get(name) ?? [];
    takeOff(its, had, (entitlement, article) => entitlement.article === article);
    takeOff(its, had, ({ rule, article }, other) => countedTogether(rule, article, other));
  }
  return due;
}

function hadByName(articles: readonly Article[]): Map<string, Had[]> {
  const had = articles.flatMap((article) =>
    article.lines
      .flatMap(({ alreadyGiven = [] }) => alreadyGiven)
      .filter(({ layer }) => layer === RULES_LAYER)
      .map(({ name, amount }) => ({ name, article, amount })),
  );
  return Map.groupBy(had, ({ name }) => name);
}

function takeOff(
  due: readonly Entitlement[],
  had: readonly Had[],
  concerns: (entitlement: Entitlement, article: Article) => boolean,
): void {
  for (const one of had) {
    for (const entitlement of due) {
      if (one.amount === 0) break;
      if (entitlement.amount === 0 || !concerns(entitlement, one.article)) continue;
      const taken = Math.min(entitlement.amount, one.amount);
      entitlement.amount -= taken;
      one.amount -= taken;
    }
  }
}
