import { describe, expect, it } from "vitest";
import type { CompiledMenu } from "../menu/compiled";
import {
  append,
  asked,
  boss,
  card,
  creating,
  envelope,
  given,
  guest,
  history,
  id,
  menu,
  menuWorker,
  pay,
  till,
  under,
  noRules,
} from "./given.fixture";
import type { Actor, CommandEnvelope, OrderCommand } from "./commands";
import { decide } from "./decide";
import type { OrderEvent } from "./events";
import { explain } from "./price-breakdown";
import { totals } from "./totals";
import { view } from "./view";

const again: OrderCommand = { type: "RecheckLines", venue: "v1" };
const [soup, cola] = [menu.products.soup, menu.products.cola];
if (!soup || !cola) throw new Error("the venue sells soup and cola");
const dearer: CompiledMenu = { ...menu, products: { ...menu.products, soup: { ...soup, price: "14.00" } } };
const without: CompiledMenu = { ...menu, products: { cola } };
const newer = { ...card, menuHashes: { DINE_IN: "h2" }, menuVersions: { DINE_IN: 5 } };
const locked = { ...newer, locks: [{ id: "86", products: ["cola"] }] };
const basket = (...more: [OrderCommand, Actor][]) =>
  history([creating, guest], [append(asked(1, "soup"), asked(2, "cola")), guest], ...more);

/** The log with what the menu worker makes of it. */
function rechecked(log: OrderEvent[], sells: CompiledMenu, more: Partial<CommandEnvelope> = { card: newer }): OrderEvent[] {
  const decision = decide(given(...log).state, { envelope: envelope(again, menuWorker, more), menu: sells, ruleSet: noRules });
  if (!decision.ok) throw new Error(decision.error.code);
  return decision.value;
}

describe("a menu that changes under a basket", () => {
  it("[X10] lines that cannot be had any more are flagged with the reason, and are free again when they can", () => {
    const log = basket();
    const gone = rechecked(log, without);
    expect(gone).toMatchObject([{ type: "LinesFlagged", by: "menu", flags: [{ line: id(1), reason: "product-not-found" }] }]);
    const flagged = [...log, ...gone];
    expect(view(given(...flagged).order).buckets[0]?.lines).toMatchObject([{ unavailable: "product-not-found" }, { productId: "cola" }]);
    const changed = rechecked(flagged, menu, { card: locked });
    expect(changed).toMatchObject([
      {
        flags: [
          { line: id(1), reason: null },
          { line: id(2), reason: "product-locked" },
        ],
      },
    ]);
    const after = given(...flagged, ...changed).order;
    expect(view(after).buckets[0]?.lines.map((line) => "unavailable" in line)).toEqual([false, true]);
    expect(explain(after).lines[1]).toMatchObject({ unavailable: "product-locked" });
  });

  it("[X11] prices stay what they were, unless the chain has them follow the menu", () => {
    expect(rechecked(basket(), dearer)).toEqual([]);
    const follows = under({ menuChange: "reprice" });
    const log = history([follows, guest], [append(asked(1, "soup", { quantity: 2 }), asked(2, "cola")), guest]);
    const events = rechecked(log, dearer);
    expect(events).toMatchObject([{ type: "LinesRepriced", bucket: { menuVersion: 5 }, lines: [{ id: id(1), unitPrice: 1400 }] }]);
    const after = given(...log, ...events).order;
    expect(view(after)).toMatchObject({ total: "35.00", buckets: [{ lines: [{ price: "14.00", product: { price: "14.00" } }, {}] }] });
    expect(after.revision).toBe(after.seq);
    const byHand = history([follows, boss], [append(asked(1, "soup", { price: 100 })), boss]);
    expect(rechecked(byHand, dearer)).toEqual([]);
  });

  it("[O625] a repriced line has the newer menu's deposit and tags, and these alone are a reason to reprice it", () => {
    const { beer } = menu.products;
    if (!beer) throw new Error("the venue sells beer");
    const { drs: _, ...withoutDeposit } = beer;
    const selling = (sold: typeof beer): CompiledMenu => ({ ...menu, products: { ...menu.products, beer: sold } });
    const log = history([under({ menuChange: "reprice" }), guest], [append(asked(1, "beer")), guest]);
    const gone = rechecked(log, selling({ ...withoutDeposit, price: "11.00" }));
    expect(totals(given(...log, ...gone).order)).toMatchObject({ gross: 1100, deposit: 0 });
    expect(rechecked([...log, ...gone], selling({ ...withoutDeposit, price: "11.00" }))).toEqual([]);
    const other = rechecked(log, selling({ ...beer, drs: "1.00" }));
    expect(totals(given(...log, ...other).order)).toMatchObject({ gross: 1000, deposit: 100 });
    const promoted = rechecked(log, selling({ ...beer, extra: { tags: "PROMO" } }), { card: { ...newer, discountTags: ["PROMO"] } });
    expect(given(...log, ...promoted).order.buckets[0]?.lines).toMatchObject([{ tags: ["PROMO"], eligible: true }]);
  });

  it("[X12] a basket is not placed with a line that the menu has no more; what was locked is looked at as it is then", () => {
    const log = [...basket(), ...rechecked(basket(), without)];
    given(...log)
      .when(pay(9, 1950), till)
      .refuses({ code: "line-unavailable", line: id(1), product: "soup", reason: "product-not-found" });
    given(
      ...log,
      ...given(...log)
        .when({ type: "RemoveLines", lines: [id(1)] })
        .events(),
    )
      .when(pay(9, 700), till)
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
    given(...basket(), ...rechecked(basket(), menu, { card: locked }))
      .when(pay(9, 1950), till)
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
  });

  it("[X13] what is being paid, placed or ended is left alone, and looking twice changes nothing", () => {
    const events = rechecked(basket(), without);
    expect(rechecked([...basket(), ...events], without)).toEqual([]);
    const opening: OrderCommand = { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 1950 };
    given(...basket([opening, guest]))
      .when(again, menuWorker)
      .refusesWith("order-being-paid");
    given(...basket([pay(9, 1950), till]))
      .when(again, menuWorker)
      .refusesWith("order-already-completed");
    given(...basket())
      .when(again, boss)
      .refusesWith("forbidden");
    given(...basket())
      .when({ ...again, venue: "v2" }, menuWorker)
      .refusesWith("venue-mismatch");
  });

  it("[P46] a line is pinned to the version of the menu that it was sold from, and its explanation names it", () => {
    const log = given(...history([creating, guest]))
      .when(append(asked(1, "soup")), guest, { card: newer })
      .events();
    const order = given(...history([creating, guest]), ...log).order;
    expect(explain(order).lines[0]?.menu).toEqual({ id: "MENU_default", version: 5, document: "h2" });
    const [line] = explain(given(...basket()).order).lines;
    expect(line?.menu).toEqual({ id: "MENU_default", version: "h1" });
  });
});
