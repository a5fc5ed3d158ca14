import { describe, expect, it } from "vitest";
import type { Actor, OrderCommand } from "./commands";
import {
  asked,
  at,
  boss,
  card,
  card2,
  creating,
  discounter,
  given,
  guest,
  history,
  id,
  kitchen,
  order,
  payments,
  stranger,
  till,
} from "./given.fixture";
import { totals } from "./totals";
import { view } from "./view";

const append = (...lines: ReturnType<typeof asked>[]): OrderCommand => ({ type: "AppendLines", venue: "v1", lines });
const soup = append(asked(1, "soup"));
const pay = (n: number, amount: number): OrderCommand => ({ type: "RegisterPayment", id: id(n), payment: "CASH", source: "till", amount });
const process = (...lines: number[]): OrderCommand => ({ type: "ProcessLines", lines: lines.map(id) });
const open = (n: number, amount: number): OrderCommand => ({
  type: "OpenPayment",
  id: id(n),
  payment: "EPAYMENT",
  source: "sandbox",
  amount,
});

const off = (amount: number) => [{ line: id(1), layer: "loyalty", name: "Ten off", type: "PERCENT", amount }];

const apply = (revision: number, amount: number): OrderCommand => ({
  type: "ApplyDiscounts",
  revision,
  layer: "loyalty",
  discounts: off(amount),
});

const basket = history([creating, guest], [soup, guest]);
const placed = history([creating, guest], [soup, guest], [pay(90, 1250), till]);
const ready = [...placed, ...history([creating, guest], [soup, guest], [pay(90, 1250), till], [process(1), kitchen]).slice(placed.length)];

describe("creating", () => {
  it("[O1] an order is created once", () => {
    given().when(creating).gives({ type: "OrderCreated", by: "ann", order });
    given(...basket)
      .when(creating)
      .refusesWith("order-already-exists");
  });
  it("[O2] an order created with lines has them, or is not created at all", () => {
    given()
      .when({ ...creating, append: { venue: "v1", lines: [asked(1, "soup")] } })
      .gives({ type: "OrderCreated" }, { type: "LinesAppended" });
    given()
      .when({ ...creating, append: { venue: "v1", lines: [asked(1, "tea")] } })
      .refusesWith("product-not-found");
  });
  it("[O3] what does not exist takes no command", () => given().when(soup).refuses({ code: "order-not-found" }));
});

describe("lines", () => {
  it("[O4] a line keeps the price, tax and choice of the moment it was sold", () =>
    given(...history([creating, guest]))
      .when(append(asked(1, "soup", { quantity: 2 })))
      .gives({ type: "LinesAppended", lines: [{ id: id(1), unitPrice: 1250, vat: "8", quantity: 2, eligible: true, status: "NEW" }] }));
  it("[O5] an unknown product is refused by name", () =>
    given(...basket)
      .when(append(asked(2, "tea")))
      .refuses({ code: "product-not-found", product: "tea", venue: "v1" }));
  it("[O52] a product that is called like a part of the language is unknown too", () =>
    given(...basket)
      .when(append(asked(2, "constructor")))
      .refusesWith("product-not-found"));
  it("[O6] a locked product is refused with its lock, on the channels that the lock names", () => {
    const locks = [{ id: "L1", products: ["soup"], reason: "sold out" }];
    const elsewhere = [{ id: "L1", products: ["soup"], channels: ["DELIVERY" as const] }];
    given(...basket)
      .when(append(asked(2, "soup")), guest, { card: { ...card, locks } })
      .refuses({ code: "product-locked", product: "soup", lock: "L1", reason: "sold out" });
    given(...basket)
      .when(append(asked(2, "soup")), guest, { card: { ...card, locks: elsewhere } })
      .gives({ type: "LinesAppended" });
  });
  it("[O7] a product is sold only at its times, by the venue's clock", () => {
    given(...basket)
      .when(append(asked(2, "egg")))
      .refusesWith("product-unavailable");
    given(...basket)
      .when(append(asked(2, "egg")), guest, { at: "2026-11-22T09:00:00.000Z" })
      .gives({ type: "LinesAppended" });
  });
  it("[O8] a choice that breaks the product's rules is refused with every violation", () =>
    given(...basket)
      .when(append(asked(2, "soup", { config: { selected: { nowhere: { salt: "1" }, elsewhere: { pepper: "1" } } } })))
      .refusesWith("configuration-invalid"));
  it("[O9] a price counts from those who may alter prices and from nobody else", () => {
    given(...basket)
      .when(append(asked(2, "soup", { price: 1 })), guest)
      .gives({ lines: [{ unitPrice: 1250 }] });
    given(...basket)
      .when(append(asked(2, "soup", { price: 1 })), boss)
      .gives({ lines: [{ unitPrice: 1 }] });
  });
  it("[O10] an order has at most 500 lines", () => {
    const hundred = (from: number) => append(...Array.from({ length: 100 }, (_, n) => asked(from + n, "cola")));
    const full = history(
      [creating, guest],
      ...[0, 100, 200, 300, 400].map((from): [OrderCommand, typeof guest] => [hundred(1000 + from), guest]),
    );
    given(...full)
      .when(append(asked(1, "cola")))
      .refuses({ code: "too-many-lines", limit: 500 });
  });
  it("[O11] a total too large to be true is refused", () =>
    given(...basket)
      .when(append(...Array.from({ length: 100 }, (_, n) => asked(100 + n, "soup", { quantity: 100_000, price: 1_000_000 }))), boss)
      .refusesWith("amount-too-large"));
  it("[O572] no amount that somebody names is larger than 1,000,000,000.00 of the currency", () => {
    const tooLarge = { code: "amount-too-large" as const, limit: "1000000000.00" };
    const amount = 100_000_000_001;
    const payment = { id: id(90), payment: "TERMINAL" as const, source: "s", amount };
    for (const command of [
      { type: "SetTip", amount },
      { type: "OpenPayment", ...payment },
      { type: "RegisterPayment", ...payment, taken: true },
      { type: "OpenRefund", id: id(91), payment: id(90), amount, reason: "x" },
      append(asked(9, "soup", { price: amount })),
    ] as const)
      given(...basket)
        .when(command, boss)
        .refuses(tooLarge);
    given()
      .when({ ...creating, paid: { id: id(90), payment: "EXTERNAL", source: "g", amount } }, boss)
      .refuses(tooLarge);
    given(...basket)
      .when({ type: "SetTip", amount: 100_000_000_000 }, guest)
      .gives({ type: "TipSet" });
  });
  it("[O12] a channel that is closed, or has no menu, sells nothing", () => {
    given(...basket)
      .when(soup, guest, { card: { ...card, closed: { DINE_IN: "holiday" } } })
      .refusesWith("venue-closed");
  });
  it("[O13] lines leave the basket only while it is one", () => {
    given(...basket)
      .when({ type: "RemoveLines", lines: [id(1), id(1)] })
      .gives({ type: "LinesRemoved", lines: [id(1)] });
    given(...basket)
      .when({ type: "RemoveLines", lines: [id(7)] })
      .refuses({ code: "line-not-found", line: id(7) });
    given(...placed)
      .when({ type: "RemoveLines", lines: [id(1)] })
      .refuses({ code: "order-already-completed", orderStatus: "COMPLETED" });
  });
  it("[O14] the quantity that a line has already is no change", () => {
    given(...basket)
      .when({ type: "ChangeQuantity", line: id(1), quantity: 3 })
      .gives({ type: "QuantityChanged", quantity: 3 });
    given(...basket)
      .when({ type: "ChangeQuantity", line: id(1), quantity: 1 })
      .gives();
  });
});

describe("people", () => {
  it("[O15] to a stranger an order does not exist, whatever he asks", () => {
    given(...basket)
      .when(soup, stranger)
      .refuses({ code: "order-not-found" });
    given(...placed)
      .when({ type: "CancelOrder" }, stranger)
      .refuses({ code: "order-not-found" });
  });
  it("[O16] a guest does not do the staff's work", () => {
    for (const command of [process(1), { type: "VerifyOrder" }, { type: "CancelOrder" }, pay(91, 1)] satisfies OrderCommand[]) {
      given(...placed)
        .when(command, guest)
        .refusesWith("forbidden");
    }
  });
  it("[O17] a role at one venue is none at another", () =>
    given(...placed)
      .when(process(1), { kind: "user", user: "zoe", roles: ["ROLE_v2_KDS"] })
      .refuses({ code: "order-not-found" }));
  it("[O18] a consumer gives its own commands and no others", () => {
    given(...basket)
      .when(soup, discounter)
      .refusesWith("forbidden");
    given(...basket)
      .when({ type: "CancelOrder" }, payments)
      .refusesWith("forbidden");
  });
});

describe("discounts", () => {
  it("[O19] discounts count for the basket that they were computed for, and for no other", () => {
    given(...basket)
      .when(apply(2, 125), discounter)
      .gives({ type: "DiscountsApplied" });
    given(...basket)
      .when(apply(1, 125), discounter)
      .refuses({ code: "stale-discounts", revision: 1, actual: 2 });
  });
  it("[O20] the same discounts again are no change, and others of their layer replace them", () => {
    const discounted = history([creating, guest], [soup, guest], [apply(2, 125), discounter]);
    given(...discounted)
      .when(apply(2, 125), discounter)
      .gives();
    expect(
      totals(
        given(...discounted)
          .when(apply(2, 200), discounter)
          .leaves(),
      ).total,
    ).toBe(1050);
  });
  it("[O21] a discount takes a line's total and no more", () =>
    expect(
      totals(
        given(...basket)
          .when(apply(2, 99_999), discounter)
          .leaves(),
      ),
    ).toMatchObject({ total: 0, discount: 1250 }));
  it("[O22] while somebody pays for a basket it is the basket that was shown: nothing changes it, and it can be changed again when the payment has come to nothing", () => {
    const paying = history([creating, guest], [soup, guest], [open(50, 1250), guest]);
    const changes: [OrderCommand, Actor][] = [
      [apply(2, 125), discounter],
      [append(asked(2, "cola")), guest],
      [{ type: "RemoveLines", lines: [id(1)] }, guest],
      [{ type: "ChangeQuantity", line: id(1), quantity: 2 }, till],
      [{ type: "SetDue", due: "2026-11-22T18:00:00.000Z" }, guest],
      [{ type: "MoveLines", lines: [id(1)], venue: "v2" }, guest],
    ];
    for (const [command, who] of changes) {
      given(...paying)
        .when(command, who, command.type === "MoveLines" ? { card: card2 } : {})
        .refuses({ code: "order-being-paid", payment: id(50) });
    }
    const declined = given(...paying)
      .when({ type: "DeclinePayment", id: id(50), reason: "no" }, payments)
      .events();
    given(...paying, ...declined)
      .when({ type: "ChangeQuantity", line: id(1), quantity: 2 })
      .gives({ type: "QuantityChanged" });
  });
});

describe("paying", () => {
  it("[O23] an order is placed when its payments cover its total, in the same decision", () => {
    given(...basket)
      .when(pay(90, 1250), till)
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
    given(...basket)
      .when(pay(90, 1000), till)
      .gives({ type: "PaymentRegistered" });
  });
  it("[O24] placing confirms the lines", () =>
    expect(
      given(...placed)
        .when({ type: "VerifyOrder" }, boss)
        .leaves().buckets[0]?.lines[0]?.status,
    ).toBe("CONFIRMED"));
  it("[O25] a tender larger than what is left, if it is not cash, is refused with both amounts", () =>
    given(...basket)
      .when({ type: "RegisterPayment", id: id(90), payment: "TERMINAL", source: "till", amount: 1251 }, till)
      .refuses({ code: "payment-exceeds-total", remaining: "12.50", asked: "12.51" }));
  it("[O26] a payment begins for what is left, or a part of it that nobody else is paying", () => {
    given(...basket)
      .when(open(50, 1251))
      .refuses({ code: "payment-amount-mismatch", expected: "12.50", asked: "12.51" });
    given(...basket)
      .when(open(50, 0))
      .refuses({ code: "payment-amount-mismatch", expected: "12.50", asked: "0.00" });
    const halved = history([creating, guest], [soup, guest], [open(50, 500), guest]);
    given(...halved)
      .when(open(51, 751), boss)
      .refuses({ code: "payment-amount-mismatch", expected: "7.50", asked: "7.51" });
    given(...halved)
      .when(open(51, 750), boss)
      .gives({ type: "PaymentOpened" });
  });
  it("[O520] who pays anew means the new payment, and who pays may give it up; a stranger's payment stays", () => {
    const paying = history([creating, guest], [soup, guest], [open(50, 1250), guest]);
    given(...paying)
      .when(open(51, 1250))
      .gives({ type: "PaymentDeclined", id: id(50), reason: "paid anew" }, { type: "PaymentOpened", id: id(51) });
    given(...paying)
      .when({ type: "DeclinePayment", id: id(50), reason: "changed my mind" })
      .gives({ type: "PaymentDeclined" });
    given(...history([creating, guest], [soup, guest], [open(50, 1250), boss]))
      .when({ type: "DeclinePayment", id: id(50), reason: "mine" })
      .refusesWith("forbidden");
    const approve: OrderCommand = { type: "RegisterPayment", id: id(50), payment: "EPAYMENT", source: "sandbox", amount: 1250 };
    given(...history([creating, guest], [soup, guest], [open(50, 1250), guest], [approve, payments]))
      .when({ type: "DeclinePayment", id: id(50), reason: "too late" })
      .refuses({ code: "payment-already-settled", payment: id(50) });
  });
  it("[O53] a payment is the guest's who began it, though a provider reports it", () => {
    const settle: OrderCommand = { type: "RegisterPayment", id: id(50), payment: "EPAYMENT", source: "sandbox", amount: 1250 };
    const paid = given(...history([creating, guest], [soup, guest], [open(50, 1250), guest]))
      .when(settle, payments)
      .leaves();
    expect(paid.payments).toMatchObject([{ by: "ann", amount: 1250 }]);
  });
  it("[O27] a payment counts once, whoever reports it how often", () =>
    given(...placed)
      .when(pay(90, 1250), till)
      .gives());
  it("[O28] money that nobody asked for is not taken from a provider", () =>
    given(...basket)
      .when({ type: "RegisterPayment", id: id(51), payment: "EPAYMENT", source: "sandbox", amount: 1250 }, payments)
      .refuses({ code: "payment-not-found", payment: id(51) }));
  it("[O29] an empty order is neither paid nor placed", () => {
    given(...history([creating, guest]))
      .when(open(50, 0))
      .refuses({ code: "order-empty" });
    given(...history([creating, guest]))
      .when({ type: "CompleteOrder" })
      .refuses({ code: "order-empty" });
  });
  it("[O30] an order that costs nothing is placed without a payment; one that does is not", () => {
    given(...history([creating, guest], [append(asked(1, "free")), guest]))
      .when({ type: "CompleteOrder" })
      .gives({ type: "OrderCompleted" });
    given(...basket)
      .when({ type: "CompleteOrder" })
      .refuses({ code: "order-not-paid", total: "12.50", paid: "0.00" });
  });
  it("[O31] a product that got locked stops the order before money moves", () => {
    const locks = [{ id: "L1", products: ["soup"] }];
    given(...basket)
      .when(open(50, 1250), guest, { cards: [{ ...card, locks }] })
      .refusesWith("product-locked");
    given(...basket)
      .when(pay(90, 1250), till, { cards: [{ ...card, locks }] })
      .refusesWith("product-locked");
  });
});

describe("kitchen", () => {
  it("[O32] a basket is not worked on", () =>
    given(...basket)
      .when(process(1), kitchen)
      .refuses({ code: "order-not-completed", orderStatus: "NEW" }));
  it("[O33] lines go forward only, and what is done already is no change", () => {
    given(...placed)
      .when({ type: "StartLines", lines: [id(1)] }, kitchen)
      .gives({ type: "LinesStarted" });
    given(...ready)
      .when({ type: "StartLines", lines: [id(1)] }, kitchen)
      .refuses({ code: "line-final", line: id(1), lineStatus: "PROCESSED" });
    given(...ready)
      .when(process(1), kitchen)
      .gives();
  });
  it("[O34] the last line makes the order ready", () =>
    given(...placed)
      .when(process(1), kitchen)
      .gives({ type: "LinesProcessed" }, { type: "OrderReady" }));
  it("[O35] a line that is not there is named", () =>
    given(...placed)
      .when(process(9), kitchen)
      .refuses({ code: "line-not-found", line: id(9) }));
  it("[O36] a queue position belongs to a venue of the order", () => {
    given(...placed)
      .when({ type: "SetQueuePosition", venue: "v1", position: "A7" }, kitchen)
      .gives({ type: "QueuePositionSet" });
    given(...placed)
      .when({ type: "SetQueuePosition", venue: "v2", position: "A7" }, boss)
      .refuses({ code: "venue-mismatch", venue: "v2" });
  });
  it("[O37] only what is ready is handed over", () => {
    given(...placed)
      .when({ type: "DeliverOrder" }, kitchen)
      .refuses({ code: "order-not-ready", orderStatus: "COMPLETED" });
    given(...ready)
      .when({ type: "DeliverOrder" }, kitchen)
      .gives({ type: "OrderDelivered" });
  });
});

describe("ends", () => {
  it("[O38] only a basket without money in it is abandoned", () => {
    given(...basket)
      .when({ type: "AbandonOrder" })
      .gives({ type: "OrderAbandoned" });
    given(...placed)
      .when({ type: "AbandonOrder" })
      .refuses({ code: "cannot-abandon", orderStatus: "COMPLETED" });
  });
  it("[O40] what has ended takes no more commands", () => {
    const gone = history([creating, guest], [soup, guest], [{ type: "AbandonOrder" }, guest]);
    given(...gone)
      .when(soup)
      .refuses({ code: "order-ended", orderStatus: "ABANDONED" });
    given(...gone)
      .when({ type: "AbandonOrder" })
      .gives();
  });
  it("[O41] a finished order is closed", () =>
    given(...ready)
      .when({ type: "CloseOrder" }, kitchen)
      .gives({ type: "OrderClosed" }));
});

describe("notes", () => {
  it("[O42] contact, extra and comments follow an order until it ends", () => {
    given(...placed)
      .when({ type: "SetContact", contact: { phone: "1" } })
      .gives({ type: "ContactSet" });
    given(...placed)
      .when({ type: "StoreExtra", store: { "x-table-number": "7" } })
      .gives({ type: "ExtraStored" });
    given(...placed)
      .when({ type: "CommentOrder", id: id(70), comment: "hot" })
      .gives({ type: "OrderCommented" });
    given(...placed)
      .when({ type: "CommentLine", id: id(71), line: id(9), comment: "hot" })
      .refuses({ code: "line-not-found", line: id(9) });
  });
  it("[O43] an order is not due in the past", () => {
    given(...basket)
      .when({ type: "SetDue", due: "2026-11-22T11:59:00Z" })
      .refusesWith("due-in-the-past");
    given(...basket)
      .when({ type: "SetDue", due: "2026-11-22T13:00:00+01:00" })
      .gives({ type: "DueSet", due: at });
  });
  it("[O44] who says which state he has seen is refused when the order has moved on", () =>
    given(...basket)
      .when(soup, guest, { ifSeq: 1 })
      .refuses({ code: "revision-mismatch", expected: 1, actual: 2 }));
});

describe("view", () => {
  it("[O45] the wire order has decimal strings, taxes that add up, and the booleans that clients read", () => {
    const { state } = given(...placed);
    if (state.status === "ABSENT") throw new Error("absent");
    expect(view(state)).toMatchObject({
      total: "12.50",
      status: "COMPLETED",
      completed: true,
      closed: false,
      tax: [{ rate: "8", netto: 11.57, tax: 0.93, brutto: 12.5 }],
      payments: [{ amount: "12.50", type: "CASH" }],
      buckets: [{ lines: [{ price: "12.50", status: "CONFIRMED" }] }],
    });
  });
});
