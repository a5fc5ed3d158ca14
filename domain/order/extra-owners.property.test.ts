import fc from "fast-check";
import { describe, it, expect } from "vitest";
import type { OrderCommand } from "./commands";
import { decide } from "./decide";
import { evolve, replay } from "./evolve";
import { append, asked, creating, envelope, guest, history, id, menu, till } from "./given.fixture";
import { linesOf, type Order, type OrderState } from "./state";

const key = fc.constantFrom("a", "b", "x-seat", "x-pos-id", "constructor");
const said = { store: fc.dictionary(key, fc.constantFrom("1", "2"), { maxKeys: 3 }), remove: fc.array(key, { maxLength: 2 }) };
const command: fc.Arbitrary<OrderCommand> = fc.oneof(
  fc.record({ type: fc.constant("StoreExtra" as const), ...said }),
  fc.record({ type: fc.constant("StoreLinesExtra" as const), lines: fc.subarray([id(1), id(2)], { minLength: 1 }), ...said }),
);
const begun = replay(history([creating, guest], [append(asked(1, "soup"), asked(2, "cola")), guest]));

/** What staff have stored, with the values that it has. */
const ofStaff = (order: Order) =>
  [order, ...linesOf(order)].map(({ extra = {}, staffKeys = [] }) => staffKeys.map((each) => [each, extra[each]]));

const existing = (state: OrderState): Order => {
  if (state.status === "ABSENT") throw new Error("absent");
  return state;
};

describe("laws of extras", () => {
  it("[O413] whatever a guest stores and removes, what staff have stored is there with its value", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(command, fc.constantFrom(guest, till)), { maxLength: 30 }), (steps) => {
        let state = begun;
        for (const [asks, who] of steps) {
          const decision = decide(state, { envelope: envelope(asks, who), menu });
          const after = decision.ok ? decision.value.reduce(evolve, state) : state;
          if (who === guest) expect(ofStaff(existing(after))).toEqual(ofStaff(existing(state)));
          for (const [name, value] of ofStaff(existing(after)).flat()) expect([name, typeof value]).toEqual([name, "string"]);
          state = after;
        }
      }),
    ));
});
