import { describe, expect, it } from "vitest";
import type { Actor, OrderCommand } from "./commands";
import type { OrderEvent } from "./events";
import { evolve } from "./evolve";
import {
  append,
  asked,
  boss,
  card2,
  clock,
  creating,
  envelope,
  given,
  guest,
  history,
  id,
  kitchen,
  mover,
  payments,
  tab,
  till,
  waiter,
} from "./given.fixture";
import { type HeldLine, holdsFor, limitsFor, type VenueDelta } from "./holds";
import { initial, type Line, type Order, type OrderState } from "./state";

const open = (n: number, amount: number, lines?: number[]): OrderCommand => ({
  type: "OpenPayment",
  id: id(n),
  payment: "EPAYMENT",
  source: "sandbox",
  amount,
  ...(lines && { lines: lines.map(id) }),
});
const approve = (n: number, amount: number): OrderCommand => ({
  type: "RegisterPayment",
  id: id(n),
  payment: "EPAYMENT",
  source: "sandbox",
  amount,
});
const cash = (n: number, amount: number): OrderCommand => ({ type: "RegisterPayment", id: id(n), payment: "CASH", source: "till", amount });
const step = (type: "StartLines" | "ProcessLines" | "VoidLines", ...lines: number[]): OrderCommand => ({ type, lines: lines.map(id) });
const waste = (...lines: number[]): OrderCommand => ({ type: "WasteLines", lines: lines.map(id), reason: "dropped" });

const line = (n: number, product: string, quantity: number): HeldLine => ({ line: id(n), items: [{ product, quantity }] });

/** What the command changes for the venues. */
function holds(log: OrderEvent[], command: OrderCommand, actor: Actor = guest): VenueDelta[] {
  const after = given(...log)
    .when(command, actor, command.type === "MoveLines" ? { card: card2 } : {})
    .leaves();
  return holdsFor(log.reduce(evolve, initial), after);
}
const basket = history([creating, guest], [append(asked(1, "soup", { quantity: 2 }), asked(2, "cola")), guest]);
const paid = [
  ...basket,
  ...given(...basket)
    .when(cash(90, 3200), till)
    .events(),
];
const after = (log: OrderEvent[], ...steps: [OrderCommand, Actor][]): OrderEvent[] =>
  steps.reduce(
    (known, [command, actor]) => [
      ...known,
      ...given(...known)
        .when(command, actor)
        .events(),
    ],
    log,
  );

/** Every product of the order comes with so much of a sauce. */
function withSauce(order: Order, quantity: string): Order {
  const sauce = { id: "sauce", kind: "product" as const, literals: {}, quantity };
  const dressed = (plain: Line): Line => ({ ...plain, product: { ...plain.product, items: [sauce] } });
  return { ...order, buckets: order.buckets.map((bucket) => ({ ...bucket, lines: bucket.lines.map(dressed) })) };
}

/** A table's soups, which the kitchen has. */
const soups = (quantity: number) =>
  history([tab, waiter], [append(asked(1, "soup", { quantity })), waiter], [{ type: "FireLines" }, waiter]);

const taken = (order: Order) => holdsFor(initial, order).flatMap(({ takes }) => takes.flatMap(({ items }) => items));

const limits = (actor: Actor, more: object = {}, command: OrderCommand = { type: "CompleteOrder" }) =>
  limitsFor({ ...envelope(command, actor), ...more }, "v1");
const settle = (accepted: boolean): OrderCommand => ({ type: "SettleTransfer", transfer: id(70), accepted });

describe("what venues keep", () => {
  it("[O530] a basket keeps nothing until somebody begins to pay for it, and nothing again when that has come to nothing", () => {
    expect(holds(basket, append(asked(3, "cola")))).toEqual([]);
    expect(holds(basket, open(50, 3200))).toMatchObject([{ venue: "v1", takes: [line(1, "soup", 2), line(2, "cola", 1)], gives: [] }]);
    const paying = after(basket, [open(50, 3200), guest]);
    const declined = holds(paying, { type: "DeclinePayment", id: id(50), reason: "no" }, payments);
    expect(declined).toEqual([{ venue: "v1", takes: [], gives: [line(1, "soup", 2), line(2, "cola", 1)], slot: null }]);
  });
  it("[O530] a payment by name keeps its lines, one that is approved what it kept already", () => {
    expect(holds(basket, open(50, 700, [2]))).toMatchObject([{ takes: [line(2, "cola", 1)] }]);
    const paying = after(basket, [open(50, 3200), guest]);
    expect(holds(paying, approve(50, 3200), payments)).toEqual([]);
  });
  it("[O531] whatever places an order makes its venues keep it: a till's tender, an order that comes paid, a fire", () => {
    expect(holds(basket, cash(90, 3200), till)).toMatchObject([
      { takes: [line(1, "soup", 2), line(2, "cola", 1)], slot: { channel: "DINE_IN" } },
    ]);
    const aggregator: Actor = { kind: "user", user: "agg", roles: ["ROLE_AGGREGATOR", "ROLE_PAY"] };
    const comesPaid: OrderCommand = {
      ...creating,
      append: { venue: "v1", lines: [asked(1, "cola", { quantity: 3 })] },
      paid: { id: id(90), payment: "EXTERNAL", source: "agg" },
    };
    expect(holdsFor(initial, given().when(comesPaid, aggregator).leaves())).toMatchObject([{ takes: [line(1, "cola", 3)] }]);
    const table = history([tab, waiter], [append(asked(1, "soup"), asked(2, "cola", { course: 2 })), waiter]);
    expect(holds(table, { type: "FireLines", lines: [id(1)] }, waiter)).toMatchObject([{ takes: [line(1, "soup", 1)] }]);
  });
  it("[O532] on a table that was fired what comes confirmed is kept, what waits is not", () => {
    const fired = history([tab, waiter], [append(asked(1, "soup")), waiter], [{ type: "FireLines" }, waiter]);
    expect(holds(fired, append(asked(2, "cola", { status: "CONFIRMED" })), waiter)).toEqual([
      { venue: "v1", takes: [line(2, "cola", 1)], gives: [] },
    ]);
    expect(holds(fired, append(asked(2, "cola")), waiter)).toEqual([]);
  });
  it("[O533] what was not begun goes back when it is voided or the order cancelled; what was begun, made or wasted does not", () => {
    expect(holds(paid, step("VoidLines", 2), kitchen)).toEqual([{ venue: "v1", takes: [], gives: [line(2, "cola", 1)] }]);
    const begun = after(paid, [step("StartLines", 2), kitchen]);
    expect(holds(begun, step("VoidLines", 2), kitchen)).toEqual([]);
    expect(holds(paid, waste(2), kitchen)).toEqual([]);
    const cancel: OrderCommand = { type: "CancelOrder" };
    expect(holds(after(paid, [waste(2), kitchen]), cancel, boss)).toEqual([
      { venue: "v1", takes: [], gives: [line(1, "soup", 2)], slot: null },
    ]);
    expect(holds(after(begun, [step("VoidLines", 2), kitchen]), cancel, boss)).toEqual([
      { venue: "v1", takes: [], gives: [line(1, "soup", 2)], slot: null },
    ]);
  });
  it("[O534] splitting takes nothing, and each part gives back its own", () => {
    const parts = [
      { id: id(1), quantity: 1 },
      { id: id(21), quantity: 1 },
    ];
    const fired = history([tab, waiter], [append(asked(1, "soup", { quantity: 2 })), waiter], [{ type: "FireLines" }, waiter]);
    const split: OrderCommand = { type: "SplitLine", line: id(1), parts };
    expect(holds(fired, split, waiter)).toEqual([]);
    expect(holds(after(fired, [split, waiter]), step("VoidLines", 21), kitchen)).toMatchObject([{ gives: [line(1, "soup", 1)] }]);
  });
  it("[Q124] a part of a product takes a whole one, and counting in parts takes no more of them", () => {
    expect(taken(withSauce(given(...soups(2)).order, "0.6"))).toEqual([
      { product: "soup", quantity: 2 },
      { product: "sauce", quantity: 2 },
    ]);
    expect(taken(withSauce(given(...soups(25)).order, "2.2"))).toContainEqual({ product: "sauce", quantity: 55 });
    const parts = [
      { id: id(1), quantity: 1 },
      { id: id(21), quantity: 14 },
    ];
    const split = given(...soups(15))
      .when({ type: "SplitLine", line: id(1), parts }, waiter)
      .leaves();
    expect(taken(withSauce(split, "0.2"))).toContainEqual({ product: "sauce", quantity: 3 });
    expect(holdsFor(withSauce(given(...soups(15)).order, "0.2"), withSauce(split, "0.2"))).toEqual([]);
  });
  it("[O535] lines that move to another venue are kept there, and here no more", () => {
    const fired = history([tab, waiter], [append(asked(1, "soup")), waiter], [{ type: "FireLines" }, waiter]);
    expect(holds(fired, { type: "MoveLines", lines: [id(1)], venue: "v2" }, boss)).toMatchObject([
      { venue: "v1", takes: [], gives: [line(1, "soup", 1)], slot: null },
      { venue: "v2", takes: [line(1, "soup", 1)], gives: [], slot: { timeZone: "Europe/Warsaw" } },
    ]);
  });
  it("[O536] fired lines that go to another order are kept on the way and there: neither order says anything of them, unless that one does not need them", () => {
    const fired = history(
      [tab, waiter],
      [append(asked(1, "soup"), asked(2, "cola")), waiter],
      [{ type: "FireLines", lines: [id(1)] }, waiter],
    );
    const release: OrderCommand = { type: "ReleaseLines", transfer: id(70), to: id(71), lines: [id(1), id(2)], merge: false };
    expect(holds(fired, release, waiter)).toEqual([]);
    const left = after(fired, [release, waiter]);
    const { transfers, currency } = given(...left).order;
    expect(holds(left, settle(true), mover)).toEqual([{ venue: "v1", takes: [], gives: [], slot: null }]);
    expect(holds(left, settle(false), mover)).toEqual([]);
    const receive: OrderCommand = {
      type: "ReceiveLines",
      transfer: id(70),
      from: id(80),
      by: "wes",
      currency,
      buckets: transfers[0]?.buckets ?? [],
      comments: [],
    };
    const other = history([tab, waiter], [append(asked(5, "cola")), waiter], [{ type: "FireLines" }, waiter]);
    expect(holds(other, receive, mover)).toEqual([]);
    expect(holds(after(other, [receive, mover]), step("VoidLines", 1), kitchen)).toMatchObject([{ gives: [line(1, "soup", 1)] }]);
    expect(holds(history([tab, waiter]), receive, mover)).toMatchObject([{ gives: [line(1, "soup", 1)] }]);
  });
  it("[O536] lines of a basket that is paid for in part are kept on their way, also when that payment is undone meanwhile", () => {
    const part = after(basket, [cash(90, 700), till]);
    const release: OrderCommand = { type: "ReleaseLines", transfer: id(70), to: id(71), lines: [id(1)], merge: false };
    const left = after(part, [release, waiter]);
    const refund: OrderCommand = { type: "OpenRefund", id: id(60), payment: id(90), amount: 700, kind: "reversal", reason: "by mistake" };
    const undone = after(left, [refund, till]);
    expect(holds(undone, { type: "RegisterRefund", id: id(60), reference: "staff" }, payments)).toMatchObject([
      { takes: [], gives: [line(2, "cola", 1)] },
    ]);
  });
  it("[O537] an order has a place in a kitchen's time while it has something there, from when it is wanted", () => {
    const due = "2026-11-22T18:00:00.000Z";
    const later = history([{ ...creating, due }, guest], [append(asked(1, "soup")), guest]);
    expect(holds(later, open(50, 1250))).toMatchObject([{ slot: { channel: "DINE_IN", at: Date.parse(due), timeZone: "Europe/Warsaw" } }]);
    expect(holds(after(paid, [step("VoidLines", 1), kitchen]), step("VoidLines", 2), kitchen)).toMatchObject([{ slot: null }]);
  });
  it("[O537] what was wasted has no place, not even on its way to another order: what comes to the order meanwhile asks for one", () => {
    const wasted = history([tab, waiter], [append(asked(1, "soup")), waiter], [{ type: "FireLines" }, waiter], [waste(1), kitchen]);
    const left = after(wasted, [{ type: "ReleaseLines", transfer: id(70), to: id(71), lines: [id(1)], merge: false }, waiter]);
    const fired = history([tab, waiter], [append(asked(5, "cola")), waiter], [{ type: "FireLines" }, waiter]);
    const sent = after(fired, [{ type: "ReleaseLines", transfer: id(72), to: id(80), lines: [id(5)], merge: false }, waiter]);
    const { transfers, currency } = given(...sent).order;
    const buckets = transfers[0]?.buckets ?? [];
    const receive: OrderCommand = { type: "ReceiveLines", transfer: id(72), from: id(81), by: "wes", currency, buckets, comments: [] };
    expect(holds(left, receive, mover)).toMatchObject([{ venue: "v1", takes: [], gives: [], slot: { channel: "DINE_IN" } }]);
  });
  it("[O624] an order that is wanted at a time that has passed asks for a place as soon as can be", () => {
    const due = "2026-11-22T12:05:00.000Z";
    const later = after(basket, [{ type: "SetDue", due }, guest]);
    const now = "2026-11-22T13:40:00.000Z";
    const paying = given(...later).when(open(50, 3200), guest, { at: now });
    expect(holdsFor(later.reduce(evolve, initial), paying.leaves())).toMatchObject([{ slot: { at: Date.parse(now) } }]);
  });
  it("[O538] guests are held to stock, slots and throttle, staff to stock; what has happened is held to nothing", () => {
    expect([limits(guest), limits(payments), limits(till), limits(mover), limits(clock)]).toEqual([
      "all",
      "all",
      "stock",
      "stock",
      "stock",
    ]);
    expect(limits(till, { soldAt: "2026-11-22T10:00:00.000Z" })).toBe("none");
    expect(limits(till, { replayed: true })).toBe("none");
    expect(limits(till, {}, { type: "RegisterPayment", id: id(1), payment: "CASH", source: "till", amount: 100, taken: true })).toBe(
      "none",
    );
  });
  it("[O539] an order that is nothing yet keeps nothing", () => {
    const absent: OrderState = initial;
    expect(holdsFor(absent, absent)).toEqual([]);
  });
  it("[O554] nothing that has happened is refused: what a kitchen has begun, made or wasted, lines that come back, and what a venue's own till sold while it was away", () => {
    for (const command of [step("StartLines", 1), step("ProcessLines", 1), waste(1)]) expect(limits(kitchen, {}, command)).toBe("none");
    expect(limits(kitchen, {}, step("VoidLines", 1))).toBe("stock");
    expect(limits(mover, {}, settle(false))).toBe("none");
    const kiosk: Actor = { kind: "user", user: "k1", roles: ["ROLE_v1_KIOSK"] };
    const elsewhere: Actor = { kind: "user", user: "kim", roles: ["ROLE_v2_ORDERS"] };
    for (const away of [{ replayed: true }, { soldAt: "2026-11-22T11:00:00.000Z" }]) {
      expect([till, kiosk, elsewhere, guest].map((actor) => limits(actor, away))).toEqual(["none", "none", "all", "all"]);
    }
  });
});
