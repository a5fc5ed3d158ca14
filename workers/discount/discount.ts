// One job: look at a basket that could not look the chain's rules up, and tell the order what they give for it.
import { evaluate } from "../../domain/discount/evaluate";
import { type DiscountRule, RULES_LAYER } from "../../domain/discount/rule";
import type { CommandEnvelope, OrderCommand } from "../../domain/order/commands";
import type { DiscountBasket } from "../../domain/order/discount-basket";
import { byService } from "../../domain/order/envelope";
import type { Rejection } from "../../domain/order/rejections";
import type { Result } from "../../domain/result";
import type { DiscountJob } from "../../protocol/queue";
import { log } from "../../runtime/log";

/** What is asked of an order here. `basket`: null when the order is no basket any more. */
export type DiscountedOrder = {
  basket(): Promise<DiscountBasket | null>;
  execute(envelope: CommandEnvelope): Promise<Result<unknown, Rejection>>;
  acknowledge(destination: string, from: number, to: number): Promise<void>;
};

/** `now`: RFC 3339, UTC. */
export type Deps = { order: DiscountedOrder; rules: () => Promise<DiscountRule[]>; now: () => string };

/** A basket that others pay for, or cease to, while it is looked at is looked at again. */
const MAX_LOOKS = 3;

/**
 * Harmless when done twice: the command is named after what it has seen of the order.
 * One that has found the rules meanwhile, or ended, needs nothing. Whatever fails before the last step leaves the order as it was.
 * @throws Error when it changes under every look: the job comes again
 */
export async function discount(job: DiscountJob, { order, rules, now }: Deps): Promise<void> {
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const basket = await order.basket();
    // One that waits is told also that there is nothing for it.
    const answer = basket?.pending ? await order.execute(given(job, basket, await rules(), now())) : undefined;
    if (answer?.ok === false && answer.error.code === "stale-discounts") continue;
    if (answer?.ok === false) log("info", "discount.refused", { order: job.order, revision: basket?.revision, code: answer.error.code });
    return order.acknowledge("discounts", job.from, job.to);
  }
  throw new Error(`order ${job.order} has changed under each of ${MAX_LOOKS} looks`);
}

function given(job: DiscountJob, basket: DiscountBasket, rules: readonly DiscountRule[], now: string): CommandEnvelope {
  const { seq, revision, paid } = basket;
  const discounts = evaluate(rules, basket);
  const command: OrderCommand = { type: "ApplyDiscounts", revision, paid, layer: RULES_LAYER, discounts };
  return byService("discount", job, `${job.order}:${seq}:discount`, now, command);
}
