// `POST /fiscal-api/api/register`: a slip of an order with its picture, as the published point-of-sale client sends it.
// The order notes the slip first; a till that has got no answer sends it again, and it is the same slip.
import { createRoute, z } from "@hono/zod-openapi";
import { byUser } from "../../../../domain/order/envelope";
import { amountExpected, fromComputed } from "../../../../domain/pricing/money";
import { derivedIdOf } from "../../../../protocol/derived-id";
import { FiscalSlipNames, PrintedAmount, PrintedAt } from "../../../../protocol/fiscal-slip";
import { fiscalReceipts } from "../../../lib/db/fiscal-receipts";
import { tenantCard } from "#api/services/venue/venue-cache";
import { authenticated } from "#api/http/authenticate";
import { commandProblems, json, jsonBody, problem, refuse, router } from "#api/http/refuse";
import { visibleOrder } from "#api/services/ordering/visible-order";
import { attachmentFault, AttachmentType } from "./attachment";
import { RECEIPTS } from "./receipts";
import { findOrder } from "#api/services/ordering/find-order";

const Registered = z
  .object({
    order_id: z.uuid(),
    timestamp: z.unknown().optional(),
    fiscal_id: z.string().min(1).max(160).openapi({ description: "What the till calls it: printer and slip" }),
    fiscal_data: z.object({ timestamp: PrintedAt, amount: PrintedAmount, ...FiscalSlipNames }),
    fiscal_attachment_contentType: AttachmentType.default("pdf"),
    fiscal_attachment_data: z.string().min(1).openapi({ description: "Base64, at most 1 MB of it" }),
  })
  .openapi("FiscalRegistration");

const Answer = z
  .object({
    tenant: z.string(),
    timestamp: z.string(),
    fiscal_id: z.string(),
    url: z.string().openapi({ description: "The picture" }),
    json_url: z.string().openapi({ description: "The slip, as it is listed" }),
  })
  .openapi("FiscalRegistered");

const register = createRoute({
  method: "post",
  path: "/fiscal-api/api/register",
  tags: ["fiscal"],
  summary: "Register a printed slip with its picture",
  description: "Notes the slip in the order, as `addFiscalize` does, and lists it for the venue. Registered again it is the same slip.",
  ...authenticated,
  request: { body: jsonBody(Registered) },
  responses: { 200: json(Answer, "It is registered"), ...commandProblems, 413: problem("More than 1.5 MB") },
});

const InVenues = z.object({ buckets: z.array(z.object({ venue: z.string() })) });

export const registerRoutes = router().openapi(register, async (c) => {
  const body = c.req.valid("json");
  const { principal } = c.var;
  const { tenant } = principal;
  const { order_id: order, fiscal_id: fiscalId, fiscal_data: told, fiscal_attachment_contentType: type } = body;
  const fault = attachmentFault(type, body.fiscal_attachment_data);
  if (fault !== undefined) return refuse(c, { code: "invalid-request", errors: [{ pointer: "/fiscal_attachment_data", message: fault }] });
  const found = findOrder(c.env, principal, order);
  if (!found.ok) return refuse(c, found.error);
  const [seen, chain] = [await visibleOrder(c.env, principal, order), await tenantCard(c.env, tenant)];
  if (!seen.ok) return refuse(c, seen.error);
  if (!chain.ok) return refuse(c, chain.error);
  const amount = fromComputed(told.amount, chain.value.currency.decimals);
  if (amount === undefined) {
    return refuse(c, {
      code: "invalid-request",
      errors: [{ pointer: "/fiscal_data/amount", message: amountExpected(chain.value.currency) }],
    });
  }
  const venues = InVenues.parse(seen.value).buckets.map(({ venue }) => venue);
  const venue = venues.find((one) => one === principal.module?.venue) ?? venues[0];
  if (venue === undefined) return refuse(c, { code: "order-empty" });

  const now = new Date().toISOString();
  const { slip, printer } = told;
  const printed = new Date(told.timestamp).toISOString();
  const noted = { type: "AddFiscal" as const, slip: { timestamp: printed, slip, printer, amount, venue } };
  const answer = await found.value.execute({
    ...byUser(principal, order, c.var.requestId, now, noted),
    correlationId: c.var.correlationId,
  });
  if (!answer.ok) return refuse(c, answer.error);
  const id = derivedIdOf(order, `fiscal receipt ${printer} ${slip}`, 0);
  await fiscalReceipts(c.env.DB, tenant).keep({
    id,
    order,
    venue,
    fiscalId,
    printer,
    slip,
    amount,
    printed,
    registered: now,
    contentType: type,
    attachment: body.fiscal_attachment_data,
  });
  const json_url = `${new URL(c.req.url).origin}${RECEIPTS}/${id}`;
  return c.json({ tenant, timestamp: now, fiscal_id: fiscalId, url: `${json_url}/attachment`, json_url }, 200);
});
