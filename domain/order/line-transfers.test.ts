import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DiscountRule } from "../discount/rule";
import type { Actor, CommandEnvelope, OrderCommand } from "./commands";
import type { CompiledMenu } from "../menu/compiled";
import type { VenueCard } from "../menu/venue-card";
import { decide } from "./decide";
import type { OrderEvent } from "./events";
import { evolve } from "./evolve";
import {
  append,
  asked,
  boss,
  card2,
  card,
  creating,
  envelope,
  given,
  guest,
  history,
  id,
  kitchen,
  menu,
  mover,
  noRules,
  order,
  pay,
  tab,
  till,
  waiter,
} from "./given.fixture";
import { linesOf, type Order, type OrderState } from "./state";
import { totals } from "./totals";

const three = history([creating, guest], [append(asked(1, "soup", { quantity: 3 }), asked(2, "cola")), guest]);
const split = (...quantities: number[]): OrderCommand => ({
  type: "SplitLine",
  line: id(1),
  parts: quantities.map((quantity, index) => ({ id: index === 0 ? id(1) : id(20 + index), quantity })),
});
const release = (lines: number[], more: object = {}): OrderCommand => ({
  type: "ReleaseLines",
  transfer: id(70),
  to: id(71),
  lines: lines.map(id),
  merge: false,
  ...more,
});
const merge: OrderCommand = { type: "ReleaseLines", transfer: id(70), to: id(71), merge: true };
const settle = (accepted: boolean): OrderCommand => ({
  type: "SettleTransfer",
  transfer: id(70),
  accepted,
  ...(!accepted && { reason: "order-ended" }),
});
const after = (log: OrderEvent[], command: OrderCommand, actor = guest) => [
  ...log,
  ...given(...log)
    .when(command, actor)
    .events(),
];
const offer = (from: Order): OrderCommand => {
  const [transfer] = from.transfers;
  if (!transfer) throw new Error("nothing is on its way");
  return {
    type: "ReceiveLines",
    transfer: transfer.id,
    from: from.order,
    by: transfer.by,
    currency: from.currency,
    ...(transfer.discountRules !== undefined && { discountRules: transfer.discountRules }),
    ...(transfer.channel && { channel: transfer.channel }),
    buckets: transfer.offered ?? transfer.buckets,
    comments: transfer.comments,
  };
};
const stateOf = (log: OrderEvent[]): Order => {
  const { state } = given(...log);
  if (state.status === "ABSENT") throw new Error("absent");
  return state;
};

const dear = (n: number) => history([tab, boss], [append(asked(n, "soup", { price: 90_000_000_000 })), boss]);

describe("lines that arrive", () => {
  it("[O11] are refused where the total would be too large to be true", () => {
    const sent = after(dear(1), { type: "ReleaseLines", transfer: id(60), to: id(70), lines: [id(1)], merge: false }, boss);
    given(...dear(2))
      .when(offer(stateOf(sent)), mover)
      .refusesWith("amount-too-large");
  });
});

describe("splitting", () => {
  it("[O90] the parts of a line add up to it; the first keeps its id", () => {
    const lines = linesOf(
      given(...three)
        .when(split(1, 2))
        .leaves(),
    );
    expect(lines.map((line) => [line.id, line.quantity])).toEqual([
      [id(1), 1],
      [id(21), 2],
      [id(2), 1],
    ]);
    given(...three)
      .when(split(1, 1))
      .refuses({ code: "quantities-do-not-add-up", line: id(1), quantity: 3, asked: 2 });
    given(...three)
      .when(split(2, 2))
      .refuses({ code: "quantities-do-not-add-up", line: id(1), quantity: 3, asked: 4 });
  });
  it("[O91] an id that the order has is not given twice, and the first part is the line itself", () => {
    const parts = [
      { id: id(1), quantity: 1 },
      { id: id(2), quantity: 2 },
    ];
    given(...three)
      .when({ type: "SplitLine", line: id(1), parts })
      .refuses({ code: "line-exists", line: id(2) });
    const twins = [
      { id: id(1), quantity: 1 },
      { id: id(8), quantity: 1 },
      { id: id(8), quantity: 1 },
    ];
    given(...three)
      .when({ type: "SplitLine", line: id(1), parts: twins })
      .refuses({ code: "line-exists", line: id(8) });
    given(...three)
      .when({ type: "SplitLine", line: id(1), parts: [{ id: id(8), quantity: 3 }] })
      .refuses({ code: "line-not-found", line: id(8) });
    given(...three)
      .when(append(asked(2, "soup")))
      .refuses({ code: "line-exists", line: id(2) });
    given(...three)
      .when(append(asked(3, "soup"), asked(3, "soup")))
      .refuses({ code: "line-exists", line: id(3) });
  });
  it("[O92] splitting costs nobody anything: each part bears its share of the discounts", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom([1, 2], [2, 1], [1, 1, 1]), (hundredths, quantities) => {
        const off = DiscountRule.parse({ id: "r", kind: "percent", name: "off", tag: "PROMO", percent: hundredths / 100 });
        const ruleSet = { hash: "no-rules", rules: [off] };
        const whole = given(...history([creating, boss]))
          .when(append(asked(1, "soup", { quantity: 3 })), boss, {}, ruleSet)
          .events();
        const log = [...history([creating, boss]), ...whole];
        const before = totals(stateOf(log));
        const divided = totals(
          given(...log)
            .when(split(...quantities), boss, {}, ruleSet)
            .leaves(),
        );
        expect([divided.total, divided.discount]).toEqual([before.total, before.discount]);
      }),
    ));
});

const divide = (line: number, ...parts: [number, number][]): OrderCommand => ({
  type: "SplitLine",
  line: id(line),
  parts: parts.map(([part, quantity]) => ({ id: id(part), quantity })),
});
const roots = (log: OrderEvent[]) => linesOf(stateOf(log)).map((line) => [line.id, line.root]);
describe("where a part comes from", () => {
  const divided = after(after(three, divide(1, [1, 1], [21, 2])), divide(21, [21, 1], [22, 1]));

  it("[O470] a part names the line that it was split from at first, however often it is split again", () => {
    expect(roots(three)).toEqual([
      [id(1), undefined],
      [id(2), undefined],
    ]);
    expect(roots(divided)).toEqual([
      [id(1), undefined],
      [id(21), id(1)],
      [id(22), id(1)],
      [id(2), undefined],
    ]);
  });
  it("[O470] and takes the name along to another order, and back", () => {
    const left = after(divided, release([22]));
    const command: OrderCommand = JSON.parse(JSON.stringify(offer(stateOf(left))));
    const there = after(history([creating, boss]), command, mover);
    expect(roots(there)).toEqual([[id(22), id(1)]]);
    expect(roots(after(left, settle(false), mover)).at(-1)).toEqual([id(22), id(1)]);
  });
});

const move = (lines: number[], venue = "v2"): OrderCommand => ({ type: "MoveLines", lines: lines.map(id), venue });
const colaAt = (price: string, vat: string): CompiledMenu => ({
  ...menu,
  products: { ...menu.products, cola: { ...menu.products.cola, id: "cola", kind: "product", price, vat, literals: {}, items: [] } },
});
const sells = (state: OrderState, command: OrderCommand, at: VenueCard, from: CompiledMenu) => {
  const decision = decide(state, { envelope: envelope(command, guest, { card: at }), menu: from, ruleSet: noRules });
  if (!decision.ok) throw new Error(decision.error.code);
  return decision.value.reduce(evolve, state);
};

describe("moving to another venue", () => {
  it("[XA7] ten colas at 0.10 that move to where one costs 9.50 cost 95.00, with the tax of there", () => {
    const cheap = sells(stateOf(history([creating, guest])), append(asked(2, "cola", { quantity: 10 })), card, colaAt("0.10", "23"));
    const moved = sells(cheap, move([2]), card2, colaAt("9.50", "8"));
    if (cheap.status === "ABSENT" || moved.status === "ABSENT") throw new Error("the order is there");
    expect([totals(cheap).total, totals(moved).total]).toEqual([100, 9_500]);
    expect(linesOf(moved)).toMatchObject([{ unitPrice: 950, vat: "8", menuHash: "h2" }]);
  });
  it("[O93] lines move to a venue that sells them, at its price, with its tax, stations and discounts", () => {
    const moved = given(...three)
      .when(move([2]), guest, { card: card2 })
      .leaves();
    expect(moved.buckets.map(({ venue, lines }) => [venue, lines.map((line) => line.id)])).toEqual([
      ["v1", [id(1)]],
      ["v2", [id(2)]],
    ]);
    expect(totals(moved).total).toBe(4_450);
    given(...three)
      .when(move([2], "v1"), guest, { card })
      .gives();
  });
  it("[O94] a venue that is closed, has locked the product or is not the card's takes nothing", () => {
    given(...three)
      .when(move([2], "v3"), guest, { card: card2 })
      .refuses({ code: "venue-mismatch", venue: "v3" });
    given(...three)
      .when(move([2]), guest, { card: { ...card2, closed: { DINE_IN: "flood" } } })
      .refuses({ code: "venue-closed", venue: "v2", channel: "DINE_IN", reason: "flood" });
    const locks = [{ id: "L", products: ["cola"], reason: "out" }];
    given(...three)
      .when(move([2]), guest, { card: { ...card2, locks } })
      .refuses({ code: "product-locked", product: "cola", lock: "L", reason: "out" });
    const elsewhere = [{ id: "L", products: ["cola"], channels: ["DELIVERY" as const] }];
    given(...three)
      .when(move([2]), guest, { card: { ...card2, locks: elsewhere } })
      .gives({ type: "LinesMoved" });
    given(...three)
      .when(move([9]), guest, { card: card2 })
      .refuses({ code: "line-not-found", line: id(9) });
  });
  it("[O95] what a kitchen has begun with stays where it is", () => {
    const begun = history(
      [tab, waiter],
      [append(asked(1, "soup")), waiter],
      [{ type: "FireLines" }, waiter],
      [{ type: "StartLines", lines: [id(1)] }, kitchen],
    );
    given(...begun)
      .when(move([1]), waiter, { card: card2 })
      .refuses({ code: "line-not-removable", line: id(1), lineStatus: "PROCESSING" });
  });
});

describe("to an order of another channel", () => {
  const takeAway: VenueCard = { ...card, menuHashes: { DINE_IN: "h1", TAKE_AWAY: "h3" } };
  const cheaper = colaAt("6.00", "5");
  const leaving: OrderCommand = { type: "ReleaseLines", transfer: id(70), to: id(71), lines: [id(2)], merge: false, channel: "TAKE_AWAY" };
  const sent = (log: OrderEvent[], command: OrderCommand = leaving, more: Partial<CommandEnvelope> = { cards: [takeAway] }) =>
    decide(stateOf(log), { envelope: envelope(command, guest, more), menus: new Map([["v1", cheaper]]), ruleSet: noRules });

  it("[XA8] a line of 13 % that goes to an order to take away has the 5 % of there, and its price", () => {
    const decision = sent(three);
    if (!decision.ok) throw new Error(decision.error.code);
    const left = stateOf([...three, ...decision.value]);
    expect(left.transfers).toMatchObject([
      { buckets: [{ lines: [{ vat: "23", unitPrice: 700 }] }], offered: [{ menuHash: "h3", lines: [{ vat: "5", unitPrice: 600 }] }] },
    ]);
    const arriving = offer(left);
    const there = given(...history([{ ...creating, orderType: "TAKE_AWAY" }, boss]))
      .when(arriving, mover)
      .leaves();
    expect(linesOf(there)).toMatchObject([{ vat: "5", unitPrice: 600 }]);
    given(...history([creating, boss]))
      .when(arriving, mover)
      .refuses({ code: "channel-mismatch", expected: "DINE_IN", asked: "TAKE_AWAY" });
    const back = stateOf([
      ...three,
      ...decision.value,
      ...given(...three, ...decision.value)
        .when(settle(false), mover)
        .events(),
    ]);
    expect(linesOf(back).find((line) => line.id === id(2))).toMatchObject({ vat: "23", unitPrice: 700 });
  });
  it("[O540] what is not sold there stays where it is, and so does what nobody has looked up", () => {
    expect(sent(three, leaving, { cards: [] })).toEqual({ ok: false, error: { code: "terms-outdated", venue: "v1" } });
    const soup: OrderCommand = { type: "ReleaseLines", transfer: id(70), to: id(71), lines: [id(1)], merge: false, channel: "TAKE_AWAY" };
    const without = { ...cheaper, products: {} };
    const decision = decide(stateOf(three), {
      envelope: envelope(soup, guest, { cards: [takeAway] }),
      menus: new Map([["v1", without]]),
      ruleSet: noRules,
    });
    expect(decision).toEqual({ ok: false, error: { code: "product-not-found", product: "soup", venue: "v1" } });
  });
});

describe("from order to order", () => {
  it("[Q48] what is on its way is offered in the same words, whatever comes to its order meanwhile", () => {
    const left = after(three, release([1]), waiter);
    const newer = given(...left).when(append(asked(9, "soup")), waiter, { card: { ...card, discountRules: "newer rules" } });
    const later = given(...left, ...newer.events()).order;
    expect(later.discountRules).toBe("newer rules");
    expect(offer(later)).toEqual(offer(given(...left).order));
    expect(offer(later)).toMatchObject({ discountRules: noRules.hash });
  });
  const commented = after(three, { type: "CommentOrder", id: id(80), comment: "nuts!" });
  it("[O96] lines that have left are in no order's total until they have arrived", () => {
    const left = stateOf(after(three, release([1])));
    expect([totals(left).total, linesOf(left).map((line) => line.id)]).toEqual([700, [id(2)]]);
    expect(left.transfers).toMatchObject([
      { id: id(70), to: id(71), by: "ann", buckets: [{ venue: "v1", lines: [{ id: id(1), quantity: 3 }] }] },
    ]);
  });
  it("[O97] they arrive once, with their life so far, and belong to who moved them", () => {
    const left = stateOf(after(commented, release([1])));
    const other = history([creating, boss], [append(asked(5, "cola")), boss]);
    given(...other)
      .when(offer(left), mover)
      .gives({ type: "LinesReceived", by: "ann", from: order });
    const arrived = [
      ...other,
      ...given(...other)
        .when(offer(left), mover)
        .events(),
    ];
    expect(linesOf(stateOf(arrived)).map((line) => [line.id, line.quantity, line.by])).toEqual([
      [id(5), 1, "sue"],
      [id(1), 3, "ann"],
    ]);
    expect(stateOf(arrived).comments).toEqual([]);
    given(...arrived)
      .when(offer(left), mover)
      .gives();
  });
  it("[O610] what has arrived does not arrive twice, however it is told now and whatever has become of the order", () => {
    const offered = offer(stateOf(after(three, release([2]))));
    const there = after(history([creating, boss]), offered, mover);
    if (offered.type !== "ReceiveLines") throw new Error(offered.type);
    const otherwise: OrderCommand = {
      ...offered,
      comments: [{ id: id(80), by: "ann", at: "2026-11-22T12:00:00.000Z", comment: "in other words" }],
    };
    given(...there)
      .when(otherwise, mover)
      .gives();
    given(...after(there, { type: "AbandonOrder" }, boss))
      .when(otherwise, mover)
      .gives();
  });
  it("[O98] what is refused comes back to where it was", () => {
    const back = stateOf(after(after(three, release([1])), settle(false), mover));
    expect([totals(back).total, back.transfers]).toEqual([4_450, []]);
    given(...after(three, release([1])))
      .when(settle(true), mover)
      .gives({ type: "TransferSettled", accepted: true, by: "ann" });
    given(...three)
      .when(settle(true), mover)
      .refuses({ code: "transfer-not-found", transfer: id(70) });
  });
  it("[O157] a line that may still come back keeps its id and its place", () => {
    const left = after(three, release([1]));
    const twin = { code: "line-exists", line: id(1) };
    given(...left)
      .when(append(asked(1, "soup")))
      .refuses(twin);
    const parts = [2, 1].map((line) => ({ id: id(line), quantity: 1 }));
    given(...after(left, { type: "ChangeQuantity", line: id(2), quantity: 2 }))
      .when({ type: "SplitLine", line: id(2), parts })
      .refuses(twin);
    const again = { ...offer(stateOf(left)), transfer: id(79) };
    given(...left)
      .when(again, mover)
      .refuses(twin);
    const full = Array.from({ length: 498 }, (_, index) => asked(100 + index, "cola"));
    const limit = after(left, append(...full));
    given(...limit)
      .when(append(asked(90, "cola")))
      .refuses({ code: "too-many-lines", limit: 500 });
  });
  it("[O99] an order with lines on their way is neither paid, placed nor ended, and sends no others", () => {
    const left = after(three, release([1]));
    const pending = { code: "transfer-pending", transfer: id(70) };
    const attempts: [OrderCommand, Actor][] = [
      [pay(90, 700), till],
      [{ type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 700 }, guest],
      [{ type: "CompleteOrder" }, boss],
      [{ type: "AbandonOrder" }, guest],
      [{ type: "CancelOrder" }, boss],
      [release([2], { transfer: id(72) }), guest],
    ];
    for (const [command, actor] of attempts)
      given(...left)
        .when(command, actor)
        .refuses(pending);
    given(...left)
      .when(release([1]))
      .gives();
  });
  it("[O100] an order sends nothing to itself, nothing it has not, and nothing while it is being paid", () => {
    given(...three)
      .when(release([1], { to: order }))
      .refuses({ code: "transfer-to-itself" });
    given(...three)
      .when(release([9]))
      .refuses({ code: "line-not-found", line: id(9) });
    given(...three)
      .when(release([]))
      .refuses({ code: "order-empty" });
    const paying = after(three, { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 100 });
    given(...paying)
      .when(release([1]))
      .refuses({ code: "order-being-paid", payment: id(50) });
  });
  it("[O100] a table sends and takes what nobody pays for while one of its guests pays for his own", () => {
    const table = history([tab, waiter], [append(asked(1, "soup"), asked(2, "cola")), waiter], [{ type: "FireLines" }, waiter]);
    const own: OrderCommand = { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", lines: [id(1)], amount: 1250 };
    const paying = after(table, own, boss);
    given(...paying)
      .when(release([2]), waiter)
      .gives({ type: "LinesReleased", lines: [id(2)] });
    given(...paying)
      .when(release([1]), waiter)
      .refuses({ code: "line-already-paid", line: id(1), payment: id(50) });
    given(...paying)
      .when(merge, waiter)
      .refuses({ code: "order-being-paid", payment: id(50) });
    const other = history([tab, waiter], [append(asked(3, "cola")), waiter], [{ type: "FireLines" }, waiter]);
    given(...paying)
      .when(offer(stateOf(after(other, release([3]), waiter))), mover)
      .gives({ type: "LinesReceived" });
  });
  it("[O101] an order that is merged brings its comments, and ends when it has arrived", () => {
    const left = after(commented, merge);
    expect(stateOf(left).transfers[0]).toMatchObject({ merge: true, comments: [{ comment: "nuts!" }] });
    given(...left)
      .when(settle(true), mover)
      .gives({ type: "TransferSettled" }, { type: "OrderAbandoned", statusInfo: `merged into ${id(71)}` });
    given(...left)
      .when(settle(false), mover)
      .gives({ type: "TransferSettled", reason: "order-ended" });
    const table = history([tab, waiter], [append(asked(1, "soup")), waiter], [{ type: "FireLines" }, waiter]);
    given(...after(table, merge, waiter))
      .when(settle(true), mover)
      .gives({ type: "TransferSettled" }, { type: "OrderClosed" });
    const added = after(left, append(asked(9, "soup")));
    given(...added)
      .when(settle(true), mover)
      .gives({ type: "TransferSettled" });
  });
  it("[O102] an order with money in it is not merged away", () => {
    const paid = after(three, pay(90, 100), till);
    given(...paid)
      .when(merge)
      .refuses({ code: "order-has-payments", payment: id(90) });
    const refund: OrderCommand = { type: "OpenRefund", id: id(95), payment: id(90), amount: 100, kind: "reversal", reason: "a mistake" };
    const going = after(paid, refund, till);
    given(...going)
      .when(merge)
      .refuses({ code: "order-has-payments", payment: id(90) });
    const back = after(going, { type: "RegisterRefund", id: id(95), reference: "staff" }, till);
    given(...back)
      .when(merge)
      .gives({ type: "LinesReleased" });
  });
  it("[O556] what was only chosen waits to be fired where it joins a table that the venue has not served yet; what a kitchen has stays there", () => {
    const served = history([tab, guest], [append(asked(1, "soup")), guest], [{ type: "FireLines" }, waiter]);
    const line = { ...asked(5, "cola", { status: "CONFIRMED" }) };
    const at = { card: card2 };
    const chosen = given(...history([tab, guest])).when({ ...append(line), venue: "v2" }, guest, at);
    const basket = [...history([tab, guest]), ...chosen.events()];
    const arriving = (log: OrderEvent[]) =>
      linesOf(
        given(...served)
          .when(offer(stateOf(after(log, merge, boss))), mover)
          .leaves(),
      );
    expect(arriving(basket).map(({ status }) => status)).toEqual(["CONFIRMED", "NEW"]);
    expect(arriving(after(basket, { type: "FireLines" }, boss)).map(({ status }) => status)).toEqual(["CONFIRMED", "CONFIRMED"]);
  });
  it("[O103] what does not fit is not taken: another currency, a twin, too many lines, an order being paid or not at the kitchen", () => {
    const left = stateOf(after(three, release([1])));
    const euro = history([{ ...creating, currency: { code: "EUR", decimals: 2 } }, boss]);
    given(...euro)
      .when(offer(left), mover)
      .refuses({ code: "currency-mismatch", expected: "EUR", asked: "PLN" });
    given(...three)
      .when(offer(left), mover)
      .refuses({ code: "line-exists", line: id(1) });
    const full = history(
      [creating, boss],
      ...Array.from({ length: 5 }, (_, n): [OrderCommand, typeof boss] => [
        append(...Array.from({ length: 100 }, (__, m) => asked(1_000 + n * 100 + m, "free"))),
        boss,
      ]),
    );
    given(...full)
      .when(offer(left), mover)
      .refuses({ code: "too-many-lines", limit: 500 });
    const paying = history(
      [creating, boss],
      [append(asked(5, "soup")), boss],
      [{ type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 1 }, boss],
    );
    given(...paying)
      .when(offer(left), mover)
      .refuses({ code: "order-being-paid", payment: id(50) });
    const cooking = history(
      [tab, waiter],
      [append(asked(1, "soup")), waiter],
      [{ type: "FireLines" }, waiter],
      [{ type: "StartLines", lines: [id(1)] }, kitchen],
    );
    const begun = stateOf(after(cooking, release([1]), waiter));
    given(...history([creating, boss]))
      .when(offer(begun), mover)
      .refuses({ code: "order-not-completed", orderStatus: "NEW" });
    given(...history([tab, boss]))
      .when(offer(begun), mover)
      .gives({ type: "LinesReceived" }, { type: "OrderCompleted" });
  });
  it("[O104] nobody but the other order brings lines", () => {
    const left = stateOf(after(three, release([1])));
    given(...history([creating, boss]))
      .when(offer(left), boss)
      .refuses({ code: "forbidden", needs: [] });
    given(...history([creating, guest]))
      .when(offer(left), guest)
      .refusesWith("forbidden");
    given(...three)
      .when(settle(true), guest)
      .refusesWith("forbidden");
  });
});
