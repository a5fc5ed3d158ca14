// `POST /payment-api/refund`: some of a payment's money goes back. The order reserves it and asks the provider by itself
// (durable-objects/order/refunds.ts); here it is waited for. Whoever was interrupted asks again under the same `Idempotency-Key` and hears
// what has become of it.
import { createRoute, z } from "@hono/zod-openapi";
import { commands, type OrderCommand } from "../../../../domain/order/commands";
import { byUser } from "../../../../domain/order/envelope";
import { fromDecimal, toDecimal } from "../../../../domain/pricing/money";
import type { OrderObject } from "../../../../durable-objects/order/order-object";
import { readKeys } from "../../../../runtime/keys";
import type { RefundStanding } from "../../../../protocol/payment-provider";
import { tenantCard } from "#api/services/venue/venue-cache";
import { authenticated } from "#api/http/authenticate";
import { expectedSeq } from "#api/http/expected-seq";
import { commandProblems, json, jsonBody, refuse, router } from "#api/http/refuse";
import { derivedId, IdempotencyHeaders } from "./payment-ids";
import { log } from "../../../../runtime/log";
import { findOrder } from "#api/services/ordering/find-order";

const fields = commands.OpenRefund.shape;

const RefundBody = z
  .strictObject({
    orderId: z.uuid(),
    payment: fields.payment.openapi({ description: "Id of the payment that the money was taken with" }),
    amount: z.union([z.number(), z.string().max(32)]).openapi({ description: "In major units", examples: ["2.50"] }),
    kind: fields.kind.openapi({
      description:
        "`goodwill` (unless told): a gesture, or for a complaint; nothing is owed again. `correction`: gives back what was paid too much, at most `overpaid`. " +
        "`reversal`: the payment did not count; the bill is open again by as much",
    }),
    reason: fields.reason,
  })
  .openapi("Refund");

const Refund = z.object({ refund: z.uuid(), payment: z.uuid(), amount: z.string().openapi({ description: "In major units" }) });
const Refunded = Refund.extend({ reference: z.string().openapi({ description: "The provider's, or `staff`" }) }).openapi("Refunded");
const Refunding = Refund.extend({ status: z.literal("on-its-way") }).openapi("Refunding");

const route = createRoute({
  method: "post",
  path: "/payment-api/refund",
  summary: "Give some of a payment's money back",
  description:
    "For staff who may take money. An e-payment goes back through its provider, a staff tender over the counter. Also of an order that has ended.",
  tags: ["payment"],
  ...authenticated,
  request: { headers: IdempotencyHeaders, body: jsonBody(RefundBody) },
  responses: {
    200: json(Refunded, "The money is back"),
    202: json(Refunding, "It is reserved, and the provider has not answered yet: the order goes on asking, and shows it in `refunding`"),
    ...commandProblems,
  },
});

/** So long an answer is worth waiting for; after that the order goes on asking by itself. */
const PATIENCE_MS = 10_000;

export const refundRoutes = router().openapi(route, async (c) => {
  const { orderId: order, payment, amount: asked, kind, reason } = c.req.valid("json");
  const key = c.req.valid("header")["idempotency-key"] ?? crypto.randomUUID();
  const expected = expectedSeq(c);
  if (!expected.ok) return refuse(c, expected.error);
  const { principal } = c.var;
  const { tenant, user } = principal;
  const keys = readKeys(c.env.KEYS);
  const chain = await tenantCard(c.env, tenant);
  if (!chain.ok) return refuse(c, chain.error);
  const { code, decimals } = chain.value.currency;
  const amount = fromDecimal(asked, decimals);
  if (amount === undefined || amount <= 0) {
    const message = `expected an amount in ${code}, more than nothing, of at most ${decimals} decimals`;
    return refuse(c, { code: "invalid-request", errors: [{ pointer: "/amount", message }] });
  }
  const found = findOrder(c.env, principal, order);
  if (!found.ok) return refuse(c, found.error);

  const id = derivedId(keys, "refund-part", tenant, order, user, key);
  const command: OrderCommand = { type: "OpenRefund", id, payment, amount, ...(kind && { kind }), reason };
  const opened = await found.value.execute({
    ...byUser(principal, order, `${key}:open`, new Date().toISOString(), command),
    correlationId: c.var.correlationId,
    ...expected.value,
  });
  if (!opened.ok) return refuse(c, opened.error);

  const refund = { refund: id, payment, amount: toDecimal(amount, decimals) };
  const outcome = await outcomeOf(found.value, id);
  switch (outcome.status) {
    case "refunded":
      return c.json({ ...refund, reference: outcome.reference }, 200);
    case "declined":
      return refuse(c, { code: "refund-failed", refund: id, payment, reason: outcome.reason });
    case "on-its-way":
      return c.json({ ...refund, status: outcome.status }, 202);
  }
});

/** It is reserved: an order that cannot say what has become of it has not forgotten it. */
async function outcomeOf(order: Pick<DurableObjectStub<OrderObject>, "refund">, id: string): Promise<RefundStanding> {
  try {
    return await order.refund(id, PATIENCE_MS);
  } catch (error) {
    log("warn", "refund.outcome_unknown", { refund: id, error });
    return { status: "on-its-way" };
  }
}
