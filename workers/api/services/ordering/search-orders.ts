// `GET /ordering-api/api/orders` (docs/wire.md, "Reading orders"): found in the projection, shown by the orders themselves.
import { createRoute, z } from "@hono/zod-openapi";
import { forbidden } from "../../../../domain/access/roles";
import { Instant } from "../../../../domain/instant";
import { AGGREGATORS, OrderType } from "../../../../domain/menu/channel";
import { Id, PaymentType } from "../../../../domain/order/commands";
import { OrderStatus } from "../../../../domain/order/status";
import { amountExpected, fromDecimal } from "../../../../domain/pricing/money";
import { orders } from "../../../lib/db/orders";
import { tenantCard } from "#api/services/venue/venue-cache";
import { authenticated } from "#api/http/authenticate";
import { pageFields, pageOf, TotalHeaders, totalHeader } from "#api/http/pagination";
import { json, problem, refuse, router } from "#api/http/refuse";
import { readYourWritesParameter, caughtUp } from "./read-your-writes";
import { visibleOrders } from "./visible-order";
import { venuesToSee } from "./visible-venues";

const instant = Instant.transform((text) => new Date(text).toISOString());
const moment = (description?: string) =>
  instant.optional().openapi({ type: "string", format: "date-time", ...(description && { description }) });
const flag = z
  .enum(["true", "false"])
  .transform((text) => text === "true")
  .optional()
  .openapi({ type: "boolean" });
const amount = z
  .string()
  .regex(/^\d{1,10}(\.\d{1,6})?$/, "expected an amount such as 13.99")
  .optional();

const getList = createRoute({
  method: "get",
  path: "/ordering-api/api/orders",
  tags: ["ordering"],
  summary: "Search orders",
  description:
    "For ROLE_MANAGER and ROLE_ORDERS; who holds them at some venues (`ROLE_{venue}_ORDERS`) sees the orders of these. The tenant is the token's; an `x-tenant` header changes nothing.",
  ...authenticated,
  parameters: [readYourWritesParameter],
  request: {
    query: z.strictObject({
      ...pageFields(["created", "lastChanged", "total", "status", "id", "due", "completedTime", "closedDate"]),
      id: z.uuid().optional(),
      extId: z.string().max(1024).optional(),
      status: OrderStatus.optional(),
      type: OrderType.optional(),
      completed: flag,
      closed: flag,
      phone: z.string().max(32).optional(),
      mail: z.string().max(254).optional(),
      createdFrom: moment(),
      createdTo: moment("Not included"),
      completedFrom: moment(),
      completedTo: moment("Not included"),
      venue: Id.optional(),
      aggregator: z.enum([...AGGREGATORS, "_ANY_"]).optional(),
      payment: PaymentType.optional(),
      totalMin: amount,
      totalMax: amount.openapi({ description: "Included" }),
    }),
  },
  responses: {
    200: { ...json(z.array(z.record(z.string(), z.unknown())), "Orders (`IOrder`)"), headers: TotalHeaders },
    400: problem("Every field that is wrong, with its pointer"),
    401: problem("No valid token"),
    403: problem("The caller may not see these orders"),
    404: problem("The tenant is gone"),
    503: problem("The list is not as new as the bookmark yet; try again"),
  },
});

export const searchOrdersRoutes = router().openapi(getList, async (c) => {
  const { _start, _end, _sort, _order, venue, mail, totalMin, totalMax, ...filter } = c.req.valid("query");
  const { tenant } = c.var.principal;
  const venues = venuesToSee(c.var.principal, venue);
  if (venues?.length === 0) return refuse(c, forbidden("orders.search", venue));
  const chain = await tenantCard(c.env, tenant);
  if (!chain.ok) return refuse(c, chain.error);
  const { currency } = chain.value;
  const limits = { totalMin, totalMax };
  const wrong = Object.entries(limits).find(([, text]) => text !== undefined && fromDecimal(text, currency.decimals) === undefined);
  if (wrong) return refuse(c, { code: "invalid-request", errors: [{ pointer: `/${wrong[0]}`, message: amountExpected(currency) }] });
  const minor = (text: string | undefined) => (text === undefined ? undefined : fromDecimal(text, currency.decimals));
  const ready = await caughtUp(c);
  if (!ready.ok) return refuse(c, ready.error);

  const sort = _sort === "lastChanged" ? "changed" : _sort;
  const { total, rows } = await orders(c.env.DB, tenant).list(
    { ...filter, email: mail, venues, totalMin: minor(totalMin), totalMax: minor(totalMax) },
    pageOf({ _start, _end, _sort: sort, _order }),
  );
  const ids = rows.map(({ id }) => id);
  return c.json(await visibleOrders(c.env, c.var.principal, ids), 200, totalHeader(total));
});
