// One job: look at a basket that could not look the chain's rules up, and tell the order what they give for it.
import { type Basket, evaluate } from "../../domain/discount/evaluate";
import { type DiscountRule, RULES_LAYER } from "../../domain/discount/rule";
import type { CommandEnvelope, OrderCommand } from "../../domain/order/commands";
import { byService } from "../../domain/order/envelope";
import type { Rejection } from "../../domain/order/rejections";
import type { Result } from "../../domain/result";
import type { DiscountJob } from "../../protocol/queue";

/** What is asked of an order here. `basket`: null when the order is no basket any more; `pending`: it waits for its discounts. */
export type Order = {
  basket(): Promise<(Basket & { revision: number; pending: boolean }) | null>;
  execute(envelope: CommandEnvelope): Promise<Result<unknown, Rejection>>;
  acknowledge(destination: string, from: number, to: number): Promise<void>;
};

/** `now`: RFC 3339, UTC. */
export type Deps = { order: Order; rules: () => Promise<DiscountRule[]>; now: () => string };

/**
 * Harmless when done twice: the command is named after the basket that it is for. An order that has moved on, or ended, refuses it: then there is
 * nothing to do, for its newer basket has a job of its own. Whatever fails before that leaves the order as it was.
 */
export async function discount(job: DiscountJob, { order, rules, now }: Deps): Promise<void> {
  const basket = await order.basket();
  // One that has found the rules meanwhile has priced itself. One that waits is told also that there is nothing for it.
  if (basket?.pending) {
    const discounts = evaluate(await rules(), basket);
    const id = `${job.order}:${basket.revision}:discount`;
    const command: OrderCommand = { type: "ApplyDiscounts", revision: basket.revision, layer: RULES_LAYER, discounts };
    const answer = await order.execute(byService("discount", job, id, now(), command));
    if (!answer.ok) console.info(JSON.stringify({ order: job.order, revision: basket.revision, discounts: answer.error.code }));
  }
  await order.acknowledge("discounts", job.from, job.to);
}
