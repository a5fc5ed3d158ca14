import type { IVenueConfig } from "@orderingstack/ordering-types";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { DiscountRule } from "../domain/discount/rule";
import { isOnSale, localTime } from "../domain/menu/availability";
import { Channel } from "../domain/menu/channel";
import { compileMenu } from "../domain/menu/compile.fixture";
import { CompiledMenu, type CompiledNode, Configuration, productOf } from "../domain/menu/compiled";
import { configure } from "../domain/menu/configure";
import { MenuPage } from "../domain/menu/guest-menu";
import { tagsOf } from "../domain/menu/tags";
import { Stations, stationsOf } from "../domain/venue/station";
import demoProducts from "./demo-products.json" with { type: "json" };
import discountRules from "./discount-rules.json" with { type: "json" };
import menuItems from "./menu-items.json" with { type: "json" };
import menus from "./menus.json" with { type: "json" };
import tenant from "./tenant.json" with { type: "json" };
import users from "./users.json" with { type: "json" };
import venuesWritten from "./venues.json" with { type: "json" };

const Literals = z.record(z.string(), z.string());
/** The assignment is the check: the compiler holds the documents against the published type. */
const venues: IVenueConfig[] = venuesWritten;

const items = new Map<string, unknown>(menuItems.map((item) => [item.id, item]));
const compileFor = (venue: string, channel: Channel) =>
  compileMenu({ menu: menus[0], items, venue, channel, currency: { code: tenant.currency, decimals: tenant.decimals } });
const everywhere = venues.flatMap(({ id }) => Channel.options.map((channel) => [id, channel] as const));
const { compiled, page } = compileFor("waw-centrum", "DINE_IN");
const free = { locked: new Set<string>(), decimals: tenant.decimals };
const product = (id: string): CompiledNode => {
  const found = productOf(compiled, id);
  if (!found) throw new Error(`the seed has no ${id}`);
  return found;
};
const onSale = (id: string, instant: string, zone: string) => isOnSale(product(id).onSale, localTime(instant, zone));
const sold = ({ product: id, config }: { product: string; config: unknown }) => configure(product(id), Configuration.parse(config), free);

describe("the demo menu", () => {
  it.each(everywhere)("[S1] compiles without a problem at %s for %s", (venue, channel) => {
    const { compiled: menu, page: shown, problems } = compileFor(venue, channel);
    expect(problems).toEqual([]);
    expect(CompiledMenu.parse(menu)).toEqual(menu);
    expect(MenuPage.parse(shown)).toEqual(shown);
  });

  it("[S2] is of a real size: 60 products or more, nested groups, a set, fractions, allergens, filters", () => {
    const products = Object.values(compiled.products);
    expect(products.length).toBeGreaterThanOrEqual(60);
    expect(product("set-burger").items[0]?.items[0]?.items[0]).toMatchObject({ kind: "group", bounds: { selMin: 1, selMax: 1 } });
    expect(product("pizza-half-half").items[0]).toMatchObject({ bounds: { allowFraction: true, qtyMin: 1, qtyMax: 1 } });
    expect(product("pizza-margherita").items.some(({ filter }) => filter?.includes("42"))).toBe(true);
    expect(JSON.stringify(page)).toContain('"allergensInfo":{"contain":["GLU"');
  });

  it("[S3] every authored text is there in both languages", () => {
    const all: Record<string, string>[] = [];
    JSON.stringify([menus, menuItems], (key, value: unknown) => {
      if (key === "literals") all.push(Literals.parse(value));
      return value;
    });
    expect(all.length).toBeGreaterThan(150);
    const oneSided = all.filter((literals) =>
      Object.keys(literals)
        .filter((key) => !key.endsWith("-pl"))
        .some((key) => !literals[key] || !literals[`${key}-pl`]),
    );
    expect(oneSided).toEqual([]);
    expect(all.every(({ name }) => name)).toBe(true);
  });

  it("[S4] every product's default choice can be sold, and one that chooses no bun at all cannot", () => {
    const refused = Object.values(compiled.products).filter((each) => !configure(each, {}, free).ok);
    expect(refused.map(({ id }) => id)).toEqual([]);
    expect(configure(product("burger-classic"), { selected: {} }, free)).toMatchObject({ ok: false, error: [{ rule: "selMin" }] });
  });

  it("[S5] breakfast is sold from 06:00 to 11:00 by the venue's clock, everything else at any hour", () => {
    expect(onSale("breakfast-shakshuka", "2026-11-23T10:30:00Z", "Europe/Lisbon")).toBe(true);
    expect(onSale("breakfast-shakshuka", "2026-11-23T10:30:00Z", "Europe/Warsaw")).toBe(false);
    const bounded = Object.values(compiled.products).filter((each) => each.onSale !== undefined);
    expect(bounded.every(({ id }) => id.startsWith("breakfast-"))).toBe(true);
    expect(bounded.length).toBeGreaterThan(0);
  });

  it("[S6] every product has a tax rate, and 5, 8 and 23 percent all occur", () => {
    expect(new Set(Object.values(compiled.products).map(({ vat }) => vat))).toEqual(new Set(["5", "8", "23"]));
  });

  it("[S7] Lisbon sells its espresso by its own price list", () => {
    expect(product("coffee-espresso").price).toBe("9.00");
    expect(compileFor("lis-baixa", "DINE_IN").compiled.products["coffee-espresso"]?.price).toBe("8.00");
  });
});

describe("the demo chain", () => {
  it("[S8] the demo products can be sold as written, and cost the same in every venue and channel", () => {
    expect(sold(demoProducts.simple)).toMatchObject({ ok: true, value: { unitPrice: 950 } });
    expect(sold(demoProducts.configurable)).toMatchObject({ ok: true, value: { unitPrice: 3600 } });
    expect(sold(demoProducts.pizza)).toMatchObject({ ok: true, value: { unitPrice: 3700 } });
    for (const [venue, channel] of everywhere) {
      const menu = compileFor(venue, channel).compiled;
      for (const { product: id } of Object.values(demoProducts)) expect(productOf(menu, id)).toEqual(product(id));
    }
  });

  it("[S9] one configurable burger or pizza earns a discount, the simple product never does", () => {
    const looksFor = discountRules.map((rule) => DiscountRule.parse(rule));
    const rules = (id: string) => looksFor.filter(({ tag }) => tagsOf(product(id)).includes(tag)).map(({ kind }) => kind);
    expect(rules(demoProducts.configurable.product)).toEqual(["percent"]);
    expect(rules(demoProducts.pizza.product)).toEqual(["percent"]);
    expect(rules(demoProducts.simple.product)).toEqual([]);
    expect(rules("dessert-donut")).toEqual(["bulk"]);
  });

  it("[S10] both venues are open at any hour, on every channel, in different time zones", () => {
    expect(new Set(venues.map(({ timeZone }) => timeZone)).size).toBe(2);
    for (const { channelConstraints } of venues) {
      expect(Object.keys(channelConstraints ?? {})).toEqual([...Channel.options]);
      for (const { active, week } of Object.values(channelConstraints ?? {})) {
        expect(active).toBe(true);
        expect(Object.values(week ?? {})).toEqual(Array.from({ length: 7 }, () => [{ from: "00:00", to: "23:59" }]));
      }
    }
  });

  it("[K70] both venues have the same kind of kitchen: every product is made at one of its stations, and sets at those of their parts", () => {
    for (const { id } of venues) {
      const stations = Stations.parse(Reflect.get(venuesWritten.find((venue) => venue.id === id) ?? {}, "stations"));
      const made = (which: CompiledNode) => {
        const configured = configure(which, {}, free);
        return configured.ok ? stationsOf(stations, configured.value.product) : [];
      };
      expect(
        Object.values(compiled.products)
          .filter((each) => made(each).length === 0)
          .map((each) => each.id),
      ).toEqual([]);
      expect(made(product("set-burger"))).toEqual(["grill", "fryer", "drinks"]);
      expect(made(product("drink-cola"))).toEqual(["drinks"]);
    }
  });

  it("[S11] there is a user for every role, each with an id and a login of their own and a long password", () => {
    const people = Object.values(users);
    expect(Object.keys(users)).toEqual(["admin", "manager", "kds", "pos", "courier", "customer"]);
    expect(new Set(people.flatMap(({ id, login }) => [id, login])).size).toBe(2 * people.length);
    expect(people.every(({ password }) => password.length >= 12)).toBe(true);
    const venueRoles = people.flatMap(({ roles }) => roles).filter((role) => role.startsWith("ROLE_waw-centrum_"));
    expect(venueRoles.map((role) => role.replace("ROLE_waw-centrum_", "")).toSorted()).toEqual([
      "COURIER",
      "KDS",
      "ORDERS",
      "ORDERS",
      "WAITER",
    ]);
  });
});
