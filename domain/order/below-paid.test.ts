import { describe, expect, it } from "vitest";
import type { OrderCommand } from "./commands";
import type { OrderEvent } from "./events";
import type { FeeRule } from "./order-settings";
import { append, asked, creating, given, guest, history, id, kitchen, payments, stranger, tab, till } from "./given.fixture";

const tender = (n: number, amount: number): OrderCommand => ({
  type: "RegisterPayment",
  id: id(n),
  payment: "CARD",
  source: "till",
  amount,
});
const named = (n: number, amount: number, ...lines: number[]): OrderCommand => ({
  type: "OpenPayment",
  id: id(n),
  payment: "EPAYMENT",
  source: "sandbox",
  amount,
  lines: lines.map(id),
});
const tip = (amount: number): OrderCommand => ({ type: "SetTip", amount });
const goesTo = (lat: number): OrderCommand => ({ type: "SetDelivery", geoPosition: { lat, lng: 21 } });
const without = (...lines: number[]): OrderCommand => ({ type: "RemoveLines", lines: lines.map(id) });
const then = (log: OrderEvent[], command: OrderCommand, actor = guest): OrderEvent[] => [
  ...log,
  ...given(...log)
    .when(command, actor)
    .events(),
];

/** 12.50 and 7.00. */
const two = history([creating, guest], [append(asked(1, "soup"), asked(2, "cola")), guest]);

describe("a guest's basket that somebody pays for", () => {
  it("[O527] is not made cheaper than what is paid for it; staff do, and what is too much can be given back", () => {
    const paid = then(two, tender(90, 1500), till);
    given(...paid)
      .when(without(1))
      .refuses({ code: "order-has-payments", payment: id(90) });
    given(...paid)
      .when(without(1), till)
      .gives({ type: "LinesRemoved" });
    given(...paid)
      .when(append(asked(3, "cola")))
      .gives({ type: "LinesAppended" });
  });
  it("[O527] … neither by its tip nor by where it goes; and who adds to what is overpaid is not kept from it", () => {
    const tipped = then(then(two, tip(1000)), tender(90, 2500), till);
    given(...tipped)
      .when(tip(0))
      .refuses({ code: "order-has-payments", payment: id(90) });
    given(...tipped)
      .when(tip(550))
      .gives({ type: "TipSet" });
    const zone: FeeRule = {
      id: "zone-v1-near",
      kind: "DELIVERY",
      name: "near",
      venue: "v1",
      charge: { per: "ORDER", amount: 900 },
      vat: "8",
    };
    const near = given(...two).when(goesTo(52), guest, { destination: { fees: [zone] } });
    given(...then([...two, ...near.events()], tender(90, 2500), till))
      .when(goesTo(53), guest, { destination: { fees: [] } })
      .refuses({ code: "order-has-payments", payment: id(90) });
    const overpaid = then(then(two, tender(90, 1500), till), without(1), till);
    given(...overpaid)
      .when(append(asked(3, "free")))
      .gives({ type: "LinesAppended" });
  });
  it.each([
    ["basket", two],
    ["table", history([tab, guest], [append(asked(1, "soup"), asked(2, "cola")), guest], [{ type: "FireLines" }, kitchen])],
  ])("[O596] a %s keeps the tip that somebody has paid his part of: it pays for nobody's else; staff see to it", (_, log) => {
    // Of 10.00 the soup bears 6.41.
    const tipped = then(log, tip(1000));
    const paid = then(
      then(tipped, named(50, 1891, 1)),
      { type: "RegisterPayment", id: id(50), payment: "EPAYMENT", source: "sandbox", amount: 1891 },
      payments,
    );
    const refused = { code: "order-has-payments", payment: id(50) };
    given(...then(tipped, named(50, 1891, 1)))
      .when(tip(0))
      .refuses(refused);
    given(...paid)
      .when(tip(0))
      .refuses(refused);
    given(...paid)
      .when(tip(0), till)
      .gives({ type: "TipSet" });
    given(...then(paid, tip(1500)))
      .when(tip(1000))
      .gives({ type: "TipSet" });
    given(...paid)
      .when(tip(0), stranger)
      .refusesWith("order-not-found");
  });
  it("[O596] … nor does a guest take back a tip when all is paid", () => {
    const table = history([tab, guest], [append(asked(1, "soup")), guest], [{ type: "FireLines" }, kitchen], [tip(300), guest]);
    given(...then(table, tender(90, 1550), till))
      .when(tip(0))
      .refuses({ code: "order-has-payments", payment: id(90) });
  });
  it("[O551] keeps enough that payments which have begun do not place it: the terms are looked at when the rest is asked for", () => {
    const paying = then(two, named(50, 1250, 1));
    given(...paying)
      .when(without(2))
      .refuses({ code: "order-being-paid", payment: id(50) });
    const more = then(paying, append(asked(3, "cola")));
    given(...more)
      .when(without(3))
      .gives({ type: "LinesRemoved" });
    const paid = then(paying, { type: "RegisterPayment", id: id(50), payment: "EPAYMENT", source: "sandbox", amount: 1250 }, payments);
    const alone = given(...paid).when(without(2));
    alone.gives({ type: "LinesRemoved" });
    expect(alone.leaves().status).toBe("NEW");
  });
});
