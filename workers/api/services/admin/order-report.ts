// Orders as search and reports see them: the projection in D1, seconds behind the orders themselves.
import { createRoute, z } from "@hono/zod-openapi";
import { forbidden } from "../../../../domain/access/roles";
import { Instant } from "../../../../domain/instant";
import { Id } from "../../../../domain/order/commands";
import { OrderStatus } from "../../../../domain/order/status";
import { toDecimal } from "../../../../domain/pricing/money";
import { OrderRow } from "../../../../protocol/queue";
import { orders } from "../../../lib/db/orders";
import { tenants } from "../../../lib/db/tenants";
import { authenticated } from "#api/http/authenticate";
import { json, problem, refuse, router } from "#api/http/refuse";
import { venuesToSee } from "#api/services/ordering/visible-venues";
import { pageFields, pageOf, TotalHeaders, totalHeader } from "#api/http/pagination";

const ReportedOrder = z
  .object({
    id: z.string(),
    seq: z.int().openapi({ description: "The event up to which this is the order" }),
    ...OrderRow.shape,
    total: z.string().openapi({ description: "Decimal, like every amount here", example: "13.99" }),
    discount: z.string(),
    paid: z.string(),
  })
  .openapi("ReportedOrder");

const instant = Instant.transform((text) => new Date(text).toISOString());

const report = createRoute({
  method: "get",
  path: "/admin-api/api/reports/orders",
  tags: ["admin"],
  summary: "Search orders",
  description: "For ROLE_MANAGER and ROLE_ORDERS; who holds them at some venues (`ROLE_{venue}_ORDERS`) sees the orders of these.",
  ...authenticated,
  request: {
    query: z.strictObject({
      ...pageFields(["created", "changed", "total", "status", "id"]),
      id: z.uuid().optional(),
      status: OrderStatus.optional(),
      venue: Id.optional(),
      createdFrom: instant.optional().openapi({ type: "string", format: "date-time" }),
      createdTo: instant.optional().openapi({ type: "string", format: "date-time", description: "Not included" }),
    }),
  },
  responses: {
    200: { ...json(z.array(ReportedOrder), "Orders"), headers: TotalHeaders },
    400: problem("Every field that is wrong, with its pointer"),
    401: problem("No valid token"),
    403: problem("The caller may not see these orders"),
  },
});

export const orderReportRoutes = router().openapi(report, async (c) => {
  const { id, status, venue, createdFrom, createdTo, ...page } = c.req.valid("query");
  const { tenant } = c.var.principal;
  const venues = venuesToSee(c.var.principal, venue);
  if (venues?.length === 0) return refuse(c, forbidden("orders.search", venue));
  const [{ decimals }, { total, rows }] = await Promise.all([
    tenants(c.env.DB, tenant).get(),
    orders(c.env.DB, tenant).list({ id, status, venues, createdFrom, createdTo }, pageOf(page)),
  ]);
  const amount = (minor: number) => toDecimal(minor, decimals);
  const reported = rows.map((row) => ({ ...row, total: amount(row.total), discount: amount(row.discount), paid: amount(row.paid) }));
  return c.json(reported, 200, totalHeader(total));
});
