// Money that goes back.
import { toDecimal } from "../../pricing/money";
import type { EventOf } from "../events";
import type { OpenedRefund, Order } from "../state";
import { type EventDefinitions, FOR_ALL, WITH_REASON } from "./event-definition";
import { logged } from "./logs";
import { because } from "./history-words";

export const refundEvents = {
  RefundOpened: {
    evolve: (order, event) => {
      const { v: _v, type: _type, cid: _cid, ...opened } = event;
      return { ...triedAgain(order, event), pendingRefunds: [...order.pendingRefunds, opened] };
    },
    says: ({ amount, kind, reason }, money) =>
      `began to give ${money(amount)} back${kind === undefined ? "" : ` as ${kind}`}${because(reason)}`,
    disclosure: WITH_REASON,
  },
  PaymentRefunded: {
    evolve: (order, event) => {
      const { id, of, amount, reference, by, at, kind, forgiven } = event;
      const meaning = { ...(kind && { kind }), ...(forgiven !== undefined && { forgiven }) };
      const back = { id, payment: "RETURN" as const, source: reference, amount: -amount, by, at, refundOf: of, ...meaning };
      const refunded = { ...order, pendingRefunds: pendingWithout(order, id), payments: [...order.payments, back] };
      return logged(refunded, event, { message: `gave ${amount} back` });
    },
    says: ({ amount, reference }, money) => `gave ${money(amount)} back, reference ${reference}`,
    disclosure: FOR_ALL,
  },
  RefundDeclined: {
    evolve: declined,
    says: ({ amount, reason }, money) => `could not give ${amount === undefined ? "money" : money(amount)} back${because(reason)}`,
    disclosure: WITH_REASON,
  },
} satisfies Partial<EventDefinitions>;

const pendingWithout = ({ pendingRefunds }: Order, gone: string): OpenedRefund[] => pendingRefunds.filter(({ id }) => id !== gone);

/** What begins to go back is not what was declined any more, the oldest first. */
function triedAgain(order: Order, { of, amount }: EventOf<"RefundOpened">): Order {
  let begun = amount;
  const refundsDeclined = order.refundsDeclined.flatMap((refund) => {
    const part = refund.of === of ? Math.min(begun, refund.amount) : 0;
    begun -= part;
    return part === refund.amount ? [] : [{ ...refund, amount: refund.amount - part }];
  });
  return { ...order, refundsDeclined };
}

/** Somebody has to give it back in another way. Events from before this was kept do not say how much it was. */
function declined(order: Order, event: EventOf<"RefundDeclined">): Order {
  const { id, of, amount, reason, by, at } = event;
  const next = { ...order, pendingRefunds: pendingWithout(order, id) };
  if (of === undefined || amount === undefined) return next;
  const kind = order.pendingRefunds.find((refund) => refund.id === id)?.kind;
  const refundsDeclined = [...order.refundsDeclined, { id, of, amount, ...(kind && { kind }), reason, by, at }];
  const money = `${toDecimal(amount, order.currency.decimals)} ${order.currency.code}`;
  return logged({ ...next, refundsDeclined }, event, { message: `could not give ${money} back`, reason });
}
