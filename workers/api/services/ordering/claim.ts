// `POST …/order/claim`: a waiter or kiosk takes on an order whose guest has read the code out, without knowing the order's id.
import { createRoute } from "@hono/zod-openapi";
import { ClaimBody } from "../../../../protocol/ordering";
import { orders } from "../../../lib/db/orders";
import { addressOf } from "#api/http/address";
import { authenticated } from "#api/http/authenticate";
import { commandProblems, jsonBody, refuse, router } from "#api/http/refuse";
import { overLimit, wasRight } from "./command-limits";
import { acceptedResponses } from "./routes";
import { submit } from "./submit";

const claim = createRoute({
  method: "post",
  path: "/ordering-api/api/order/claim",
  tags: ["ordering"],
  summary: "Join an open order, by the code that its guest sees",
  description: "The code is looked up among the open orders of the last moment but a few seconds; `order/{order}/claim` needs no look-up.",
  ...authenticated,
  request: { body: jsonBody(ClaimBody) },
  responses: { ...acceptedResponses, ...commandProblems },
});

export const claimRoutes = router().openapi(claim, async (c) => {
  const { claimCode } = c.req.valid("json");
  const { principal } = c.var;
  const claiming = { env: c.env, principal, address: addressOf(c.req.raw.headers) };
  const tooMany = await overLimit("claim", claiming);
  if (tooMany) return refuse(c, tooMany);
  const order = await orders(c.env.DB, principal.tenant).claimable(claimCode.toUpperCase());
  if (order === undefined) return refuse(c, { code: "order-not-found" });
  return submit(c, order, { type: "ClaimOrder", claimCode }, { taken: () => wasRight("claim", claiming) });
});
