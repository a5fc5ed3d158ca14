// What an order does when its own alarm rings: steps that nobody else took in time, and, long after its end, putting its log away.
import { nextStep, shrinksAt } from "../../domain/order/timeouts";
import type { CommandEnvelope } from "../../domain/order/commands";
import { byService } from "../../domain/order/envelope";
import type { Order } from "../../domain/order/state";
import type { Answer } from "./command-handler";

/** A step that the order refused is not tried again before that: nothing rings in circles. */
const PATIENCE_MS = 60 * 60_000;

export class Timers {
  readonly #order: () => Order | undefined;
  readonly #isShrunk: () => boolean;
  #notBefore = 0;

  constructor(order: () => Order | undefined, isShrunk: () => boolean) {
    this.#order = order;
    this.#isShrunk = isShrunk;
  }

  /** When to be woken, in epoch ms. */
  next(): number | undefined {
    const order = this.#order();
    if (!order) return undefined;
    const at = nextStep(order)?.at ?? (this.#isShrunk() ? undefined : shrinksAt(order));
    return at === undefined ? undefined : Math.max(at, this.#notBefore);
  }

  /** The step that is due, given to the order as a command of the clock: the same step of the same state is the same command. */
  step(now: number, execute: (envelope: CommandEnvelope) => Answer | Promise<Answer>): void {
    const order = this.#order();
    const step = order && nextStep(order);
    if (!step || step.at > now) return;
    const id = `clock:${step.command.type}:${order.seq}`;
    const answer = execute(byService("clock", order, id, new Date(now).toISOString(), step.command));
    // The clock's own steps ask nobody: what is not answered at once is tried again, too.
    if (answer instanceof Promise || !answer.ok) this.#notBefore = now + PATIENCE_MS;
  }

  /** True when the log may be put away. */
  shrinks(now: number): boolean {
    const order = this.#order();
    const at = order && shrinksAt(order);
    return at !== undefined && at <= now && !this.#isShrunk();
  }
}
