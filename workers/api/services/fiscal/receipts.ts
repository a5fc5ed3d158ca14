// The registered slips of a venue, for its staff: a list, one, and its picture.
import { createRoute, z } from "@hono/zod-openapi";
import { forbidden, may } from "../../../../domain/access/roles";
import { Id } from "../../../../domain/order/commands";
import { type Currency, toDecimal } from "../../../../domain/pricing/money";
import { fiscalReceipts, type ListedReceipt } from "../../../lib/db/fiscal-receipts";
import { tenantCard } from "#api/services/venue/venue-cache";
import { authenticated } from "#api/http/authenticate";
import { pageFields, pageOf, TotalHeaders, totalHeader } from "#api/http/pagination";
import { json, problem, refuse, router } from "#api/http/refuse";
import { AttachmentType, mediaTypes } from "./attachment";

export const RECEIPTS = "/fiscal-api/api/receipts";

const Receipt = z
  .object({
    id: z.uuid(),
    order: z.uuid(),
    venue: z.string(),
    fiscalId: z.string(),
    printer: z.string(),
    slip: z.string(),
    amount: z.string().openapi({ description: "In major units" }),
    printed: z.string(),
    registered: z.string(),
    contentType: AttachmentType,
  })
  .openapi("FiscalReceipt");

const common = { method: "get" as const, tags: ["fiscal"], ...authenticated };
const refusals = { 400: problem("The request is not valid"), 401: problem("No valid token") };
const IdParam = z.object({ id: z.uuid() });

const list = createRoute({
  ...common,
  path: RECEIPTS,
  summary: "The slips that were registered at a venue, newest first",
  request: { query: z.strictObject({ venue: Id, ...pageFields(["registered", "printed", "slip"]) }) },
  responses: {
    200: { ...json(z.array(Receipt), "Slips"), headers: TotalHeaders },
    ...refusals,
    403: problem("The roles do not allow it"),
    404: problem("There is no such chain"),
    503: problem("The chain could not be read"),
  },
});

const one = createRoute({
  ...common,
  path: `${RECEIPTS}/{id}`,
  summary: "One registered slip",
  request: { params: IdParam },
  responses: {
    200: json(Receipt, "The slip"),
    ...refusals,
    404: problem("The venue has no such slip"),
    503: problem("The chain could not be read"),
  },
});

const picture = createRoute({
  ...common,
  path: `${RECEIPTS}/{id}/attachment`,
  summary: "The picture of a registered slip",
  request: { params: IdParam },
  responses: {
    200: {
      description: "The file",
      content: {
        "application/pdf": { schema: z.string() },
        "image/png": { schema: z.string() },
        "application/xml": { schema: z.string() },
      },
    },
    ...refusals,
    404: problem("The venue has no such slip, or it has no picture any more"),
  },
});

export const receiptRoutes = router()
  .openapi(list, async (c) => {
    const { venue, ...page } = c.req.valid("query");
    const { principal } = c.var;
    const { tenant } = principal;
    if (!may(principal, "slips.read", venue)) return refuse(c, forbidden("slips.read", venue));
    const chain = await tenantCard(c.env, tenant);
    if (!chain.ok) return refuse(c, chain.error);
    const { total, rows } = await fiscalReceipts(c.env.DB, tenant).list(venue, pageOf(page));
    return c.json(
      rows.map((row) => shown(row, chain.value.currency)),
      200,
      totalHeader(total),
    );
  })
  .openapi(one, async (c) => {
    const { id } = c.req.valid("param");
    const { principal } = c.var;
    const { tenant } = principal;
    const chain = await tenantCard(c.env, tenant);
    if (!chain.ok) return refuse(c, chain.error);
    const found = await fiscalReceipts(c.env.DB, tenant).find(id);
    if (!found || !may(principal, "slips.read", found.venue)) return refuse(c, { code: "not-found", what: `receipt ${id}` });
    return c.json(shown(found, chain.value.currency), 200);
  })
  .openapi(picture, async (c) => {
    const { id } = c.req.valid("param");
    const { principal } = c.var;
    const { tenant } = principal;
    const found = await fiscalReceipts(c.env.DB, tenant).find(id);
    if (!found?.attachment || !may(principal, "slips.read", found.venue))
      return refuse(c, { code: "not-found", what: `picture of receipt ${id}` });
    return c.body(Uint8Array.from(Buffer.from(found.attachment, "base64")), 200, {
      "content-type": mediaTypes[found.contentType],
      "content-disposition": `attachment; filename="receipt-${id}.${found.contentType}"`,
    });
  });

const shown = (
  { id, order, venue, fiscalId, printer, slip, amount, printed, registered, contentType }: ListedReceipt,
  { decimals }: Currency,
): z.output<typeof Receipt> => ({
  id,
  order,
  venue,
  fiscalId,
  printer,
  slip,
  amount: toDecimal(amount, decimals),
  printed,
  registered,
  contentType,
});
