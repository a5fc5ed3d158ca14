// `POST /payment-api/cancel`: a guest who has left the provider's page gives the payment up, and may change the basket again. Money that
// the provider collects for it all the same goes back by itself.
import { createRoute, z } from "@hono/zod-openapi";
import { byUser } from "../../../../domain/order/envelope";
import { authenticated } from "#api/http/authenticate";
import { expectedSeq } from "#api/http/expected-seq";
import { commandProblems, json, jsonBody, refuse, router } from "#api/http/refuse";
import { findOrder } from "#api/services/ordering/find-order";

const GiveUpBody = z
  .strictObject({ orderId: z.uuid(), trxId: z.uuid().openapi({ description: "Of the payment, as `create` answered" }) })
  .openapi("GiveUpPayment");

const route = createRoute({
  method: "post",
  path: "/payment-api/cancel",
  summary: "Give up a payment that has begun at a provider",
  description: "For who has begun it, and for staff who may take money. Giving up twice changes nothing.",
  tags: ["payment"],
  ...authenticated,
  request: { body: jsonBody(GiveUpBody) },
  responses: { 200: json(z.object({ trxId: z.uuid() }).openapi("GivenUpPayment"), "It has ended"), ...commandProblems },
});

export const giveUpRoutes = router().openapi(route, async (c) => {
  const { orderId: order, trxId } = c.req.valid("json");
  const expected = expectedSeq(c);
  if (!expected.ok) return refuse(c, expected.error);
  const { principal, requestId, correlationId } = c.var;
  const found = findOrder(c.env, principal, order);
  if (!found.ok) return refuse(c, found.error);
  const command = { type: "DeclinePayment", id: trxId, reason: "given up" } as const;
  const envelope = byUser(principal, order, `give-up:${trxId}:${requestId}`, new Date().toISOString(), command);
  const answer = await found.value.execute({ ...envelope, correlationId, ...expected.value });
  return answer.ok ? c.json({ trxId }, 200) : refuse(c, answer.error);
});
