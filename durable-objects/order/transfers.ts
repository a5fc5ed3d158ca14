// Lines on their way to another order. They have left this one in a stored event,
// so the other is asked until it has answered: it takes them, or they come back.
// Asking twice is harmless: both orders know the transfer by its id.
import type { CommandEnvelope, OrderCommand } from "../../domain/order/commands";
import { byService } from "../../domain/order/envelope";
import type { Order, Transfer } from "../../domain/order/state";
import { orderStub } from "../../runtime/order-stub";
import { ownOrderId } from "../../runtime/signed-order-id";
import type { Send } from "../lib/outbox-step";
import type { Outbox } from "../lib/outbox";
import type { Answer } from "./command-handler";
import { existing } from "./existing-order";
import type { OrderObject } from "./order-object";

export type TransfersEnv = { ORDER: DurableObjectNamespace<OrderObject> };

/** `execute`: gives this order a command of its own. `holdsConfirmed`: resolves when these venues know what they keep for it. */
type Own = {
  order: () => Order | undefined;
  execute: (envelope: CommandEnvelope) => unknown;
  holdsConfirmed: (venues: ReadonlySet<string>) => Promise<void>;
};

export class Transfers {
  readonly #env: TransfersEnv;
  readonly #own: Own;

  constructor(env: TransfersEnv, own: Own) {
    this.#env = env;
    this.#own = own;
  }

  open(outbox: Outbox): void {
    outbox.open("transfers", { concerns: () => (this.#own.order()?.transfers.length ?? 0) > 0, send: () => this.#send() });
  }

  async #send(): ReturnType<Send> {
    const order = existing(this.#own.order());
    for (const transfer of order.transfers) {
      await this.#own.holdsConfirmed(keepersOf(transfer));
      const answer = await this.#offer(order, transfer);
      const outcome = answer.ok ? { accepted: true } : { accepted: false, reason: answer.error.code };
      const command: OrderCommand = { type: "SettleTransfer", transfer: transfer.id, ...outcome };
      await this.#own.execute(byService("transfer", order, `${transfer.id}:settle`, new Date().toISOString(), command));
    }
    return { sent: order.seq, done: order.seq };
  }

  #offer(order: Order, { id, to, by, buckets, offered = buckets, comments, channel, discountRules }: Transfer): Promise<Answer> | Answer {
    const command: OrderCommand = {
      type: "ReceiveLines",
      transfer: id,
      from: order.order,
      by,
      currency: order.currency,
      ...(channel && { channel }),
      ...(discountRules !== undefined && { discountRules }),
      buckets: offered,
      comments,
    };
    const there = byService("transfer", { ...order, order: to }, `${id}:receive`, new Date().toISOString(), command);
    return orderStub(this.#env.ORDER, order, ownOrderId(to)).execute(there);
  }
}

/** Venues that keep some of its lines. */
const keepersOf = ({ buckets }: Transfer): ReadonlySet<string> =>
  new Set(buckets.flatMap(({ venue, lines }) => (lines.some(({ kept }) => kept) ? [venue] : [])));
