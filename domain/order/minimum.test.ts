import { describe, it } from "vitest";
import { append, asked, boss, card, card2, creating, given, guest, history, pay, payments, till } from "./given.fixture";
import type { OrderCommand } from "./commands";

const soup = history([creating, guest], [append(asked(1, "soup")), guest]);
const opening: OrderCommand = {
  type: "OpenPayment",
  id: "018f0000-0000-8000-9000-000000000050",
  payment: "EPAYMENT",
  source: "s",
  amount: 1250,
};
const least = (minor: number) => ({ cards: [{ ...card, minOrder: { DINE_IN: minor, DELIVERY: 9_999 } }] });
const slow = { cards: [{ ...card, leadMinutes: { DINE_IN: 45, DELIVERY: 300 } }] };
const due = (instant: string): OrderCommand => ({ type: "SetDue", due: instant });
const wanted = (instant: string) => [
  ...soup,
  ...given(...soup)
    .when(due(instant))
    .events(),
];

describe("what a venue asks of an order", () => {
  it("[V33] a guest places nothing below the channel's minimum; staff do, and money that is there counts", () => {
    const refusal = { code: "below-minimum-order", minimum: "12.51", total: "12.50" } as const;
    given(...soup)
      .when(opening, guest, least(1251))
      .refuses(refusal);
    given(...soup)
      .when({ type: "CompleteOrder" }, guest, least(1251))
      .refuses(refusal);
    given(...soup)
      .when(opening, guest, least(1250))
      .gives({ type: "PaymentOpened" });
    given(...soup)
      .when(pay(90, 1250), till, least(1251))
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
    const begun = [
      ...soup,
      ...given(...soup)
        .when(opening)
        .events(),
    ];
    given(...begun)
      .when({ ...opening, type: "RegisterPayment" }, payments, least(1251))
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
  });

  it("[V34] what counts towards it is what the venue's own lines cost", () => {
    const free = history([creating, guest], [append(asked(1, "free")), guest]);
    given(...free)
      .when({ type: "CompleteOrder" }, guest, least(1))
      .refusesWith("below-minimum-order");
    const two = [
      ...soup,
      ...given(...soup)
        .when({ ...append(asked(2, "cola")), venue: "v2" }, guest, { card: card2 })
        .events(),
    ];
    given(...two)
      .when({ type: "CompleteOrder" }, guest, { cards: [...least(1250).cards, { ...card2, minOrder: { DINE_IN: 1250 } }] })
      .refuses({ code: "below-minimum-order", minimum: "12.50", total: "7.00" });
  });

  it("[V35] a guest wants nothing sooner than the venue can make it through the channel; staff know better", () => {
    given(...soup)
      .when(due("2026-11-22T12:44:59.000Z"), guest, slow)
      .refuses({ code: "due-too-soon", due: "2026-11-22T12:44:59.000Z", earliest: "2026-11-22T12:45:00.000Z" });
    given(...soup)
      .when(due("2026-11-22T12:45:00.000Z"), guest, slow)
      .gives({ type: "DueSet" });
    given(...soup)
      .when(due("2026-11-22T12:10:00.000Z"), till, slow)
      .gives({ type: "DueSet" });
  });

  it("[V36] who has chosen the soonest time has ten minutes to pay; after that it is too soon", () => {
    const log = wanted("2026-11-22T12:45:00.000Z");
    given(...log)
      .when(opening, guest, { ...slow, at: "2026-11-22T12:10:00.000Z" })
      .gives({ type: "PaymentOpened" });
    given(...log)
      .when(opening, guest, { ...slow, at: "2026-11-22T12:10:01.000Z" })
      .refuses({ code: "due-too-soon", due: "2026-11-22T12:45:00.000Z", earliest: "2026-11-22T12:55:01.000Z" });
    given(...log)
      .when(opening, boss, { ...slow, at: "2026-11-22T12:40:00.000Z" })
      .gives({ type: "PaymentOpened" });
    given(...log)
      .when(opening, guest, { at: "2026-11-22T13:00:00.000Z" })
      .gives({ type: "PaymentOpened" });
    given(...soup)
      .when(opening, guest, slow)
      .gives({ type: "PaymentOpened" });
  });
});
