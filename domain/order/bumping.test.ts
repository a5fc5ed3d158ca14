import { describe, expect, it } from "vitest";
import type { OrderCommand } from "./commands";
import type { OrderEvent } from "./events";
import { append, asked, boss, card, card2, creating, given, guest, history, id, kitchen, pay, tab, till } from "./given.fixture";
import { linesOf } from "./state";
import { view } from "./view";

/** Soup is PROMO, and so made at the stove and at the pass; nobody makes cola. */
const stations = [
  { id: "stove", name: "Stove", tags: ["PROMO"] },
  { id: "pass", name: "Pass", tags: ["PROMO"] },
];
const then = (log: OrderEvent[], command: OrderCommand, actor = kitchen, more: object = {}) => [
  ...log,
  ...given(...log)
    .when(command, actor, more)
    .events(),
];
const onlyStove = { ...card, stations: stations.slice(0, 1) };
const basket = (venue = { ...card, stations }, first: OrderCommand = creating) =>
  then(history([first, guest]), append(asked(1, "soup"), asked(2, "cola")), guest, { card: venue });
const placed = then(basket(), pay(90, 1950), till);
const bump = (more: Partial<Extract<OrderCommand, { type: "BumpLines" }>> = {}): OrderCommand => ({
  type: "BumpLines",
  venue: "v1",
  ...more,
});
const statuses = (log: OrderEvent[]) => linesOf(given(...log).order).map(({ status }) => status);
const status = (log: OrderEvent[]) => given(...log).order.status;

describe("stations", () => {
  it("[K51] a line knows those that make it; where the venue has none, or none makes it, it says nothing", () => {
    const { buckets } = view(given(...placed).order);
    expect(buckets[0]?.lines[0]).toMatchObject({ stations: ["stove", "pass"] });
    expect(buckets[0]?.lines[1]).not.toHaveProperty("stations");
    const [, plain] = history([creating, guest], [append(asked(1, "soup")), guest]);
    expect(plain?.type === "LinesAppended" && plain.lines[0]).not.toHaveProperty("stations");
  });

  it("[K51] lines that move to another venue are made at its stations", () => {
    const move: OrderCommand = { type: "MoveLines", lines: [id(1), id(2)], venue: "v2" };
    const there = { ...card2, stations: [{ id: "soups", name: "Soups", tags: ["PROMO"] }] };
    const moved = linesOf(given(...then(basket(), move, boss, { card: there })).order);
    expect(moved.map((line) => line.stations)).toEqual([["soups"], undefined]);
    expect(linesOf(given(...then(basket(), move, boss, { card: card2 })).order)[0]).not.toHaveProperty("stations");
  });

  it("[K53] a bump makes all that the venue, or a station alone, has not finished; held lines are not the kitchen's yet", () => {
    expect(statuses(then(placed, bump()))).toEqual(["PROCESSED", "PROCESSED"]);
    expect(status(then(placed, bump()))).toBe("DELIVER");
    const alone = then(basket(onlyStove), pay(90, 1950), till);
    const bumped = then(alone, bump({ station: "stove" }));
    expect(bumped.at(-1)).toMatchObject({ type: "LinesProcessed", lines: [id(1)] });
    expect(statuses(bumped)).toEqual(["PROCESSED", "CONFIRMED"]);
    const table = then(then(history([tab, boss]), append(asked(1, "soup"), asked(2, "soup", { held: true })), boss, { card: onlyStove }), {
      type: "FireLines",
      lines: [id(1)],
    });
    expect(statuses(then(table, bump({ station: "stove" })))).toEqual(["PROCESSED", "NEW"]);
    expect(statuses(then(placed, bump({ lines: [id(2)] })))).toEqual(["CONFIRMED", "PROCESSED"]);
  });

  it("[K53] a line of several stations is made when the last one is done, in whatever order, and each once", () => {
    for (const [first, last] of [
      ["stove", "pass"],
      ["pass", "stove"],
    ] as const) {
      const half = then(placed, bump({ station: first }));
      expect(statuses(half)).toEqual(["PROCESSING", "CONFIRMED"]);
      expect(view(given(...half).order).buckets[0]?.lines[0]).toMatchObject({ bumped: [first] });
      given(...half)
        .when(bump({ station: first }), kitchen)
        .gives();
      const whole = then(half, bump({ station: last }));
      expect(statuses(whole)).toEqual(["PROCESSED", "CONFIRMED"]);
      expect(status(then(whole, { type: "ProcessLines", lines: [id(2)] }))).toBe("DELIVER");
    }
  });

  it("[K54] a bump names a venue of the order, a station and lines there; what is gone stays gone, and a repeat is no change", () => {
    given(...placed)
      .when(bump({ venue: "v2" }), boss)
      .refuses({ code: "venue-mismatch", venue: "v2" });
    given(...placed)
      .when(bump({ station: "bar" }), kitchen)
      .refuses({ code: "station-not-found", station: "bar", known: ["stove", "pass"] });
    given(...placed)
      .when(bump({ lines: [id(7)] }), kitchen)
      .refuses({ code: "line-not-found", line: id(7) });
    const voided = then(placed, { type: "VoidLines", lines: [id(1)] });
    given(...voided)
      .when(bump({ lines: [id(1)] }), kitchen)
      .refuses({ code: "line-final", line: id(1), lineStatus: "VOID" });
    expect(statuses(then(voided, bump()))).toEqual(["VOID", "PROCESSED"]);
    given(...then(placed, bump()))
      .when(bump(), kitchen)
      .gives();
    given(...basket())
      .when(bump(), kitchen)
      .refusesWith("order-not-completed");
  });

  it("[K55] what was called made is called back, whole, until the guest has the order, which is no longer ready then", () => {
    const made = then(placed, bump());
    const back = then(made, { type: "RecallLines", lines: [id(1)] });
    expect([status(back), statuses(back)]).toEqual(["COMPLETED", ["PROCESSING", "PROCESSED"]]);
    given(...back)
      .when({ type: "RecallLines", lines: [id(1)] }, kitchen)
      .gives();
    const verified = then(then(placed, { type: "VerifyOrder" }, boss), bump());
    expect(status(then(verified, { type: "RecallLines", lines: [id(2)] }))).toBe("VERIFIED");
    expect(status(then(back, bump()))).toBe("DELIVER");
    const half = then(placed, bump({ station: "stove" }));
    const again = then(half, { type: "RecallLines", lines: [id(1)] });
    expect(linesOf(given(...again).order)[0]).not.toHaveProperty("bumped");
    given(...again)
      .when(bump({ station: "stove" }), kitchen)
      .gives({ type: "LinesBumped", station: "stove", lines: [id(1)] });
    given(...placed)
      .when({ type: "RecallLines", lines: [id(1)] }, kitchen)
      .refuses({ code: "line-not-made", line: id(1), lineStatus: "CONFIRMED" });
    given(...then(placed, { type: "VoidLines", lines: [id(1)] }))
      .when({ type: "RecallLines", lines: [id(1)] }, kitchen)
      .refuses({ code: "line-final", line: id(1), lineStatus: "VOID" });
    given(...placed)
      .when({ type: "RecallLines", lines: [id(9)] }, kitchen)
      .refuses({ code: "line-not-found", line: id(9) });
    given(...then(made, { type: "DeliverOrder" }))
      .when({ type: "RecallLines", lines: [id(1)] }, kitchen)
      .refuses({ code: "order-delivered", orderStatus: "DELIVERED" });
  });

  it("[K56] an order is put before others, and in its turn again", () => {
    const first = then(placed, { type: "ExpediteOrder", on: true });
    expect(view(given(...first).order)).toMatchObject({ priority: true });
    given(...first)
      .when({ type: "ExpediteOrder", on: true }, kitchen)
      .gives();
    expect(view(given(...then(first, { type: "ExpediteOrder", on: false })).order)).not.toHaveProperty("priority");
    given(...placed)
      .when({ type: "ExpediteOrder", on: true }, guest)
      .refusesWith("forbidden");
  });

  it("[K59] an order says how long its kitchen took when its last line is made: not when it is voided, nor when it was wanted later", () => {
    const late = { at: "2026-11-22T12:09:00.000Z" };
    given(...placed)
      .when(bump(), kitchen, late)
      .gives({ type: "LinesProcessed" }, { type: "OrderReady", tookMs: 9 * 60_000 });
    expect(
      given(...placed)
        .when({ type: "VoidLines", lines: [id(1), id(2)] }, kitchen, late)
        .events()
        .at(-1),
    ).not.toHaveProperty("tookMs");
    const due = then(then(basket(), { type: "SetDue", due: "2026-11-22T12:30:00.000Z" }, guest), pay(90, 1950), till);
    expect(
      given(...due)
        .when(bump(), kitchen, late)
        .events()
        .at(-1),
    ).not.toHaveProperty("tookMs");
  });
});
