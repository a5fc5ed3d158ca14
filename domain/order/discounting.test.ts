import { describe, expect, it } from "vitest";
import { DiscountRule } from "../discount/rule";
import type { RuleSet } from "../discount/rule-set";
import type { OrderCommand } from "./commands";
import type { OrderEvent } from "./events";
import { append, asked, creating, discounter, given, guest, history, id, pay, payments, tab, till, under } from "./given.fixture";
import { DEFAULT_SETTINGS } from "./order-settings";
import { totals } from "./totals";

/** Ten percent off what is on promotion, under the hash that the venue's card names. */
const ten: RuleSet = {
  hash: "no-rules",
  rules: [DiscountRule.parse({ id: "r1", kind: "percent", name: "Ten off", tag: "PROMO", percent: 10 })],
};

/** Steps that are taken where the rules hold; without `rules` they are not at hand. */
function story(start: OrderEvent[], rules: RuleSet | undefined, ...steps: OrderCommand[]): OrderEvent[] {
  return steps.reduce((log, command) => {
    const outcome = rules === undefined ? given(...log).when(command, guest, {}, UNKNOWN) : given(...log).when(command, guest, {}, rules);
    return [...log, ...outcome.events()];
  }, start);
}
/** What the discounts come to when the discount worker has said that. */
const discountAfter = (log: OrderEvent[], command: OrderCommand, rules: RuleSet): number =>
  totals(
    given(...log)
      .when(command, discounter, {}, rules)
      .leaves(),
  ).discount;
/** Rules of another time: those that the order names are not at hand. */
const UNKNOWN: RuleSet = { hash: "others", rules: [] };
const open = (amount: number): OrderCommand => ({ type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "sandbox", amount });
/** For the first line by name. */
const named = (n: number, amount: number): OrderCommand => Object.assign({}, open(amount), { id: id(n), lines: [id(1)] });
const soups = append(asked(1, "soup", { quantity: 1_000 }));
const fewer: OrderCommand = { type: "ChangeQuantity", line: id(1), quantity: 100 };

const withoutFirst: OrderCommand = { type: "RemoveLines", lines: [id(1)] };

describe("discounts of the very basket", () => {
  const basket = history([creating, guest]);

  it("[O528] a basket that changes is priced in the same decision, by the rules that its lines were sold with", () => {
    const many = story(basket, ten, soups);
    expect(totals(given(...many).order)).toMatchObject({ gross: 1_250_000, discount: 125_000 });
    const hundred = story(many, ten, fewer);
    expect(totals(given(...hundred).order)).toMatchObject({ gross: 125_000, discount: 12_500 });
    expect(hundred.at(-1)).toMatchObject({ type: "DiscountsApplied", rules: ten.hash });
    expect(totals(given(...story(hundred, ten, { type: "RemoveLines", lines: [id(1)] })).order).total).toBe(0);
  });
  it("[O528] where the rules are not at hand, discounts are taken back until they come, from whoever brings them", () => {
    const many = story(basket, ten, soups);
    const pending = story(many, undefined, fewer);
    expect(given(...pending).order).toMatchObject({ discountsPending: true });
    expect(totals(given(...pending).order)).toMatchObject({ gross: 125_000, discount: 0 });
    const settled = story(pending, ten, { type: "CommentOrder", id: id(60), comment: "hot, please" });
    expect(totals(given(...settled).order).discount).toBe(12_500);
    expect(given(...settled).order.discountsPending).toBeUndefined();
    const { revision } = given(...pending).order;
    const five = { line: id(1), layer: "rules", name: "n", type: "PERCENT" as const, amount: 5 };
    for (const discounts of [[five], []]) {
      const brought = given(...pending)
        .when({ type: "ApplyDiscounts", revision, layer: "rules", discounts }, discounter, {}, UNKNOWN)
        .leaves();
      expect([brought.discountsPending, totals(brought).discount]).toEqual([undefined, 5 * discounts.length]);
    }
  });
  it("[O19] what the rules give is brought to a basket that waits for it, as it was looked at, with the lines that were paid for then", () => {
    const pending = story(basket, undefined, append(asked(1, "soup"), asked(2, "soup")));
    const { revision } = given(...pending).order;
    const bring = (paid: string[], line: number): OrderCommand => ({
      type: "ApplyDiscounts",
      revision,
      paid,
      layer: "rules",
      discounts: [{ line: id(line), layer: "rules", name: "n", type: "PERCENT", amount: 5 }],
    });
    const stale = { code: "stale-discounts", revision, actual: revision } as const;
    const sold: OrderCommand = { ...pay(90, 1_250), lines: [id(1)], taken: true };
    const tendered = [
      ...pending,
      ...given(...pending)
        .when(sold, till, {}, UNKNOWN)
        .events(),
    ];
    given(...tendered)
      .when(bring([], 1), discounter, {}, UNKNOWN)
      .refuses(stale);
    given(...pending)
      .when(bring([id(1)], 2), discounter, {}, UNKNOWN)
      .refuses(stale);
    expect(discountAfter(tendered, bring([id(1)], 2), UNKNOWN)).toBe(5);
    // One that finds the rules in that very turn needs nobody's word.
    expect(discountAfter(pending, bring([], 1), ten)).toBe(250);
    given(...story(pending, ten, { type: "CommentOrder", id: id(60), comment: "hot" }))
      .when(bring([], 1), discounter, {}, ten)
      .gives();
  });
  it("[O528] what others gave for a former basket counts for it alone", () => {
    const log = story(basket, ten, append(asked(1, "soup")));
    const { revision } = given(...log).order;
    const given5 = given(...log)
      .when(
        {
          type: "ApplyDiscounts",
          revision,
          layer: "hook",
          discounts: [{ line: id(1), layer: "hook", name: "n", type: "AMOUNT", amount: 500 }],
        },
        discounter,
        {},
        ten,
      )
      .events();
    expect(totals(given(...log, ...given5).order).discount).toBe(625);
    const more = story([...log, ...given5], ten, append(asked(2, "cola")));
    expect(totals(given(...more).order).discount).toBe(125);
  });
  it("[O529] no money is asked for while discounts are to come", () => {
    const pending = story(basket, undefined, append(asked(1, "soup")));
    const asking: OrderCommand[] = [open(1_250), { type: "CompleteOrder" }];
    for (const command of asking) {
      given(...pending)
        .when(command, guest, {}, UNKNOWN)
        .refuses({ code: "discounts-pending", retryAfterSeconds: 1 });
    }
    given(...pending)
      .when(pay(90, 1_250), till, {}, UNKNOWN)
      .refusesWith("discounts-pending");
    given(...pending)
      .when(open(1_125), guest, {}, ten)
      .gives({ type: "DiscountsApplied" }, { type: "PaymentOpened", amount: 1_125 });
  });
  it("[O529] a chain that does not wait goes on without them, and the order says so", () => {
    const pending = story(history([under({ discountsLate: "without" }), guest]), undefined, append(asked(1, "soup")));
    const opened = given(...pending)
      .when(open(1_250), guest, {}, UNKNOWN)
      .leaves();
    expect(opened.logs).toMatchObject([{ message: "went on without the discounts, which were late" }]);
    expect(opened.discountsPending).toBeUndefined();
  });
  it("[O623] what a till has taken places an order without the discounts that are still to come, and the order says so", () => {
    const pending = story(basket, undefined, append(asked(1, "soup")));
    const taken: OrderCommand = { ...pay(90, 1_250), taken: true };
    const sold = given(...pending).when(taken, till, {}, UNKNOWN);
    sold.gives({ type: "DiscountsApplied", late: "skipped" }, { type: "PaymentRegistered" }, { type: "OrderCompleted" });
    expect(sold.leaves().discountsPending).toBeUndefined();
    expect(sold.leaves().logs).toMatchObject([{ message: "went on without the discounts, which were late" }]);
  });
  it("[O529] who pays anew on what his own payment has freed goes on without them, too, and they stay away while he pays", () => {
    const two = story(history([under({ discountsLate: "without" }), guest]), undefined, append(asked(1, "soup"), asked(2, "soup")));
    const byName = story(two, undefined, named(50, 1_250));
    const more = story(byName, undefined, append(asked(3, "soup")));
    const anew = given(...more).when(Object.assign({}, open(1_250), { id: id(51) }), guest, {}, UNKNOWN);
    expect(anew.leaves().discountsPending).toBeUndefined();
    const paying = [...more, ...anew.events()];
    expect(totals(given(...story(paying, ten, { type: "CommentOrder", id: id(60), comment: "hot" })).order).discount).toBe(0);
  });
  it("[O528] lines that nobody pays for any more are priced anew, and so is a payment that comes in another's place", () => {
    const two = append(asked(1, "soup", { quantity: 10 }), asked(2, "soup", { quantity: 10 }));
    const table = history([{ ...tab, house: { ...DEFAULT_SETTINGS, discountsLate: "without" } }, guest]);
    const first = named(50, 12_500);
    const waiting = story(table, undefined, two, first);
    expect(totals(given(...waiting).order)).toMatchObject({ discount: 0 });
    const known = story(waiting, ten, { type: "ChangeQuantity", line: id(2), quantity: 20 });
    // What is being paid for stands still.
    expect(totals(given(...known).order)).toMatchObject({ gross: 37_500, discount: 3_750 });
    const [one, other] = given(...known).order.buckets.flatMap(({ lines }) => lines);
    expect([one?.discounts, other?.discounts]).toMatchObject([[], [{ amount: 3_750 }]]);
    const gone = story(known, ten, { type: "DeclinePayment", id: id(50), reason: "given up" });
    expect(given(...gone).order.buckets.flatMap(({ lines }) => lines.map(({ discounts }) => discounts))).toMatchObject([
      [{ amount: 1_250 }],
      [{ amount: 2_500 }],
    ]);
    expect(given(...known).when(named(51, 11_250), guest, {}, ten).decision).toMatchObject({
      ok: true,
      value: [
        { type: "PaymentDeclined", id: id(50) },
        { type: "DiscountsApplied" },
        { type: "PaymentOpened", shares: { [id(1)]: 11_250 } },
      ],
    });
  });
  it("[O527] what a paid line's discount was counted with a guest does not take out again; staff do", () => {
    const half = { id: "r2", kind: "bulk", name: "Third at half", tag: "PROMO", percent: 50, every: 3 };
    const third: RuleSet = { hash: "no-rules", rules: [DiscountRule.parse(half)] };
    const three = story(basket, third, append(asked(1, "soup"), asked(2, "soup"), asked(3, "soup")));
    const own: OrderCommand = { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "sandbox", lines: [id(3)], amount: 625 };
    const paying = story(three, third, own);
    const approve: OrderCommand = { type: "RegisterPayment", id: id(50), payment: "EPAYMENT", source: "sandbox", amount: 625 };
    const paid = [
      ...paying,
      ...given(...paying)
        .when(approve, payments)
        .events(),
    ];
    for (const log of [paying, paid]) {
      given(...log)
        .when(withoutFirst, guest, {}, third)
        .refuses({ code: "order-has-payments", payment: id(50) });
      given(...log)
        .when(withoutFirst, till, {}, third)
        .gives({ type: "LinesRemoved" });
      const more = story(log, third, append(asked(4, "soup")));
      given(...more)
        .when(withoutFirst, guest, {}, third)
        .gives({ type: "LinesRemoved" });
    }
  });
});
