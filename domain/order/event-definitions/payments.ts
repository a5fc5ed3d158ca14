// Money for an order, what its total moves by, and the slips that are printed of it.
import { slipWithout, withoutUrls } from "../erasure";
import type { EventOf } from "../events";
import { slipForGuests } from "../guest-view";
import type { Order } from "../state";
import { type EventDefinitions, FOR_ALL, WITH_REASON } from "./event-definition";
import { logged } from "./logs";
import { because } from "./history-words";

export const paymentEvents = {
  PaymentOpened: {
    evolve: (order, { v: _v, type: _type, cid: _cid, ...opened }) => ({ ...order, pendingPayments: [...order.pendingPayments, opened] }),
    says: ({ amount, payment, source }, money) => `began to pay ${money(amount)} by ${payment} at ${source}`,
    disclosure: { erased: withoutUrls, forJoined: withoutUrls },
  },
  PaymentRegistered: {
    evolve: registered,
    says: ({ amount, payment, tendered }, money) => {
      const change = tendered === undefined ? "" : ` of ${money(tendered)} handed over, change ${money(tendered - amount)}`;
      return `took ${money(amount)} by ${payment}${change}`;
    },
    disclosure: FOR_ALL,
  },
  PaymentDeclined: {
    evolve: (order, event) => ({
      ...order,
      pendingPayments: order.pendingPayments.filter(({ id }) => id !== event.id),
      lapsed: [...order.lapsed, ...order.pendingPayments.filter(({ id }) => id === event.id)],
    }),
    says: ({ reason }) => `declined a payment${because(reason)}`,
    disclosure: WITH_REASON,
  },
  TotalAdjusted: {
    evolve: (order, { amount }) => ({ ...order, adjustment: (order.adjustment ?? 0) + amount }),
    says: ({ amount, reason }, money) => `moved the total by ${money(amount)} to what was paid at ${reason}`,
    disclosure: FOR_ALL,
  },
  CashRounded: {
    evolve: (order, { amount }) => ({ ...order, rounding: order.rounding + amount }),
    says: ({ amount }, money) => `rounded by ${money(amount)} for cash`,
    disclosure: FOR_ALL,
  },
  TipSet: {
    evolve: (order, { amount }) => ({ ...order, tip: amount }),
    says: ({ amount }, money) => `set the tip to ${money(amount)}`,
    disclosure: FOR_ALL,
  },
  FeeWaived: {
    evolve: (order, event) =>
      logged({ ...order, waived: [...order.waived, event.fee] }, event, {
        message: `waived the fee ${event.fee}`,
        reason: event.reason,
      }),
    says: ({ fee, reason }) => `waived the fee ${fee}${because(reason)}`,
    disclosure: WITH_REASON,
  },
  FiscalAdded: {
    evolve: (order, { slip, by }) => ({ ...order, fiscal: [...order.fiscal, { ...slip, by }] }),
    says: ({ slip: { slip, amount, printer, proforma } }, money) =>
      `printed slip ${slip} over ${money(amount)} at ${printer}${proforma ? " (proforma)" : ""}`,
    disclosure: {
      erased: (event) => ({ ...event, slip: slipWithout(event.slip) }),
      forGuests: (event) => ({ ...event, slip: slipForGuests(event.slip) }),
      forJoined: (event) => ({ ...event, slip: slipWithout(event.slip) }),
    },
  },
} satisfies Partial<EventDefinitions>;

/** Money is there. One that was opened keeps what it is for; of one that had lapsed the event says what it is for after all. */
function registered(order: Order, event: EventOf<"PaymentRegistered">): Order {
  const { id, payment, source, amount, at, tendered } = event;
  const opened = order.pendingPayments.find((each) => each.id === id);
  const begun = opened ?? order.lapsed.find((each) => each.id === id);
  const by = begun?.by ?? event.by; // who pays, not who reports it
  const paidFor = event.lines ?? opened?.lines;
  const shares = event.shares ?? opened?.shares;
  const taking = {
    id,
    payment,
    source,
    amount,
    by,
    at,
    ...(paidFor && { lines: paidFor }),
    ...(shares && { shares }),
    ...(tendered !== undefined && { tendered }),
  };
  return {
    ...order,
    pendingPayments: order.pendingPayments.filter((each) => each.id !== id),
    lapsed: order.lapsed.filter((each) => each.id !== id),
    payments: [...order.payments, taking],
  };
}
