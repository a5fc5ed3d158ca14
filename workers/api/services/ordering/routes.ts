// What the routes of this service declare alike.
import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";
import { AcceptedBody, CommentBody } from "../../../../protocol/ordering";
import { authenticated } from "#api/http/authenticate";
import { KEY } from "#api/http/correlation";
import { commandProblems, json, jsonBody } from "#api/http/refuse";

export const OrderParam = z.object({ order: z.uuid().openapi({ description: "The order's id" }) });

/** Documented here and read in submit.ts: checking all of a request's headers against a schema costs more than the command. */
const parameters: NonNullable<RouteConfig["parameters"]> = [
  {
    in: "header",
    name: "Idempotency-Key",
    schema: { type: "string", pattern: KEY.source },
    description: "The command's id for the life of the order: repeated, it gets the first answer and has no second effect",
  },
  { in: "header", name: "Prefer", schema: { type: "string" }, description: "`wait` (RFC 7240): answer with the verdict instead of 202" },
  {
    in: "header",
    name: "X-Expected-Seq",
    schema: { type: "integer" },
    description: "The same as `If-Match`, as a number. Appending, commenting and paying never need either",
  },
  { in: "header", name: "If-Match", schema: { type: "string" }, description: "Refuse with 412 unless the order's ETag is this one" },
];

const Accepted = AcceptedBody.openapi("Accepted");
const Verdict = AcceptedBody.extend({
  seq: z.int().openapi({ description: "Number of the order's newest event; also its ETag" }),
  order: z.record(z.string(), z.unknown()).openapi({ description: "The order as it is now (`IOrder`)" }),
}).openapi("Verdict");

export const acceptedResponses = {
  202: json(Accepted, "Accepted; verdict and new state follow on the socket"),
  200: json(Verdict, "Applied (`Prefer: wait`)"),
};
const responses = { ...acceptedResponses, ...commandProblems };

/** A command on an order: `POST /ordering-api/api/order/{order}/{name}`. */
export const commandRoute = <Body extends z.ZodType>(name: string, summary: string, body: Body, { required = true } = {}) =>
  createRoute({
    method: "post",
    path: `/ordering-api/api/order/{order}/${name}`,
    tags: ["ordering"],
    summary,
    ...authenticated,
    parameters,
    request: { params: OrderParam, body: { required, content: { "application/json": { schema: body } } } },
    responses,
  });

export const lineCommentRoute = createRoute({
  method: "post",
  path: "/ordering-api/api/order/{order}/{line}/comment",
  tags: ["ordering"],
  summary: "Comment on a line (a bare JSON string)",
  ...authenticated,
  parameters,
  request: { params: OrderParam.extend({ line: z.uuid() }), body: jsonBody(CommentBody) },
  responses,
});

export const newOrderRoute = <Name extends string, Body extends z.ZodType>(name: Name, summary: string, body: Body) =>
  createRoute({
    method: "post",
    path: `/ordering-api/api/order/${name}` as const,
    tags: ["ordering"],
    summary,
    description:
      "With an `Idempotency-Key` the order's id is derived from it: a repeated create reaches the same order. An aggregator's order is named by its `x-agg-id` instead. " +
      "An aggregator's `orderType`, and extras that mean something to staff, devices or aggregators, are 403 from others; a `source` that is not the caller's to name is `WEB`.",
    ...authenticated,
    parameters,
    request: { body: jsonBody(body) },
    responses,
  });

/** What an order says of itself (`domain/order/view.ts`), taken out of its text. */
export function wireOrder(body: string): Record<string, unknown> {
  const order: Record<string, unknown> = JSON.parse(body);
  return order;
}
