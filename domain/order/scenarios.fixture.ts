// Stories: whatever anybody may ask of an order, in any sequence. For tests only.
import fc from "fast-check";
import type { Actor, OrderCommand } from "./commands";
import { decide } from "./decide";
import type { OrderEvent } from "./events";
import { evolve } from "./evolve";
import {
  asked,
  boss,
  card,
  clock,
  creating,
  discounter,
  envelope,
  guest,
  id,
  kitchen,
  menu,
  mover,
  payments,
  stranger,
  tab,
  till,
  under,
  noRules,
} from "./given.fixture";
import { initial, type OrderState } from "./state";

/** Soup is made at both. */
const stations = ["grill", "bar"].map((each) => ({ id: each, name: each, tags: ["PROMO"] }));
const station = fc.constantFrom("grill", "bar", undefined);
const lineId = fc.integer({ min: 1, max: 6 }).map(id);
const lines = fc.array(lineId, { minLength: 1, maxLength: 3 });
const payment = fc.integer({ min: 50, max: 52 }).map(id);
const refund = fc.integer({ min: 60, max: 61 }).map(id);
const transfer = fc.integer({ min: 70, max: 71 }).map(id);
const amount = fc.oneof(fc.constantFrom(0, 700, 1250, 1950), fc.integer({ min: 0, max: 5_000 }));

const rules = {
  cashRounding: 5,
  fees: [{ id: "f", kind: "SERVICE" as const, name: "Service", charge: { per: "PERCENT" as const, percent: 12.5 }, vat: "23" }],
};

const command: fc.Arbitrary<OrderCommand> = fc.oneof(
  fc.constantFrom<OrderCommand>(creating, tab, under(rules), { ...under(rules), orderType: "DINE_IN_OPEN" }),
  fc.record({
    type: fc.constant("AppendLines" as const),
    venue: fc.constant("v1"),
    lines: fc.array(
      fc
        .tuple(
          fc.integer({ min: 1, max: 6 }),
          fc.constantFrom("soup", "cola", "free", "egg", "tea", "beer"),
          fc.integer({ min: 1, max: 4 }),
        )
        .map(([n, product, quantity]) => asked(n, product, { quantity, ...(n % 3 === 0 && { held: true, course: 2 }) })),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  fc.record({ type: fc.constant("RemoveLines" as const), lines }),
  fc.record({ type: fc.constant("ChangeQuantity" as const), line: lineId, quantity: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    type: fc.constant("ApplyDiscounts" as const),
    revision: fc.integer({ min: 1, max: 12 }),
    layer: fc.constantFrom("rules", "loyalty"),
    discounts: fc.array(
      fc.record({ line: lineId, layer: fc.constant("rules"), name: fc.constant("n"), type: fc.constant("PERCENT"), amount }),
      { maxLength: 3 },
    ),
  }),
  fc.record({
    type: fc.constant("OpenPayment" as const),
    id: payment,
    payment: fc.constant("EPAYMENT" as const),
    source: fc.constant("sandbox"),
    amount,
  }),
  fc.record({
    type: fc.constant("RegisterPayment" as const),
    id: payment,
    payment: fc.constantFrom("EPAYMENT" as const, "CASH" as const),
    source: fc.constant("s"),
    amount,
    lines: fc.option(lines, { nil: undefined }),
  }),
  fc.record({ type: fc.constant("DeclinePayment" as const), id: payment, reason: fc.constant("no") }),
  fc.constantFrom<OrderCommand>(
    { type: "CompleteOrder" },
    { type: "VerifyOrder" },
    { type: "DeliverOrder" },
    { type: "CloseOrder" },
    { type: "AbandonOrder" },
  ),
  fc
    .constantFrom("ConfirmLines" as const, "StartLines" as const, "ProcessLines" as const, "VoidLines" as const, "HoldLines" as const)
    .chain((type) => fc.record({ type: fc.constant(type), lines })),
  fc.record({ type: fc.constant("WasteLines" as const), lines, reason: fc.constant("burnt") }),
  fc.constantFrom<OrderCommand>({ type: "FireLines" }, { type: "FireLines", course: 2 }, { type: "EraseOrder" }, { type: "EscalateOrder" }),
  fc.constantFrom<OrderCommand>(
    { type: "AlertKitchen" },
    { type: "TraceOrder", config: "grill" },
    { type: "TraceOrder", config: "bar", seq: 4 },
    { type: "ExpediteOrder", on: true },
    { type: "ExpediteOrder", on: false },
  ),
  fc.record({ type: fc.constant("BumpLines" as const), venue: fc.constant("v1"), station, lines: fc.option(lines, { nil: undefined }) }),
  fc.record({ type: fc.constant("RecallLines" as const), lines }),
  fc
    .tuple(lineId, fc.integer({ min: 7, max: 9 }).map(id), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
    .map(([line, other, a, b]): OrderCommand => ({
      type: "SplitLine",
      line,
      parts: [
        { id: line, quantity: a },
        { id: other, quantity: b },
      ],
    })),
  fc.record({ type: fc.constant("SetTip" as const), amount: fc.constantFrom(0, 1, 333) }),
  fc.record({ type: fc.constant("WaiveFee" as const), fee: fc.constant("f"), reason: fc.constant("late") }),
  fc.record({
    type: fc.constant("OpenRefund" as const),
    id: refund,
    payment,
    amount: fc.constantFrom(1, 700, 1_250),
    kind: fc.constantFrom("goodwill" as const, "correction" as const, "reversal" as const, undefined),
    reason: fc.constant("cold"),
  }),
  fc.record({ type: fc.constant("RegisterRefund" as const), id: refund, reference: fc.constant("r") }),
  fc.record({ type: fc.constant("DeclineRefund" as const), id: refund, reason: fc.constant("no") }),
  fc.record({ type: fc.constant("ReleaseLines" as const), transfer, to: fc.constant(id(99)), lines, merge: fc.boolean() }),
  fc.record({ type: fc.constant("SettleTransfer" as const), transfer, accepted: fc.boolean() }),
  fc.constantFrom<OrderCommand>(
    { type: "CommentOrder", id: id(80), comment: "call me" },
    { type: "CommentLine", id: id(81), line: id(1), comment: "nuts!" },
    { type: "SetContact", contact: { name: "Ann", phone: "600" } },
    { type: "StoreExtra", store: { "customer-name": "Ann", "x-table-number": "7" } },
    { type: "AddCoupon", id: id(82), coupon: "WELCOME5", data: { userId: "ann" } },
    { type: "RemoveCoupon", id: id(82) },
  ),
  fc.constant<OrderCommand>({ type: "CancelOrder" }),
);
const actor: fc.Arbitrary<Actor> = fc.constantFrom(guest, kitchen, till, boss, payments, discounter, stranger, mover, clock);
const created = fc.constantFrom<OrderCommand>(creating, tab, under(rules), { ...under(rules), orderType: "DINE_IN_OPEN" });
const filled: OrderCommand = { type: "AppendLines", venue: "v1", lines: [asked(1, "soup"), asked(2, "beer", { quantity: 2 })] };
const whoever = fc.oneof({ weight: 3, arbitrary: fc.constant(boss) }, { weight: 2, arbitrary: actor });

/** Most begin with an order that has something in it. */
export const story: fc.Arbitrary<[OrderCommand, Actor][]> = fc
  .tuple(fc.boolean(), created, fc.array(fc.tuple(command, whoever), { maxLength: 60 }))
  .map(([empty, first, steps]) => [
    ...(empty
      ? []
      : ([
          [first, guest],
          [filled, guest],
        ] satisfies [OrderCommand, Actor][])),
    ...steps,
  ]);

/** Plays a story and looks at every state on the way. */
export function play(steps: [OrderCommand, Actor][], look: (before: OrderState, events: readonly OrderEvent[], after: OrderState) => void) {
  let state: OrderState = initial;
  const log: OrderEvent[] = [];
  for (const [asks, who] of steps) {
    const decision = decide(state, { envelope: envelope(asks, who, { card: { ...card, stations } }), menu, ruleSet: noRules });
    const events = decision.ok ? decision.value : [];
    const after: OrderState = events.reduce(evolve, state);
    look(state, events, after);
    log.push(...events);
    state = after;
  }
  return { state, log };
}
