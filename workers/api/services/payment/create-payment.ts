// How a payment begins: at a provider, where the guest is sent, or over the counter, where staff register it at once.
import { z } from "@hono/zod-openapi";
import type { Principal } from "../../../../domain/access/principal";
import { type CommandEnvelope, LineIds } from "../../../../domain/order/commands";
import { type Currency, fromDecimal } from "../../../../domain/pricing/money";
import { err, ok, type Result } from "../../../../domain/result";
import { emptyIsAbsent } from "../../../../protocol/absent";
import type { Refusal } from "../../../../protocol/problem";
import type { OfferedType } from "./payment-types";
import type { ProviderCharge } from "./provider";
import { OptionalReturnUrl, returnRefusal } from "./return-url";

/** `source` and `TENANT` are what published clients add; nothing is done with them: the tenant comes from the token. */
export const CreatePayment = z
  .strictObject({
    orderId: z.uuid(),
    paymentType: z.int(),
    amount: z.union([z.number(), z.string().max(32)]).openapi({
      description: "In major units: 14, 13.99 or `13.99`",
      examples: ["13.99", 14],
    }),
    returnUrl: OptionalReturnUrl,
    returnErrorUrl: OptionalReturnUrl,
    lines: emptyIsAbsent(LineIds).openapi({ description: "What it is for: then the amount is what these lines cost" }),
    source: z.unknown().optional(),
    TENANT: z.unknown().optional(),
  })
  .openapi("CreatePayment");
export type CreatePayment = z.infer<typeof CreatePayment>;

/** What must be known of the tenant. `properties`: its settings, which say where guests may be sent afterwards. */
export type PaymentTerms = { offered: OfferedType[]; currency: Currency; properties: Readonly<Record<string, string>> };

/** Who asks, and under which ids. `trx`: the payment's id. */
export type PaymentRequest = { principal: Principal; commandId: string; correlationId: string; trx: string; at: string };

/** @returns the command, with what the provider is to collect if there is one; or what is wrong with the request. */
export function paymentCommand(
  body: CreatePayment,
  { offered, currency, properties }: PaymentTerms,
  { principal, commandId, correlationId, trx, at }: PaymentRequest,
): Result<
  { envelope: CommandEnvelope; charge: ProviderCharge | undefined },
  Extract<Refusal, { code: "payment-type-unknown" | "invalid-request" }>
> {
  const type = offered.find(({ id }) => id === body.paymentType);
  if (!type) return err({ code: "payment-type-unknown", paymentType: String(body.paymentType), known: offered.map(({ id }) => id) });

  const amount = fromDecimal(body.amount, currency.decimals);
  if (amount === undefined || amount < 0) {
    const message = `must be an amount in ${currency.code}, not negative, of at most ${currency.decimals} decimals`;
    return err({ code: "invalid-request", errors: [{ pointer: "/amount", message }] });
  }

  const errors = (["returnUrl", "returnErrorUrl"] as const).flatMap((name) => {
    const message = body[name] === undefined ? undefined : returnRefusal(body[name], properties);
    return message === undefined ? [] : [{ pointer: `/${name}`, message }];
  });
  if (errors.length > 0) return err({ code: "invalid-request", errors });

  const lines = body.lines && { lines: body.lines };
  const money = { id: trx, payment: type.type, source: type.provider ?? "staff", amount, ...lines };
  const after = {
    ...(body.returnUrl !== undefined && { returnUrl: body.returnUrl }),
    ...(body.returnErrorUrl !== undefined && { returnErrorUrl: body.returnErrorUrl }),
  };
  const where = { tenant: principal.tenant, region: principal.region, order: body.orderId };
  return ok({
    envelope: {
      ...where,
      commandId,
      correlationId,
      actor: { kind: "user", user: principal.user, roles: principal.roles },
      at,
      command: type.provider ? { type: "OpenPayment", ...money, ...after } : { type: "RegisterPayment", ...money },
    },
    charge: type.provider && { ...where, trx, amount, currency, ...after },
  });
}
