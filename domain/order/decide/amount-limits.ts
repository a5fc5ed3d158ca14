// No amount that somebody names is larger than any order. Money that a provider has taken is on the books, however much it is.
import { type Currency, MAX_AMOUNT, toDecimal } from "../../pricing/money";
import type { Actor, RequestedLine, OrderCommand } from "../commands";
import type { Rejection } from "../rejections";
import type { OrderState } from "../state";

export const amountTooLarge = ({ decimals }: Currency): Rejection => ({ code: "amount-too-large", limit: toDecimal(MAX_AMOUNT, decimals) });

export function amountObstacle(actor: Actor, command: OrderCommand, state: OrderState): Rejection | undefined {
  if (actor.kind === "service" || !amountsOf(command).some((amount) => Math.abs(amount) > MAX_AMOUNT)) return undefined;
  const currency = state.status === "ABSENT" ? command.type === "CreateOrder" && command.currency : state.currency;
  return currency ? amountTooLarge(currency) : undefined;
}

function amountsOf(command: OrderCommand): number[] {
  if (command.type === "AppendLines") return pricesOf(command.lines);
  if (command.type === "CreateOrder") return [command.paid?.amount ?? 0, ...pricesOf(command.append?.lines ?? [])];
  const isMoney = command.type === "SetTip" || command.type === "OpenPayment" || command.type === "RegisterPayment";
  return isMoney || command.type === "OpenRefund" ? [command.amount] : [];
}

const pricesOf = (lines: readonly RequestedLine[]): number[] => lines.flatMap(({ price = 0 }) => price);
