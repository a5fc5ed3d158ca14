// Lines that are paid for keep the discounts that they were paid with. What the rules give is given once: what these lines have got of it is taken off.
import type { Minor } from "../pricing/money";
import { type Article, type Claim, countedTogether } from "./claim";
import { RULES_LAYER } from "./rule";

/** What lines that are paid for have got of one name. */
type Had = { article: Article; name: string; amount: Minor };

/** What is still to be given: claims of their own article first, then of those that the rule counts with it. */
export function lessFixed(claims: readonly Claim[], articles: readonly Article[]): Claim[] {
  const had = articles.flatMap(hadBy);
  const due = claims.map((claim) => ({ ...claim }));
  takeOff(due, had, (claim, { article }) => claim.article === article);
  takeOff(due, had, ({ rule, article }, other) => countedTogether(rule, article, other.article));
  return due;
}

const hadBy = (article: Article): Had[] =>
  article.lines
    .flatMap(({ fixed = [] }) => fixed)
    .filter(({ layer }) => layer === RULES_LAYER)
    .map(({ name, amount }) => ({ article, name, amount }));

function takeOff(due: Claim[], had: Had[], concerns: (claim: Claim, had: Had) => boolean): void {
  for (const one of had) {
    for (const claim of due) {
      if (claim.rule.name !== one.name || !concerns(claim, one)) continue;
      const taken = Math.min(claim.amount, one.amount);
      claim.amount -= taken;
      one.amount -= taken;
    }
  }
}
