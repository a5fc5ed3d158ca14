// May this be ordered, configured like this, at that time? The same rules as the order's own, asked before there is an order.
import { createRoute, z } from "@hono/zod-openapi";
import { Instant } from "../../../../domain/instant";
import { isOnSale, localTime } from "../../../../domain/menu/availability";
import { Configuration, productOf } from "../../../../domain/menu/compiled";
import { configure, ProductDescription } from "../../../../domain/menu/configure";
import { holdsIn } from "../../../../domain/menu/menu-lock";
import { Id } from "../../../../domain/order/commands";
import { toDecimal } from "../../../../domain/pricing/money";
import { cachedProducts, readProducts } from "../../../../runtime/menu-cache";
import { authenticated } from "#api/http/authenticate";
import { json, jsonBody, problem, refuse, router } from "#api/http/refuse";
import { menuInForce, MenuParam, MenuQuery } from "./menu";

const Validated = z
  .object({
    product: ProductDescription.openapi("ProductDescription", { type: "object" }),
    price: z.string().openapi({ description: "Of one, options included; decimal in major units" }),
    config: Configuration.openapi("ProductConfiguration", { description: "The choice, with the defaults filled in" }),
  })
  .openapi("ValidatedProduct");

const validate = createRoute({
  tags: ["menu"],
  ...authenticated,
  method: "post",
  path: "/menu-api/api/menu/{menu}/validateProduct",
  summary: "Check a product's configuration, and describe what would be ordered",
  request: {
    params: MenuParam,
    query: MenuQuery.extend({
      product: Id.openapi({ description: "The product's id" }),
      time: Instant.optional().openapi({ description: "When it is wanted; now, if not said" }),
    }),
    body: jsonBody(Configuration),
  },
  responses: {
    200: json(Validated, "It may be ordered: `product` becomes the line's product"),
    400: problem("The request is not valid"),
    401: problem("No valid token"),
    404: problem("There is no such menu, venue or channel"),
    409: problem("The product is locked, or not sold at that time"),
    422: problem("There is no such product, or the configuration breaks its rules; every breach is named"),
    503: problem("The menu is being prepared"),
  },
});

export const validateProductRoute = router().openapi(validate, async (c) => {
  const { channel, instance, product: id, time = new Date().toISOString() } = c.req.valid("query");
  const found = await menuInForce(c.env, c.var.principal, { ...c.req.valid("param"), channel, instance });
  if (!found.ok) return refuse(c, found.error);
  const { book, now } = found.value;
  const { timeZone, currency } = now.card;
  const product = productOf(cachedProducts(book, [id]) ?? (await readProducts(c.env.MENUS, book, [id])), id);
  if (!product) return refuse(c, { code: "product-not-found", product: id, venue: instance });
  const locks = now.locks.filter((lock) => holdsIn(lock, channel));
  const lock = locks.find(({ products }) => products.includes(id) || products.includes(product.listingOf ?? id));
  if (lock) {
    return refuse(c, { code: "product-locked", product: id, lock: lock.id, ...(lock.lockReason && { reason: lock.lockReason }) });
  }
  if (product.onSale && !isOnSale(product.onSale, localTime(time, timeZone))) {
    return refuse(c, { code: "product-unavailable", product: id, at: time, timeZone });
  }
  const locked = new Set(locks.flatMap(({ products }) => products));
  const configured = configure(product, c.req.valid("json"), { locked, decimals: currency.decimals });
  if (!configured.ok) return refuse(c, { code: "configuration-invalid", product: id, violations: configured.error });
  const { product: described, unitPrice, config } = configured.value;
  return c.json({ product: described, price: toDecimal(unitPrice, currency.decimals), config }, 200);
});
