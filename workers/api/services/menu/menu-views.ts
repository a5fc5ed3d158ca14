// Other ways to look at a venue's menu: in short, what was left out of it and why, and what goes well with what is in the basket.
import { createRoute, z } from "@hono/zod-openapi";
import { isOnSale, localTime } from "../../../../domain/menu/availability";
import { KeptFinding } from "../../../../domain/menu/finding";
import { holdsIn } from "../../../../domain/menu/menu-lock";
import type { ShortCategory, ShortProduct } from "../../../../domain/menu/menu-summary";
import { suggest, upsellRulesOf } from "../../../../domain/menu/upsell";
import { Id } from "../../../../domain/order/commands";
import { menuVersions } from "../../../lib/db/menu-versions";
import { MenuReport } from "../../../lib/menu-report";
import { publicHolidays } from "../../../../domain/venue/public-holidays";
import { tenantCard } from "#api/services/venue/venue-cache";
import { authenticated } from "#api/http/authenticate";
import { json, problem, refuse, router } from "#api/http/refuse";
import { shortMenu } from "./menu-page-cache";
import { menuInForce, MenuParam, MenuQuery } from "./menu";

const common = { tags: ["menu"], ...authenticated, method: "get" as const };
const refusals = {
  400: problem("The query is not valid"),
  401: problem("No valid token"),
  404: problem("There is no such menu, venue or channel"),
  503: problem("The menu is being prepared"),
};
const Literals = z.record(z.string(), z.string());
const CACHED = { "cache-control": "private, max-age=5" };

const Product = z.object({
  id: z.string(),
  literals: Literals,
  price: z.string().openapi({ description: "Major units, as it stands in a list" }),
  img: z.string().optional(),
  soldNow: z.boolean().openapi({ description: "On sale at this moment, and not locked" }),
});
const Simplified = z
  .object({
    menu: z.string(),
    currency: z.string(),
    categories: z.array(z.object({ id: z.string(), path: z.array(z.string()), literals: Literals, products: z.array(Product) })),
  })
  .openapi("MenuSimplified");

const simplifiedRoute = createRoute({
  ...common,
  path: "/menu-api/api/menu/{menu}/simplified",
  summary: "A venue's menu in short: categories and products, one price each",
  request: { params: MenuParam, query: MenuQuery },
  responses: { 200: json(Simplified, "The menu in short"), ...refusals },
});

const Findings = z.array(KeptFinding.omit({ isTaken: true }));
const Report = z
  .object({
    menu: z.string(),
    version: z.int().nullable(),
    removed: Findings.openapi({ description: "What was left out when the menu was compiled, and why" }),
    warnings: Findings.openapi({ description: "What is in it, and is not sold, cannot be ordered, or is given away" }),
    unreachable: z.array(z.string()).openapi({ description: "Items that nothing in the menu refers to" }),
    locked: z.array(z.object({ product: z.string(), lock: z.string(), reason: z.string().nullable() })),
  })
  .openapi("MenuReport");

const report = createRoute({
  ...common,
  path: "/menu-api/api/menu/{menu}/report",
  summary: "What is not in a venue's menu, and why",
  request: { params: MenuParam, query: MenuQuery },
  responses: { 200: json(Report, "What was left out"), ...refusals },
});

const Upsell = z
  .object({
    items: z.array(z.string()).openapi({ description: "Products, three at most" }),
    showAs: z.enum(["ANY", "POPUP"]),
  })
  .openapi("UpsellSuggestion");

const upsell = createRoute({
  ...common,
  path: "/menu-api/api/menu/{menu}/upsell",
  summary: "What goes well with what is in the basket, and can be had now",
  request: {
    params: MenuParam,
    query: MenuQuery.extend({
      product: z
        .union([Id, z.array(Id).max(300)])
        .optional()
        .openapi({ description: "What is in the basket, the newest last" }),
    }),
  },
  responses: { 200: json(Upsell, "By the chain's `upselCfg`"), ...refusals },
});

export const menuViewRoutes = router()
  .openapi(simplifiedRoute, async (c) => {
    const { channel, instance } = c.req.valid("query");
    const [found, chain] = await Promise.all([
      menuInForce(c.env, c.var.principal, { ...c.req.valid("param"), channel, instance }),
      tenantCard(c.env, c.var.principal.tenant),
    ]);
    if (!found.ok) return refuse(c, found.error);
    if (!chain.ok) return refuse(c, chain.error);
    const { page, now } = found.value;
    const { currency, timeZone, menu } = now.card;
    const holidays = publicHolidays(chain.value.properties);
    const categories = await shortMenu(c.env, page, { decimals: currency.decimals, holidays });
    if (!categories) return refuse(c, { code: "menu-not-compiled", menu, venue: instance, channel });
    const isSold = soldNow(
      now.locks.filter((lock) => holdsIn(lock, channel)).flatMap(({ products }) => products),
      timeZone,
    );
    const shown = categories.map(({ products, ...category }) => ({
      ...category,
      products: products.map((product) => {
        const { id, literals, price, img } = product;
        return { id, literals, price, ...(img !== undefined && { img }), soldNow: isSold(product) };
      }),
    }));
    return c.json({ menu, currency: currency.code, categories: shown }, 200, CACHED);
  })
  .openapi(report, async (c) => {
    const { tenant } = c.var.principal;
    const { channel, instance } = c.req.valid("query");
    const found = await menuInForce(c.env, c.var.principal, { ...c.req.valid("param"), channel, instance });
    if (!found.ok) return refuse(c, found.error);
    const { card, locks } = found.value.now;
    const version = card.menuVersions?.[channel] ?? null;
    const row = version === null ? undefined : await menuVersions(c.env.DB, tenant, card.menu).find(version);
    const text = row?.source ? await c.env.MENUS.get(MenuReport.key(card.menu, row.source)) : null;
    const { problems, warnings, unreachable } = MenuReport.parse(text);
    const locked = locks
      .filter((lock) => holdsIn(lock, channel))
      .flatMap(({ id, products, lockReason = null }) => products.map((product) => ({ product, lock: id, reason: lockReason })));
    return c.json({ menu: card.menu, version, removed: problems, warnings, unreachable, locked }, 200, CACHED);
  })
  .openapi(upsell, async (c) => {
    const { tenant } = c.var.principal;
    const { channel, instance, product = [] } = c.req.valid("query");
    const [found, chain] = await Promise.all([
      menuInForce(c.env, c.var.principal, { ...c.req.valid("param"), channel, instance }),
      tenantCard(c.env, tenant),
    ]);
    if (!found.ok) return refuse(c, found.error);
    if (!chain.ok) return refuse(c, chain.error);
    const { page, now } = found.value;
    const holidays = publicHolidays(chain.value.properties);
    const categories = await shortMenu(c.env, page, { decimals: now.card.currency.decimals, holidays });
    if (!categories) return refuse(c, { code: "menu-not-compiled", menu: now.card.menu, venue: instance, channel });
    const isSold = soldNow(
      now.locks.filter((lock) => holdsIn(lock, channel)).flatMap(({ products }) => products),
      now.card.timeZone,
    );
    const { upselCfg = "", upsellLastLine } = chain.value.properties;
    const basket = [product].flat();
    const shelf = shelfOf(categories).filter((one) => basket.includes(one.id) || isSold(one));
    return c.json(suggest(upsellRulesOf(upselCfg), shelf, basket, upsellLastLine === "true"), 200, CACHED);
  });

/** Whether a product can be had at this moment. */
function soldNow(locked: readonly string[], timeZone: string): (product: ShortProduct) => boolean {
  const gone = new Set(locked);
  const now = localTime(new Date().toISOString(), timeZone);
  return ({ id, listingOf = id, onSale }) => !gone.has(id) && !gone.has(listingOf) && isOnSale(onSale, now);
}

/** Each product once, under every name that it goes by. */
function shelfOf(categories: readonly ShortCategory[]) {
  const shelf = new Map<string, ShortProduct & { categories: Set<string> }>();
  for (const { id, path, products } of categories) {
    for (const product of products) {
      const known = shelf.get(product.id) ?? { ...product, categories: new Set(product.tags) };
      for (const name of [id, ...path]) known.categories.add(name);
      shelf.set(product.id, known);
    }
  }
  return [...shelf.values()];
}
