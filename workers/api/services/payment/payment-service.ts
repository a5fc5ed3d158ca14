// Payment (docs/wire.md, "Payments"): there is no `/api` segment in its paths.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { Id, TenderType } from "../../../../domain/order/commands";
import { readKeys } from "../../../../runtime/keys";
import { tenantCard, type TenantTerms } from "#api/services/venue/venue-cache";
import type { Api } from "#api/env";
import { executeOnTerms, termsOfOrder } from "#api/services/ordering/checkout-terms";
import { authenticated } from "#api/http/authenticate";
import { expectedSeq } from "#api/http/expected-seq";
import { commandProblems, json, jsonBody, problem, refuse, router } from "#api/http/refuse";
import { CreatePayment, paymentCommand } from "./create-payment";
import { giveUpRoutes } from "./cancel-payment-route";
import { derivedId, IdempotencyHeaders } from "./payment-ids";
import { authoritiesToUse, mayUse, offeredTypes, offersSandbox } from "./payment-types";
import { refundRoutes } from "./refund-route";
import { sandbox } from "./sandbox-provider";
import { sandboxRoutes } from "./sandbox-routes";
import { findOrder } from "#api/services/ordering/find-order";

const PaymentTypeView = z
  .object({
    id: z.int().openapi({ description: "What `create` takes as `paymentType`" }),
    type: TenderType,
    name: z.string(),
    provider: z.string().optional().openapi({ description: "Who takes the money online; a staff tender has none" }),
    redirect: z.boolean().openapi({ description: "The guest is sent to a page of the provider" }),
    roles: z.array(z.string()).openapi({ description: "Any one of these is needed; `ROLE_{venue}_…` counts too, at that venue" }),
    allowed: z.boolean().openapi({ description: "The caller may use it" }),
  })
  .openapi("PaymentType");

const listTypes = createRoute({
  method: "get",
  path: "/payment-api/types",
  summary: "How the tenant's orders can be paid",
  tags: ["payment"],
  ...authenticated,
  request: { query: z.object({ venue: Id.optional().openapi({ description: "Where, for roles that are limited to a venue" }) }) },
  responses: {
    200: json(z.array(PaymentTypeView), "Every type"),
    400: problem("The query is not valid"),
    401: problem("No valid token"),
    404: problem("There is no such chain"),
    503: problem("The chain could not be read"),
  },
});

const create = createRoute({
  method: "post",
  path: "/payment-api/create",
  summary: "Pay an order",
  description:
    "Begins a payment at a provider and answers where to send the guest; a staff tender is registered at once. With an `Idempotency-Key`, asking again answers with the same payment.",
  tags: ["payment"],
  ...authenticated,
  request: { headers: IdempotencyHeaders, body: jsonBody(CreatePayment) },
  responses: {
    200: json(
      z.object({ trxId: z.uuid(), url: z.string(), shouldRedirect: z.boolean() }).openapi("CreatedPayment"),
      "The payment; `url` is empty when there is nowhere to go",
    ),
    ...commandProblems,
  },
});

const offeredBy = (c: Context<Api>, { properties }: TenantTerms) => offeredTypes(offersSandbox(c.env.STAGE, properties));

export const paymentService = router()
  .openapi(listTypes, async (c) => {
    const { venue } = c.req.valid("query");
    const chain = await tenantCard(c.env, c.var.principal.tenant);
    if (!chain.ok) return refuse(c, chain.error);
    const views = offeredBy(c, chain.value).map((one) => ({
      ...one,
      redirect: one.provider !== undefined,
      roles: authoritiesToUse(one),
      allowed: mayUse(one, c.var.principal, venue),
    }));
    return c.json(views, 200);
  })
  .openapi(create, async (c) => {
    const { principal } = c.var;
    const body = c.req.valid("json");
    const key = c.req.valid("header")["idempotency-key"];
    const expected = expectedSeq(c);
    if (!expected.ok) return refuse(c, expected.error);
    const keys = readKeys(c.env.KEYS);
    const found = findOrder(c.env, principal, body.orderId);
    if (!found.ok) return refuse(c, found.error);
    const order = found.value;
    const chain = await tenantCard(c.env, principal.tenant);
    if (!chain.ok) return refuse(c, chain.error);
    const trxId = key === undefined ? crypto.randomUUID() : derivedId(keys, "payment", principal.tenant, body.orderId, principal.user, key);
    const asked = paymentCommand(
      body,
      { offered: offeredBy(c, chain.value), currency: chain.value.currency, properties: chain.value.properties },
      {
        principal,
        commandId: `${principal.user}:${key ?? crypto.randomUUID()}`,
        correlationId: c.var.correlationId,
        trx: trxId,
        at: new Date().toISOString(),
      },
    );
    if (!asked.ok) {
      // Who may not see the order is told that there is none, whatever else is wrong.
      const seen = await order.view({ user: principal.user, roles: principal.roles });
      return refuse(c, seen.ok ? asked.error : seen.error);
    }
    const { envelope, charge } = asked.value;
    const answer = await executeOnTerms(order, { ...envelope, ...expected.value }, termsOfOrder(c.env, c.var, body.orderId));
    if (!answer.ok) return refuse(c, answer.error);
    const url = charge ? await sandbox(keys, new URL(c.req.url).origin).open(charge) : "";
    return c.json({ trxId, url, shouldRedirect: url !== "" }, 200);
  });

paymentService.route("/", giveUpRoutes);
paymentService.route("/", refundRoutes);
paymentService.route("/", sandboxRoutes);
