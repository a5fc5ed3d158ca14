// Sending an order to the kitchen. What the restaurant does with it from there is plain (protocol/plain-commands.ts).
import { ok } from "../../../../../domain/result";
import { Nothing } from "../../../../../protocol/ordering";
import { placingCard } from "../../../placing-card";
import { plain, recipe, withCard } from "../recipe";
import { seenOf } from "../venue-of";

export const kitchenRecipes = [
  recipe(
    "complete",
    "Place the order (its payments cover the total; staff place a table's tab unpaid)",
    Nothing,
    async (_, making) => {
      const seen = await seenOf(making);
      if (!seen.ok) return seen;
      const [first] = seen.value.buckets;
      if (!first) return plain({ type: "CompleteOrder" });
      if (making.soldAt !== undefined) return withCard(making, first.venue, () => ({ type: "CompleteOrder" }));
      const card = await placingCard(making.env, making.principal.tenant, first.venue, seen.value);
      return card.ok ? ok({ command: { type: "CompleteOrder" }, card: card.value }) : card;
    },
    { required: false },
  ),
];
