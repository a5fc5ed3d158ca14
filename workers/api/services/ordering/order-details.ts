// Readers of one order: how it came to be what it is, why it costs what it costs, who pays which part of it.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { toDecimal } from "../../../../domain/pricing/money";
import type { Api } from "#api/env";
import { authenticated } from "#api/http/authenticate";
import { json, problem, refuse, router } from "#api/http/refuse";
import { OrderParam, wireOrder } from "./routes";
import { wants } from "./submit";
import { findOrder } from "./find-order";

const MAX_ENTRIES = 500;
const MAX_PARTS = 100;

const reader = <Name extends string, Query extends z.ZodObject, Body extends z.ZodType>(
  name: Name,
  summary: string,
  query: Query,
  body: Body,
) =>
  createRoute({
    method: "get",
    path: `/ordering-api/api/order/{order}/${name}` as const,
    tags: ["ordering"],
    summary,
    ...authenticated,
    request: { params: OrderParam, query },
    responses: {
      200: json(body, summary),
      400: problem("Every field that is wrong, with its pointer"),
      401: problem("No valid token"),
      404: problem("No such order, or not the caller's"),
    },
  });

const Anything = z.record(z.string(), z.unknown());
const Amount = z.string().openapi({ example: "13.99" });
const Fiscal = z
  .object({
    amount: Amount,
    entries: z.array(
      z.object({ item: z.string(), qty: z.string(), price: Amount, discount: Amount.optional(), total: Amount, vat: z.string() }),
    ),
    payments: z.record(z.string(), Amount),
    timestamp: z.string(),
    drsSummary: z.array(z.object({ deposit: Amount, count: z.int() })).optional(),
  })
  .openapi("FiscalData");
const Entry = z
  .object({
    seq: z.int(),
    type: z.string(),
    at: z.string(),
    by: z.string(),
    correlationId: z.string(),
    soldAt: z.string().optional(),
    says: z.string().openapi({ description: "In English, after who did it", example: "added 1 × soup at 12.50 PLN" }),
    lines: z.array(z.string()).optional(),
  })
  .openapi("HistoryEntry");
const seq = z.coerce.number().int().min(0).max(1e9);

const history = reader(
  "history",
  "How the order came to be what it is; with `at` the order as it was after that event",
  z.strictObject({
    at: seq.min(1).optional().openapi({ type: "integer" }),
    after: seq.default(0).openapi({ type: "integer" }),
    limit: z.coerce.number().int().min(1).max(MAX_ENTRIES).default(100),
  }),
  z.union([z.object({ head: z.int().openapi({ description: "Number of the newest event" }), entries: z.array(Entry) }), Anything]),
);
const explanation = reader("explain", "Line by line, why the order costs what it costs", z.strictObject({}), Anything);
const bill = reader(
  "bill",
  "The bill divided: by person (the seat in a line's extra `x-seat`, else who ordered it), by line, or what is left, and nobody is paying just now, in equal parts",
  z.strictObject({
    by: z.enum(["person", "line", "parts"]).default("person"),
    parts: z.coerce.number().int().min(1).max(MAX_PARTS).default(2),
  }),
  z.object({ remaining: z.string(), shares: z.array(z.object({ key: z.string(), lines: z.array(z.string()), amount: z.string() })) }),
);
const fiscal = reader("fiscal", "What a till's fiscal printer is to print (`IFiscalData`)", z.strictObject({}), Fiscal);
const exported = reader("export", "The order and its whole event log, to take away", z.strictObject({}), Anything);

const requestFiscal = createRoute({
  method: "post",
  path: "/ordering-api/api/order/{order}/requestFiscal",
  tags: ["ordering"],
  summary: "Ask for fiscal data: they come as `OrderEventFiscal` on the caller's socket, with `Prefer: wait` in the answer",
  ...authenticated,
  request: { params: OrderParam },
  responses: {
    200: json(Fiscal, "The data"),
    202: json(z.object({ correlationId: z.string(), orderId: z.uuid() }), "They are on their way"),
    400: problem("The request is not valid"),
    401: problem("No valid token"),
    404: problem("No such order, or not the caller's"),
  },
});

/** The order and who asks; undefined when this platform never made the id for this tenant. */
function asked(c: Context<Api>, order: string) {
  const { user, roles } = c.var.principal;
  const found = findOrder(c.env, c.var.principal, order);
  return found.ok ? { stub: found.value, who: { user, roles } } : undefined;
}

const noOrder = { code: "order-not-found" } as const;

export const orderQueryRoutes = router()
  .openapi(history, async (c) => {
    const order = asked(c, c.req.valid("param").order);
    if (!order) return refuse(c, noOrder);
    const { at, after, limit } = c.req.valid("query");
    if (at !== undefined) {
      const then = await order.stub.viewAt(order.who, at);
      return then.ok ? c.json(wireOrder(then.value.body), 200) : refuse(c, noOrder);
    }
    const entries = await order.stub.history(order.who, { after, limit });
    return entries.ok ? c.json(entries.value, 200) : refuse(c, noOrder);
  })
  .openapi(explanation, async (c) => {
    const order = asked(c, c.req.valid("param").order);
    const told = await order?.stub.explain(order.who);
    return told?.ok ? c.json({ ...told.value }, 200) : refuse(c, noOrder);
  })
  .openapi(bill, async (c) => {
    const order = asked(c, c.req.valid("param").order);
    const { by, parts } = c.req.valid("query");
    const divided = await order?.stub.shares(order.who, by === "parts" ? { by, parts } : { by });
    if (!divided?.ok) return refuse(c, noOrder);
    const { currency, shares, remaining } = divided.value;
    const money = (amount: number) => toDecimal(amount, currency.decimals);
    return c.json({ remaining: money(remaining), shares: shares.map((share) => ({ ...share, amount: money(share.amount) })) }, 200);
  })
  .openapi(fiscal, async (c) => {
    const order = asked(c, c.req.valid("param").order);
    const data = await order?.stub.fiscal(order.who);
    return data?.ok ? c.json({ ...data.value }, 200) : refuse(c, noOrder);
  })
  .openapi(exported, async (c) => {
    const order = asked(c, c.req.valid("param").order);
    const text = await order?.stub.export(order.who);
    return text?.ok ? c.json(wireOrder(text.value), 200) : refuse(c, noOrder);
  })
  .openapi(requestFiscal, async (c) => {
    const id = c.req.valid("param").order;
    const order = asked(c, id);
    const { correlationId } = c.var;
    const waits = wants(c, "wait");
    const data = await order?.stub.fiscal(order.who, waits ? undefined : { correlationId });
    if (!data?.ok) return refuse(c, noOrder);
    return waits ? c.json({ ...data.value }, 200) : c.json({ correlationId, orderId: id }, 202);
  });
