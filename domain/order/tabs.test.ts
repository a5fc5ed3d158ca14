import { describe, expect, it } from "vitest";
import type { OrderCommand } from "./commands";
import { append, asked, boss, card2, clock, given, guest, history, id, kitchen, pay, tab, till, waiter } from "./given.fixture";
import { linesOf } from "./state";
import { view } from "./view";

const course = (n: number, number: number) => append(asked(n, "soup", { course: number, held: true }));
const fire = (more: object = {}): OrderCommand => ({ type: "FireLines", ...more });
const colaAtV2 = (status: "NEW" | "CONFIRMED"): OrderCommand => ({ ...append(asked(9, "cola", { status })), venue: "v2" });
const open = history([tab, waiter], [course(1, 1), waiter], [course(2, 2), waiter], [append(asked(3, "cola")), waiter]);
const fired = [
  ...open,
  ...given(...open)
    .when(fire({ course: 1 }), waiter)
    .events(),
];

describe("tabs and courses", () => {
  it("[O55] the first fire places a tab unpaid, and what it does not name is held", () => {
    const order = given(...open)
      .when(fire({ course: 1 }), waiter)
      .leaves();
    expect(order.status).toBe("COMPLETED");
    expect(linesOf(order).map(({ status, held }) => [status, held ?? false])).toEqual([
      ["CONFIRMED", false],
      ["NEW", true],
      ["NEW", true],
    ]);
  });
  it("[O56] lines are fired by name, by course, or all that wait; one that was fired is no change", () => {
    given(...fired)
      .when(fire({ lines: [id(3)] }), waiter)
      .gives({ type: "LinesFired", lines: [id(3)] });
    given(...fired)
      .when(fire({ lines: [id(1)] }), waiter)
      .gives();
    given(...fired)
      .when(fire(), waiter)
      .gives({ type: "LinesFired", lines: [id(2), id(3)] });
    given(...fired)
      .when(fire({ course: 9 }), waiter)
      .refuses({ code: "nothing-to-fire" });
    given(...fired)
      .when(fire({ lines: [id(77)] }), waiter)
      .refuses({ code: "line-not-found", line: id(77) });
  });
  it("[O57] a tab whose lines were confirmed already is placed by its first fire too", () => {
    const confirmed = history([tab, waiter], [append(asked(1, "soup", { status: "CONFIRMED" })), waiter]);
    given(...confirmed)
      .when(fire(), waiter)
      .gives({ type: "OrderCompleted" });
    given(...history([tab, boss]))
      .when(fire(), boss)
      .refuses({ code: "nothing-to-fire" });
  });
  it("[O58] only what the kitchen has not been told of is held", () => {
    given(...open)
      .when({ type: "HoldLines", lines: [id(3), id(1)] }, waiter)
      .gives({ type: "LinesHeld", lines: [id(3)] });
    given(...open)
      .when({ type: "HoldLines", lines: [id(1)] }, waiter)
      .gives();
    given(...fired)
      .when({ type: "HoldLines", lines: [id(1)] }, waiter)
      .refuses({ code: "line-already-fired", line: id(1), lineStatus: "CONFIRMED" });
  });
  it("[O59] an order that is no tab is paid before anything is fired, and its held lines wait beyond that", () => {
    const dinner = history([{ ...tab, orderType: "DINE_IN" }, guest], [append(asked(1, "soup"), asked(2, "cola", { held: true })), guest]);
    given(...dinner)
      .when(fire(), waiter)
      .refuses({ code: "order-not-completed", orderStatus: "NEW" });
    const paid = [
      ...dinner,
      ...given(...dinner)
        .when(pay(90, 1950), till)
        .events(),
    ];
    const order = given(...paid)
      .when({ type: "VerifyOrder" }, boss)
      .leaves();
    expect(linesOf(order).map(({ status }) => status)).toEqual(["CONFIRMED", "NEW"]);
    given(...paid)
      .when(fire(), waiter)
      .gives({ type: "LinesFired", lines: [id(2)] });
  });
  it("[O60] a placed tab takes more, and is open again when it was ready or handed over", () => {
    const made = [
      ...fired,
      ...given(...fired)
        .when({ type: "VoidLines", lines: [id(2), id(3)] }, kitchen)
        .events(),
    ];
    const ready = [
      ...made,
      ...given(...made)
        .when({ type: "ProcessLines", lines: [id(1)] }, kitchen)
        .events(),
    ];
    expect(given(...ready).state.status).toBe("DELIVER");
    expect(
      given(...ready)
        .when(append(asked(4, "soup")), waiter)
        .leaves().status,
    ).toBe("COMPLETED");
    const verified = [
      ...ready,
      ...given(...ready)
        .when({ type: "VerifyOrder" }, boss)
        .events(),
    ];
    expect(
      given(...verified)
        .when(append(asked(4, "soup")), waiter)
        .leaves().status,
    ).toBe("VERIFIED");
  });
  it("[O61] a tab is closed when its bill is paid, and not before", () => {
    const short = history(
      [tab, waiter],
      [append(asked(1, "soup")), waiter],
      [fire(), waiter],
      [{ type: "ProcessLines", lines: [id(1)] }, kitchen],
    );
    given(...short)
      .when({ type: "CloseOrder" }, kitchen)
      .refuses({ code: "order-not-paid", total: "12.50", paid: "0.00" });
    const paid = [
      ...short,
      ...given(...short)
        .when(pay(90, 1250), till)
        .events(),
    ];
    expect(given(...paid).state.status).toBe("DELIVER");
    given(...paid)
      .when({ type: "CloseOrder" }, clock)
      .gives({ type: "OrderClosed" });
  });
  it("[O62] a guest does not send an unpaid table to the kitchen, staff do", () => {
    const own = history([tab, guest], [append(asked(1, "soup")), guest]);
    given(...own)
      .when({ type: "CompleteOrder" })
      .refuses({ code: "order-not-paid", total: "12.50", paid: "0.00" });
    given(...own)
      .when(fire())
      .refusesWith("forbidden");
    given(...own)
      .when({ type: "CompleteOrder" }, waiter)
      .gives({ type: "OrderCompleted" });
  });
  it("[O63] on an open table `editTotal` is everything, `total` what has been fired", () => {
    expect(
      view(
        given(...fired)
          .when(fire({ lines: [id(3)] }), waiter)
          .leaves(),
      ),
    ).toMatchObject({ total: "19.50", editTotal: "32.00" });
    expect(
      view(
        given(...open)
          .when({ type: "SetTip", amount: 100 }, waiter)
          .leaves(),
      ),
    ).toMatchObject({ total: "33.00", editTotal: "33.00" });
  });
  it("[O64] what was fired is not taken off a table, what waits is", () => {
    given(...fired)
      .when({ type: "RemoveLines", lines: [id(1)] }, waiter)
      .refuses({ code: "line-not-removable", line: id(1), lineStatus: "CONFIRMED" });
    given(...fired)
      .when({ type: "RemoveLines", lines: [id(2)] }, waiter)
      .gives({ type: "LinesRemoved", lines: [id(2)] });
    given(...fired)
      .when({ type: "ChangeQuantity", line: id(1), quantity: 2 }, waiter)
      .refuses({ code: "line-not-removable", line: id(1), lineStatus: "CONFIRMED" });
    given(...fired)
      .when({ type: "ChangeQuantity", line: id(2), quantity: 2 }, waiter)
      .gives({ type: "QuantityChanged", quantity: 2 });
  });
});

const step = (type: "VoidLines" | "WasteLines", ...lines: number[]): OrderCommand =>
  type === "VoidLines" ? { type, lines: lines.map(id), reason: "wrong" } : { type, lines: lines.map(id), reason: "burnt" };
describe("waste", () => {
  const paid = history(
    [{ ...tab, orderType: "DINE_IN" }, guest],
    [append(asked(1, "soup"), asked(2, "cola")), guest],
    [pay(90, 1950), till],
    [{ type: "ProcessLines", lines: [id(1)] }, kitchen],
  );
  it("[O65] nobody pays for what is void or wasted, and the log says why", () => {
    expect(
      view(
        given(...paid)
          .when(step("VoidLines", 2), kitchen)
          .leaves(),
      ),
    ).toMatchObject({
      total: "12.50",
      overpaid: "7.00",
      remaining: "0.00",
      logs: [{ message: "voided: wrong", user: "kit", lines: [id(2)] }],
    });
    expect(
      view(
        given(...paid)
          .when(step("WasteLines", 1), kitchen)
          .leaves(),
      ),
    ).toMatchObject({ total: "7.00", overpaid: "12.50", logs: [{ message: "wasted: burnt" }] });
  });
  it("[O66] what is made can be wasted, but neither made again nor voided", () => {
    given(...paid)
      .when(step("WasteLines", 1), kitchen)
      .gives({ type: "LinesWasted", lines: [id(1)], reason: "burnt" });
    given(...paid)
      .when(step("VoidLines", 1), kitchen)
      .refuses({ code: "line-final", line: id(1), lineStatus: "PROCESSED" });
    const wasted = [
      ...paid,
      ...given(...paid)
        .when(step("WasteLines", 1), kitchen)
        .events(),
    ];
    given(...wasted)
      .when(step("WasteLines", 1), kitchen)
      .gives();
    given(...wasted)
      .when({ type: "ProcessLines", lines: [id(1)] }, kitchen)
      .refuses({ code: "line-final", line: id(1), lineStatus: "WASTE" });
  });
  it("[O555] a guest sends nothing to the kitchen of a venue whose staff have not served the table yet", () => {
    const served = history([tab, guest], [append(asked(1, "soup")), guest], [fire(), waiter]);
    const at = { card: card2 };
    given(...served)
      .when(colaAtV2("CONFIRMED"), guest, at)
      .refusesWith("forbidden");
    const chosen = given(...served)
      .when(colaAtV2("NEW"), guest, at)
      .events();
    const confirm: OrderCommand = { type: "ConfirmLines", lines: [id(9)] };
    const log = [...served, ...chosen];
    for (const who of [guest, waiter]) {
      given(...log)
        .when(confirm, who)
        .refusesWith("forbidden");
    }
    given(...log)
      .when(confirm, boss)
      .gives({ type: "LinesConfirmed" });
    given(...served)
      .when(append(asked(9, "cola", { status: "CONFIRMED" })))
      .gives({ type: "LinesAppended" });
  });
});
