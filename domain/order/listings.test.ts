import { describe, expect, it } from "vitest";
import type { CompiledMenu } from "../menu/compiled";
import type { VenueCard } from "../menu/venue-card";
import { decide } from "./decide";
import { append, asked, card, creating, envelope, given, guest, history, id, menu, menuWorker, noRules } from "./given.fixture";
import type { Actor, OrderCommand } from "./commands";

const soup = menu.products.soup;
if (!soup) throw new Error("the venue sells soup");
/** The soup costs less in the lunch category, and is ordered by another id there. */
const lunch = (price: string): CompiledMenu => ({
  ...menu,
  products: { ...menu.products, "soup.lunch": { ...soup, price, listingOf: "soup" } },
});
const locked = (product: string) => ({ ...card, locks: [{ id: "86", products: [product] }] });
const start = history([creating, guest]);
const trying = (log: typeof start, command: OrderCommand, more: { menu?: CompiledMenu; card?: VenueCard; actor?: Actor } = {}) =>
  decide(given(...log).state, {
    envelope: envelope(command, more.actor ?? guest, { card: more.card ?? card }),
    menu: more.menu ?? lunch("10.00"),
    ruleSet: noRules,
  });
function sold() {
  const decision = trying(start, append(asked(1, "soup.lunch")));
  if (!decision.ok) throw new Error(decision.error.code);
  return [...start, ...decision.value];
}

describe("a product that is listed at a second price", () => {
  it("[M133] is sold as itself, at the price of its place, so that its stock and its tags are its own", () => {
    expect(trying(start, append(asked(1, "soup.lunch")))).toMatchObject({
      ok: true,
      value: [{ lines: [{ productId: "soup", listing: "soup.lunch", unitPrice: 1000, tags: ["PROMO"] }] }],
    });
  });

  it("[M133] is locked with the product, and may be locked alone", () => {
    for (const product of ["soup", "soup.lunch"])
      expect(trying(start, append(asked(1, "soup.lunch")), { card: locked(product) })).toMatchObject({ error: { code: "product-locked" } });
    expect(trying(start, append(asked(1, "soup")), { card: locked("soup.lunch") }).ok).toBe(true);
  });

  it("[M134] is looked at again where it was sold from, and as the product where that is gone", () => {
    const again: OrderCommand = { type: "RecheckLines", venue: "v1" };
    const log = sold();
    expect(trying(log, again, { actor: menuWorker })).toEqual({ ok: true, value: [] });
    expect(trying(log, again, { menu, actor: menuWorker })).toEqual({ ok: true, value: [] });
    const { soup: _soup, ...others } = menu.products;
    expect(trying(log, again, { menu: { ...menu, products: others }, actor: menuWorker })).toMatchObject({
      value: [{ type: "LinesFlagged", flags: [{ line: id(1), reason: "product-not-found" }] }],
    });
  });
});
