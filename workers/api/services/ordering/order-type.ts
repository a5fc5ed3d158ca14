import { z } from "zod";
import { OrderType } from "../../../../domain/menu/channel";
import { ok, type Result } from "../../../../domain/result";
import { visibleOrder } from "./visible-order";
import type { Hitch, CommandContext } from "./command-definition";

const Typed = z.object({ orderType: OrderType });

/** The type of the order that a command is made for, if it is the caller's to see. */
export async function orderTypeOf({ env, principal, order }: CommandContext): Promise<Result<OrderType, Hitch>> {
  const seen = await visibleOrder(env, principal, order);
  return seen.ok ? ok(Typed.parse(seen.value).orderType) : seen;
}
