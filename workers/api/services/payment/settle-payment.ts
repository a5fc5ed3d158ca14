// The provider's word, brought to the order. Said once; saying it again changes nothing.
import type { CommandEnvelope, OrderCommand } from "../../../../domain/order/commands";
import { byService } from "../../../../domain/order/envelope";
import type { Rejection } from "../../../../domain/order/rejections";
import { orderStub } from "../../../../runtime/order-stub";
import { ownOrderId } from "../../../../runtime/signed-order-id";
import { problemOf } from "../../../../protocol/problem";
import type { ApiEnv } from "#api/env";
import type { ProviderCharge } from "./provider";

export type PaymentDecision = "approve" | "decline";

/** `stands`: the decision that holds for this payment, be it this one or an earlier one. */
export type SettledPayment = { stands: PaymentDecision; changed: boolean } | { refused: string };

export async function settlePayment(
  env: Pick<ApiEnv, "ORDER">,
  charge: ProviderCharge,
  decision: PaymentDecision,
  correlationId: string,
): Promise<SettledPayment> {
  const order = orderStub(env.ORDER, charge, ownOrderId(charge.order));
  const answer = await order.execute(settlement(charge, decision, correlationId, new Date().toISOString()));
  return answer.ok ? { stands: decision, changed: true } : outcomeOf(answer.error, decision);
}

/** Both decisions have the same command id: the first one is kept, and the order itself says so to the second. */
function settlement(charge: ProviderCharge, decision: PaymentDecision, correlationId: string, at: string): CommandEnvelope {
  const { trx, amount } = charge;
  const command: OrderCommand =
    decision === "approve"
      ? { type: "RegisterPayment", id: trx, payment: "EPAYMENT", source: "sandbox", amount }
      : { type: "DeclinePayment", id: trx, reason: "declined at the sandbox" };
  return { ...byService("payment", charge, `${trx}:settle`, at, command), correlationId };
}

export function outcomeOf(rejection: Rejection, asked: PaymentDecision): SettledPayment {
  if (rejection.code === "command-id-reused") return { stands: asked === "approve" ? "decline" : "approve", changed: false };
  return { refused: problemOf(rejection).message };
}
