// Lines that are paid for keep the discounts that they were paid with. What the rules give is given once: what these lines have got of it is taken off.
import type { Minor } from "../pricing/money";
import { type Article, type Claim, countedTogether } from "./claim";
import { RULES_LAYER } from "./rule";

/** What lines that are paid for have got of one name. */
type Had = { article: Article; amount: Minor };

/** What is still to be given: claims of their own article first, then of those that the rule counts with it. */
export function lessFixed(claims: readonly Claim[], articles: readonly Article[]): Claim[] {
  const due = claims.map((claim) => ({ ...claim }));
  const byName = Map.groupBy(due, ({ rule }) => rule.name);
  for (const [name, had] of hadByName(articles)) {
    const its = byName.get(name) ?? [];
    takeOff(its, had, (claim, article) => claim.article === article);
    takeOff(its, had, ({ rule, article }, other) => countedTogether(rule, article, other));
  }
  return due;
}

function hadByName(articles: readonly Article[]): Map<string, Had[]> {
  const had = articles.flatMap((article) =>
    article.lines
      .flatMap(({ fixed = [] }) => fixed)
      .filter(({ layer }) => layer === RULES_LAYER)
      .map(({ name, amount }) => ({ name, article, amount })),
  );
  return Map.groupBy(had, ({ name }) => name);
}

function takeOff(due: readonly Claim[], had: readonly Had[], concerns: (claim: Claim, article: Article) => boolean): void {
  for (const one of had) {
    for (const claim of due) {
      if (one.amount === 0) break;
      if (claim.amount === 0 || !concerns(claim, one.article)) continue;
      const taken = Math.min(claim.amount, one.amount);
      claim.amount -= taken;
      one.amount -= taken;
    }
  }
}
