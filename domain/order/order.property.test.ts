import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Actor, OrderCommand } from "./commands";
import { decide } from "./decide";
import type { OrderEvent } from "./events";
import { evolve, replay } from "./evolve";
import { asked, boss, creating, discounter, envelope, guest, id, kitchen, menu, payments, stranger, till } from "./given.fixture";
import { initial, linesOf, type OrderState } from "./state";
import { lineTotal, totals } from "./totals";

const lineId = fc.integer({ min: 1, max: 6 }).map(id);
const lines = fc.array(lineId, { minLength: 1, maxLength: 3 });
const payment = fc.integer({ min: 50, max: 52 }).map(id);
const amount = fc.oneof(fc.constantFrom(0, 700, 1250, 1950), fc.integer({ min: 0, max: 5_000 }));

const command: fc.Arbitrary<OrderCommand> = fc.oneof(
  fc.constant(creating),
  fc.record({
    type: fc.constant("AppendLines" as const),
    venue: fc.constant("v1"),
    lines: fc.array(
      fc
        .tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom("soup", "cola", "free", "egg", "tea"), fc.integer({ min: 1, max: 4 }))
        .map(([n, product, quantity]) => asked(n, product, { quantity })),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  fc.record({ type: fc.constant("RemoveLines" as const), lines }),
  fc.record({ type: fc.constant("ChangeQuantity" as const), line: lineId, quantity: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    type: fc.constant("ApplyDiscounts" as const),
    revision: fc.integer({ min: 1, max: 12 }),
    layer: fc.constant("rules"),
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
    .constantFrom("ConfirmLines" as const, "StartLines" as const, "ProcessLines" as const, "VoidLines" as const)
    .chain((type) => fc.record({ type: fc.constant(type), lines })),
  fc.record({
    type: fc.constant("CancelOrder" as const),
    refunds: fc.array(fc.record({ payment, id: payment, reference: fc.constant("r") }), { maxLength: 1 }),
  }),
);
const actor: fc.Arbitrary<Actor> = fc.constantFrom(guest, kitchen, till, boss, payments, discounter, stranger);
const story = fc.array(fc.tuple(command, fc.oneof({ weight: 3, arbitrary: fc.constant(boss) }, { weight: 2, arbitrary: actor })), {
  maxLength: 40,
});

/** Plays a story and looks at every state on the way. */
function play(steps: [OrderCommand, Actor][], look: (before: OrderState, events: readonly OrderEvent[], after: OrderState) => void) {
  let state: OrderState = initial;
  const log: OrderEvent[] = [];
  for (const [asks, who] of steps) {
    const decision = decide(state, { envelope: envelope(asks, who), menu });
    const events = decision.ok ? decision.value : [];
    const after: OrderState = events.reduce(evolve, state);
    look(state, events, after);
    log.push(...events);
    state = after;
  }
  return { state, log };
}

describe("laws", () => {
  it("[O46] the total is the sum of the lines less the discounts, and never negative", () =>
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, (_, __, after) => {
          if (after.status === "ABSENT") return;
          const { total, tax, gross, discount } = totals(after);
          const sum = linesOf(after).reduce((all, line) => all + lineTotal(line).net, 0);
          expect(total).toBe(sum);
          expect(total).toBe(gross - discount);
          expect(total).toBeGreaterThanOrEqual(0);
          expect(tax.reduce((all, { net, tax: part }) => all + net + part, 0)).toBe(total);
        });
      }),
    ));

  it("[O47] replaying the log gives the live state, and the state counts its events", () =>
    fc.assert(
      fc.property(story, (steps) => {
        const { state, log } = play(steps, () => {});
        expect(replay(log)).toEqual(state);
        expect(replay(JSON.parse(JSON.stringify(log)))).toEqual(state);
        expect(state.seq).toBe(log.length);
      }),
    ));

  it("[O48] every change moves lastChanged forward", () =>
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, (before, events, after) => {
          if (before.status === "ABSENT" || after.status === "ABSENT" || events.length === 0) return;
          expect(after.lastChanged > before.lastChanged).toBe(true);
        });
      }),
    ));

  it("[O49] a placed order was paid in full when it was placed, and has lines", () =>
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, (_, events, after) => {
          if (after.status === "ABSENT" || !events.some(({ type }) => type === "OrderCompleted")) return;
          expect(totals(after).paid).toBeGreaterThanOrEqual(totals(after).total);
          expect(linesOf(after).length).toBeGreaterThan(0);
        });
      }),
    ));

  it("[O50] an end is an end", () =>
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, (before, events) => {
          if (before.status === "CLOSED" || before.status === "ABANDONED" || before.status === "CANCELLED") expect(events).toEqual([]);
        });
      }),
    ));
});
