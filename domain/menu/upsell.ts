// What else a guest may like (the chain's property `upselCfg`; docs/wire.md, "Upsell"): who has something of one category is offered
// another one's.

/** `pairs`: who has something of `has` should have something of `wants`. `fallback`: a category for whoever lacks nothing else. */
export type UpsellRules = { pairs: { has: string; wants: string }[]; fallback?: string };

/** `burgers=drinks|pizza=salads|desserts`. What cannot be read is left out. */
export function upsellRulesOf(text: string): UpsellRules {
  const parts = text.split("|").map((part) => part.trim());
  const pairs = parts.flatMap((part) => {
    const [has = "", wants = "", ...rest] = part.split("=").map((name) => name.trim());
    return has !== "" && wants !== "" && rest.length === 0 ? [{ has, wants }] : [];
  });
  const last = parts.at(-1) ?? "";
  return { pairs, ...(last !== "" && !last.includes("=") && { fallback: last }) };
}

/** A product by the names of the categories that it counts to. */
type Offered = { id: string; categories: ReadonlySet<string>; upsell: readonly string[] };
/** `POPUP`: because of the line that was ordered last. */
export type Suggestion = { items: string[]; showAs: "ANY" | "POPUP" };

const MOST = 3;

/**
 * `shelf`: what can be had now, in the menu's order. `basket`: ids, the newest last.
 * `lastLine`: products that the newest one names go first (`upsellLastLine`). The same basket is offered the same things.
 */
export function suggest(rules: UpsellRules, shelf: readonly Offered[], basket: readonly string[], lastLine: boolean): Suggestion {
  const byId = new Map(shelf.map((product) => [product.id, product]));
  const had = new Set(basket);
  const fresh = shelf.filter(({ id }) => !had.has(id));
  const newest = basket.at(-1);
  const named = lastLine && newest !== undefined ? (byId.get(newest)?.upsell ?? []) : [];
  const popup = named.filter((id) => byId.has(id) && !had.has(id)).slice(0, MOST);
  if (popup.length > 0) return { items: popup, showAs: "POPUP" };
  const has = (category: string) => basket.some((id) => byId.get(id)?.categories.has(category));
  const lacking = rules.pairs.filter((pair) => has(pair.has) && !has(pair.wants)).map(({ wants }) => wants);
  const last = rules.fallback !== undefined && !has(rules.fallback) ? [rules.fallback] : [];
  for (const category of [...lacking, ...last]) {
    const items = fresh.filter(({ categories }) => categories.has(category)).slice(0, MOST);
    if (items.length > 0) return { items: items.map(({ id }) => id), showAs: "ANY" };
  }
  return { items: [], showAs: "ANY" };
}
