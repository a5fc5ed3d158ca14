// What is odd about options together with what is around them: one by one each may be as it is meant.
import type { Minor } from "../pricing/money";
import type { Result } from "../result";
import type { Configuration } from "./compiled";
import { choicesOf, whyUnchoosable } from "./group-bounds";
import type { ProductFinding } from "./product-finding";
import type { ResolvedNode } from "./resolve";
import type { Violation } from "./violation";

type Selected = NonNullable<Configuration["selected"]>;

/** What one of the product costs with this choice, in minor units, or why it is refused. */
export type Trial = (selected: Selected) => Result<Minor, readonly Violation[]>;

const isNegative = (price: string | undefined) => price?.startsWith("-") ?? false;

/**
 * Options that take something off, in groups where nobody has to choose. `least`: as little as the product can be ordered with.
 * What comes to nothing costs what it does by itself, and less than nothing is refused.
 */
export function discountFindings(product: ResolvedNode, least: Selected, trial: Trial): ProductFinding[] {
  const plain = trial(least);
  if (!plain.ok) return [];
  return product.items.flatMap((group) =>
    choicesOf(group)
      .filter((item) => isNegative(item.price) && (group.attrs?.selMin ?? 0) === 0 && whyUnchoosable(group, item) === undefined)
      .flatMap((item): ProductFinding[] => {
        const context = item.selCtx ?? group.selCtx;
        if (context === undefined) return [];
        const price = trial({ ...least, [context]: { ...least[context], [item.id]: "1" } });
        const say = (code: ProductFinding["code"], message: string): ProductFinding => ({ about: item, code, pointer: "/price", message });
        if (!price.ok)
          return price.error.some(({ rule }) => rule === "negative-price")
            ? [say("cannot-be-chosen", `Nobody can choose ${item.id} by itself: ${product.id} would cost less than nothing.`)]
            : [];
        if (price.value < plain.value) return [];
        return [
          say(
            "negative-price",
            `${item.id} takes nothing off ${product.id}: a product whose options bring it to nothing costs its own price.`,
          ),
        ];
      }),
  );
}

/** Options that one choice names more than once: in several groups each counts and costs, in one group only the first does. */
export function alreadyChosen(product: ResolvedNode): ProductFinding[] {
  const first = new Map<string, ResolvedNode>();
  const found: ProductFinding[] = [];
  const visit = (node: ResolvedNode) => {
    const here = new Set<string>();
    for (const item of choicesOf(node)) {
      const context = item.selCtx ?? node.selCtx;
      if (context === undefined) continue;
      const key = `${context}\n${item.id}`;
      const before = first.get(key) ?? node;
      first.set(key, before);
      const say = (message: string) => void found.push({ about: item, code: "id-repeated", pointer: "", message });
      if (here.has(key)) say(`${item.id} stands in ${node.id} already: only the first counts.`);
      // Options that lead to one group, sizes to their extras say, may share its choice.
      else if (before.id !== node.id)
        say(`${item.id} stands in ${before.id} and ${node.id} under one choice, ${context}: chosen once, it counts in both.`);
      here.add(key);
    }
    node.items.forEach(visit);
  };
  visit(product);
  return found;
}
