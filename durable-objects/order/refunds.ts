// Money on its way back. It is reserved in a stored event, so whoever took it is asked until there is an answer: it is back, or it is not.
// Asking twice is harmless: a provider knows the refund by its id.
import { exports } from "cloudflare:workers";
import type { CommandEnvelope, OrderCommand } from "../../domain/order/commands";
import { byService } from "../../domain/order/envelope";
import type { OpenedRefund, Order } from "../../domain/order/state";
import { ok } from "../../domain/result";
import type { RefundAnswer, RefundStanding } from "../../protocol/payment-provider";
import type { Send } from "../lib/outbox-step";
import type { Outbox } from "../lib/outbox";
import { existing } from "./existing-order";
import { log } from "../../runtime/log";

/** `execute`: gives this order a command of its own. */
type Own = { order: () => Order | undefined; execute: (envelope: CommandEnvelope) => unknown };

export class Refunds {
  readonly #own: Own;
  /** Who waits for the end of a refund, by its id. */
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(own: Own) {
    this.#own = own;
  }

  /** Each refund is a destination: a provider that hangs holds up no other. Harmless when they are open. */
  open(outbox: Outbox): void {
    for (const { id } of this.#own.order()?.pendingRefunds ?? []) {
      outbox.open(destinationOf(id), { concerns: () => this.#onItsWay(id) !== undefined, send: () => this.#send(id) });
    }
  }

  /** Call it when something has happened. */
  happened(): void {
    for (const [id, wakes] of this.#waiting) if (!this.#onItsWay(id)) for (const wake of wakes) wake();
  }

  /** Asks now, however long it would have waited for its next turn. */
  retry(outbox: Outbox, id: string): void {
    if (this.#onItsWay(id)) outbox.retry(destinationOf(id));
  }

  /** What has become of it, once it has ended or `ms` are over. */
  async outcome(id: string, ms: number): Promise<RefundStanding> {
    if (this.#onItsWay(id)) await this.#ended(id, ms);
    if (this.#onItsWay(id)) return { status: "on-its-way" };
    const order = this.#own.order();
    const back = order?.payments.find((payment) => payment.id === id);
    if (back) return { status: "refunded", reference: back.source };
    return { status: "declined", reason: order?.refundsDeclined.find((refund) => refund.id === id)?.reason ?? "it was declined before" };
  }

  async #ended(id: string, ms: number): Promise<void> {
    const timer = new AbortController();
    const wakes = this.#waiting.get(id) ?? new Set();
    const wake = () => timer.abort();
    this.#waiting.set(id, wakes.add(wake));
    await scheduler.wait(ms, { signal: timer.signal }).catch(() => {});
    wakes.delete(wake);
    if (wakes.size === 0) this.#waiting.delete(id);
  }

  #onItsWay(id: string): OpenedRefund | undefined {
    return this.#own.order()?.pendingRefunds.find((refund) => refund.id === id);
  }

  async #send(id: string): ReturnType<Send> {
    const order = existing(this.#own.order());
    const refund = this.#onItsWay(id);
    if (refund) await this.#settle(order, id, await this.#ask(order, refund));
    return { sent: order.seq, done: order.seq };
  }

  /** @throws when there is no answer: then it is asked for again */
  async #ask({ order, payments, currency }: Order, { id, of, amount }: OpenedRefund): Promise<RefundAnswer> {
    const taken = payments.find((payment) => payment.id === of);
    if (taken?.payment !== "EPAYMENT") return ok("staff"); // a tender goes back over the counter: staff have the money in hand
    try {
      return await exports.Payments.refund(taken.source, { id, payment: of, amount, currency });
    } catch (error) {
      log("warn", "refund.unanswered", { order, refund: id, provider: taken.source, error });
      throw error;
    }
  }

  async #settle(order: Order, id: string, answer: RefundAnswer): Promise<void> {
    const command: OrderCommand = answer.ok
      ? { type: "RegisterRefund", id, reference: answer.value }
      : { type: "DeclineRefund", id, reason: answer.error.reason };
    await this.#own.execute(byService("payment", order, `${id}:settle`, new Date().toISOString(), command));
  }
}

const destinationOf = (id: string) => `refund:${id}`;
