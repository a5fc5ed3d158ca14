// `POST /payment-api/refund`: some of a payment's money goes back. The order reserves it first, then the provider is asked, then the order is told: whoever was
// interrupted asks again under the same `Idempotency-Key` and goes on where it stopped.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { OrderCommand } from "../../../../domain/order/commands";
import type { Minor } from "../../../../domain/pricing/money";
import { RefundReason } from "../../../../domain/order/refund-kind";
import { fromDecimal, toDecimal } from "../../../../domain/pricing/money";
import { err, ok, type Result } from "../../../../domain/result";
import { orderName } from "../../../../protocol/feed";
import { readKeys } from "../../../../protocol/keys";
import type { Refusal } from "../../../../protocol/problem";
import { reach } from "../../../../protocol/reach";
import { tenantCard } from "../../cards";
import type { Api } from "../../env";
import { authenticate } from "../../http/authenticate";
import { commandProblems, refuse, router } from "../../http/refuse";
import { isOrderIdOf } from "../../../../protocol/order-seal";
import { derivedId } from "./payment-ids";
import { providerOf } from "./refunds";

const RefundBody = z
  .strictObject({
    orderId: z.uuid(),
    payment: z.uuid().openapi({ description: "Id of the payment that the money was taken with" }),
    amount: z.union([z.number(), z.string().max(32)]).openapi({ description: "In major units", examples: ["2.50"] }),
    kind: RefundReason.optional().openapi({
      description:
        "`goodwill` (unless told): a gesture, or for a complaint; nothing is owed again. `correction`: gives back what was paid too much, at most `overpaid`. " +
        "`reversal`: the payment did not count; the bill is open again by as much",
    }),
    reason: z.string().min(1).max(255),
  })
  .openapi("Refund");

const Refunded = z.object({ refund: z.uuid(), payment: z.uuid(), amount: z.string(), reference: z.string() }).openapi("Refunded");

const route = createRoute({
  method: "post",
  path: "/payment-api/refund",
  summary: "Give some of a payment's money back",
  description:
    "For staff who may take money. An e-payment goes back through its provider, a staff tender over the counter. Also of an order that has ended.",
  tags: ["payment"],
  security: [{ bearer: [] }],
  middleware: authenticate,
  request: {
    headers: z.object({
      "idempotency-key": z
        .string()
        .regex(/^[\x21-\x7e]{1,128}$/, "expected 1 to 128 visible ASCII characters")
        .optional(),
    }),
    body: { required: true, content: { "application/json": { schema: RefundBody } } },
  },
  responses: { 200: { description: "The money is back", content: { "application/json": { schema: Refunded } } }, ...commandProblems },
});

/** What is read here of the wire order. */
const Books = z.object({
  payments: z.array(z.object({ id: z.string(), type: z.string(), source: z.string() })),
  refunding: z.array(z.object({ id: z.string() })),
});

type Refund = { id: string; key: string; order: string; payment: string; amount: Minor; reason: string };
type Failed = Extract<Refusal, { code: "refund-failed" }>;

export const refundRoutes = router().openapi(route, async (c) => {
  const { orderId: order, payment, amount: asked, kind, reason } = c.req.valid("json");
  const key = c.req.valid("header")["idempotency-key"] ?? crypto.randomUUID();
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
  if (!isOrderIdOf(keys.ids, tenant, order)) return refuse(c, { code: "order-not-found" });
  const refund = { id: derivedId(keys, "refund-part", tenant, order, user, key), key, order, payment, amount, reason };

  const opened = await give(c, refund, "open", {
    type: "OpenRefund",
    id: refund.id,
    payment,
    amount,
    ...(kind && { kind }),
    reason,
  });
  if (!opened.ok) return refuse(c, opened.error);
  const given = await goOn(c, refund, toDecimal(amount, decimals));
  if (!given.ok) return refuse(c, given.error);
  return c.json({ refund: refund.id, payment, amount: toDecimal(amount, decimals), reference: given.value }, 200);
});

/** From a reserved amount to money that is back, or to a refund that was declined and stays so. */
async function goOn(c: Context<Api>, refund: Refund, amount: string): Promise<Result<string, Failed>> {
  const { tenant, region, user, roles } = c.var.principal;
  const failed = (reason: string): Result<string, Failed> => err({ code: "refund-failed", payment: refund.payment, reason });
  const seen = await reach(c.env.ORDER, region, orderName(tenant, refund.order)).view({ user, roles });
  if (!seen.ok) return failed("the order is gone");
  const { payments, refunding } = Books.parse(JSON.parse(seen.value.body));
  const done = payments.find(({ id }) => id === refund.id);
  if (done) return ok(done.source);
  if (!refunding.some(({ id }) => id === refund.id)) return failed("it was declined before; ask under another Idempotency-Key");

  const taken = payments.find(({ id }) => id === refund.payment);
  const answer = taken?.type === "EPAYMENT" ? await fromProvider(c, refund, taken.source, amount) : ok("staff");
  const command: OrderCommand = answer.ok
    ? { type: "RegisterRefund", id: refund.id, reference: answer.value }
    : { type: "DeclineRefund", id: refund.id, reason: answer.error.reason };
  const noted = await give(c, refund, "settle", command);
  if (!answer.ok) return failed(answer.error.reason);
  return noted.ok ? ok(answer.value) : failed(noted.error.code);
}

function fromProvider(
  c: Context<Api>,
  { id, payment }: Refund,
  source: string,
  amount: string,
): Promise<Result<string, { reason: string }>> {
  const provider = providerOf(readKeys(c.env.KEYS), source);
  return provider ? provider.refund({ id, payment, amount }) : Promise.resolve(err({ reason: `no provider ${source} here` }));
}

function give(c: Context<Api>, { order, key }: Refund, step: "open" | "settle", command: OrderCommand) {
  const { tenant, region, user, roles } = c.var.principal;
  return reach(c.env.ORDER, region, orderName(tenant, order)).execute({
    tenant,
    region,
    order,
    commandId: `${user}:${key}:${step}`,
    correlationId: c.var.correlationId,
    actor: { kind: "user", user, roles },
    at: new Date().toISOString(),
    command,
  });
}
