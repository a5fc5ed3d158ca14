// The sandbox provider's own page. The signed link is what lets somebody in; there is no token here.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { err, type Result } from "../../../../domain/result";
import { readKeys } from "../../../../runtime/keys";
import type { Api } from "#api/env";
import { problem, router } from "#api/http/refuse";
import type { ProviderCharge } from "./provider";
import { askPage, pageHeaders, resultPage } from "./sandbox-page";
import { readSandboxLink } from "./sandbox-link";
import { type SettledPayment, settlePayment } from "./settle-payment";

const page = (description: string) => ({ description, content: { "text/html": { schema: z.string() } } });
const params = z.object({ trx: z.string() });
/** Long enough for a charge with both of its return addresses. */
const Token = z.string().max(16_384);

const ask = createRoute({
  method: "get",
  path: "/payment-api/sandbox/{trx}",
  tags: ["payment"],
  summary: "The sandbox provider's page: approve or decline",
  request: { params, query: z.object({ t: Token }) },
  responses: {
    200: page("The page"),
    400: problem("The link is longer than any of ours, or has no token"),
    403: page("The link is not ours, or too old"),
  },
});

const decide = createRoute({
  method: "post",
  path: "/payment-api/sandbox/{trx}",
  tags: ["payment"],
  summary: "The guest's decision at the sandbox provider",
  description: "Deciding twice is harmless: the first decision stands.",
  request: {
    params,
    body: {
      required: true,
      content: { "application/x-www-form-urlencoded": { schema: z.object({ decision: z.enum(["approve", "decline"]), t: Token }) } },
    },
  },
  responses: {
    200: page("What has happened"),
    303: { description: "Decided; back to where the payment was asked for" },
    403: page("The link is not ours, or too old"),
    400: page("Neither decision was sent"),
    409: page("The order does not take this decision"),
  },
});

type Shown = { status: 200 | 400 | 403 | 409; title: string; text: string; next?: string | undefined };

function show(c: Context<Api>, { status, title, text, next }: Shown) {
  const nonce = crypto.randomUUID();
  return c.html(resultPage(nonce, title, text, next), status, pageHeaders(nonce));
}

const stranger = { status: 403, title: "This link is not valid", text: "Go back to the shop and start the payment again." } as const;
const late = { status: 403, title: "This link has expired", text: "Go back to the shop and start the payment again." } as const;

/** The charge that a link is for; anything else is a page to show. */
function chargeOfLink(c: Context<Api>, trx: string, token: string): Result<ProviderCharge, Shown> {
  const charge = readSandboxLink(readKeys(c.env.KEYS), token, Date.now());
  if (!charge.ok) return err(charge.error === "expired" ? late : stranger);
  return charge.value.trx === trx ? charge : err(stranger);
}

const said = { approve: "The payment is approved.", decline: "The payment is declined." };

function outcomePage(outcome: SettledPayment, { returnUrl, returnErrorUrl }: ProviderCharge): Shown {
  if ("refused" in outcome)
    return { status: 409, title: "The order does not take this", text: outcome.refused, next: returnErrorUrl ?? returnUrl };
  const text = outcome.changed ? said[outcome.stands] : `${said[outcome.stands]} That was decided before; nothing has changed.`;
  return {
    status: outcome.changed ? 200 : 409,
    title: "Sandbox payment",
    text,
    next: outcome.stands === "approve" ? returnUrl : returnErrorUrl,
  };
}

export const sandboxRoutes = router()
  .openapi(
    ask,
    (c) => {
      const { trx } = c.req.valid("param");
      const { t } = c.req.valid("query");
      const charge = chargeOfLink(c, trx, t);
      if (!charge.ok) return show(c, charge.error);
      const nonce = crypto.randomUUID();
      const { returnUrl, returnErrorUrl } = charge.value;
      return c.html(askPage(nonce, charge.value, t), 200, pageHeaders(nonce, [returnUrl, returnErrorUrl]));
    },
    (result, c) => (result.success ? undefined : show(c, stranger)),
  )
  .openapi(
    decide,
    async (c) => {
      const { decision, t } = c.req.valid("form");
      const charge = chargeOfLink(c, c.req.valid("param").trx, t);
      if (!charge.ok) return show(c, charge.error);
      const outcome = await settlePayment(c.env, charge.value, decision, c.var.correlationId);
      const shown = outcomePage(outcome, charge.value);
      return shown.status === 200 && shown.next !== undefined ? c.redirect(new URL(shown.next).href, 303) : show(c, shown);
    },
    (result, c) =>
      result.success
        ? undefined
        : show(c, { status: 400, title: "Approve or decline?", text: "Go back and choose one of the two buttons." }),
  );
