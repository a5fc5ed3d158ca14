// Lines on their way to another order. They have left this one in a stored event, so the other is asked until it has answered: it takes
// them, or they come back. Asking twice is harmless: both orders know the transfer by its id.
import type { CommandEnvelope, OrderCommand } from "../../domain/order/commands";
import { byService } from "../../domain/order/envelope";
import type { Order, Transfer } from "../../domain/order/state";
import { orderStub } from "../../runtime/order-stub";
import { ownOrderId } from "../../runtime/signed-order-id";
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

export function openTransfers(outbox: Outbox, env: TransfersEnv, { order, execute, holdsConfirmed }: Own): void {
  outbox.open("transfers", {
    concerns: () => (order()?.transfers.length ?? 0) > 0,
    send: async () => {
      const now = existing(order());
      for (const transfer of now.transfers) {
        await holdsConfirmed(keepersOf(transfer));
        const answer = await offer(env, now, transfer);
        const outcome = answer.ok ? { accepted: true } : { accepted: false, reason: answer.error.code };
        const command: OrderCommand = { type: "SettleTransfer", transfer: transfer.id, ...outcome };
        await execute(byService("transfer", now, `${transfer.id}:settle`, new Date().toISOString(), command));
      }
      return { sent: now.seq, done: now.seq };
    },
  });
}

function offer(env: TransfersEnv, order: Order, transfer: Transfer): Promise<Answer> | Answer {
  const { id, to, by, buckets, offered = buckets, comments, channel, discountRules } = transfer;
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
  return orderStub(env.ORDER, order, ownOrderId(to)).execute(there);
}

/** Venues that keep some of its lines. */
const keepersOf = ({ buckets }: Transfer): ReadonlySet<string> =>
  new Set(buckets.flatMap(({ venue, lines }) => (lines.some(({ kept }) => kept) ? [venue] : [])));
