import { describe, expect, it } from "vitest";
import { nextStep, shrinksAt } from "./timeouts";
import type { OrderCommand } from "./commands";
import type { Order } from "./state";
import type { OrderEvent } from "./events";
import { append, asked, at, boss, clock, given, guest, history, id, kitchen, pay, till, under } from "./given.fixture";

const rules = { abandonAfterMinutes: 10, closeAfterMinutes: 20, escalateAfterMinutes: 5, shrinkAfterDays: 3 };
const basket = history([under(rules), guest], [append(asked(1, "soup")), guest]);
const placed = [
  ...basket,
  ...given(...basket)
    .when(pay(90, 1250), till)
    .events(),
];
const after = (log: OrderEvent[], command: OrderCommand, actor = kitchen) => [
  ...log,
  ...given(...log)
    .when(command, actor)
    .events(),
];
const endOf = (order: Order) => ("closedDate" in order ? (order.closedDate ?? "") : "");
const stepOf = (log: OrderEvent[]) => {
  const step = nextStep(given(...log).order);
  return step && [step.command.type, Math.round((step.at - Date.parse(at)) / 60_000)];
};

describe("an order's own time", () => {
  it("[O140] a basket is abandoned the chain's time after its last change, unless there is money in it", () => {
    expect(stepOf(basket)).toEqual(["AbandonOrder", 10]);
    expect(stepOf(after(basket, pay(90, 100), till))).toBeUndefined();
    given(...basket)
      .when({ type: "AbandonOrder", statusInfo: "nobody came back to it" }, clock)
      .gives({ type: "OrderAbandoned", by: "clock" });
  });
  it("[O140] a guest's basket is abandoned an hour after its last change, or when the chain says, and never later than staff's", () => {
    const day = { ...rules, abandonAfterMinutes: 24 * 60 };
    const made = (settings: typeof day & { guestBasketMinutes?: number }, by = guest) =>
      stepOf(history([under(settings), by], [append(asked(1, "soup")), by]));
    expect(made(day)).toEqual(["AbandonOrder", 60]);
    expect(made(day, boss)).toEqual(["AbandonOrder", 24 * 60]);
    expect(made({ ...day, guestBasketMinutes: 180 })).toEqual(["AbandonOrder", 180]);
    expect(made({ ...rules, guestBasketMinutes: 180 })).toEqual(["AbandonOrder", 10]);
  });
  it("[O141] a placed order that nobody has seen or begun is escalated once", () => {
    expect(stepOf(placed)).toEqual(["AlertKitchen", 2]);
    expect(stepOf(after(placed, { type: "AlertKitchen" }, clock))).toEqual(["EscalateOrder", 5]);
    expect(stepOf(after(placed, { type: "TraceOrder", config: "grill" }))).toBeUndefined();
    expect(stepOf(after(placed, { type: "StartLines", lines: [id(1)] }))).toBeUndefined();
    const missed = after(after(placed, { type: "AlertKitchen" }, clock), { type: "EscalateOrder" }, clock);
    expect(missed.at(-1)).toMatchObject({ type: "OrderEscalated", by: "clock" });
    expect(stepOf(missed)).toBeUndefined();
    given(...missed)
      .when({ type: "EscalateOrder" }, clock)
      .gives();
    expect(given(...missed).order.escalated).toBe(at);
  });
  it("[O142] an order that was handed over is closed the chain's time after, if its bill is paid", () => {
    const ready = after(placed, { type: "ProcessLines", lines: [id(1)] });
    expect(stepOf(ready)).toBeUndefined();
    expect(stepOf(after(ready, { type: "DeliverOrder" }))).toEqual(["CloseOrder", 20]);
    const tab = history(
      [{ ...under(rules), orderType: "DINE_IN_OPEN" }, boss],
      [append(asked(1, "soup")), boss],
      [{ type: "FireLines" }, boss],
      [{ type: "ProcessLines", lines: [id(1)] }, boss],
      [{ type: "DeliverOrder" }, boss],
    );
    expect(stepOf(tab)).toBeUndefined();
    expect(stepOf(after(tab, pay(90, 1250), till))).toEqual(["CloseOrder", 20]);
  });
  it("[O143] an order with lines on their way waits, and one that has ended does nothing more but shrink", () => {
    expect(
      stepOf(after(basket, { type: "ReleaseLines", transfer: id(70), to: id(71), lines: [id(1)], merge: false }, guest)),
    ).toBeUndefined();
    const ended = after(placed, { type: "CancelOrder", statusInfo: "no gas" }, boss);
    expect(stepOf(ended)).toBeUndefined();
    const closed = Date.parse(endOf(given(...ended).order));
    expect(shrinksAt(given(...ended).order)).toBe(closed + 3 * 24 * 60 * 60_000);
    expect(shrinksAt(given(...placed).order)).toBeUndefined();
    const abandoned = given(...after(basket, { type: "AbandonOrder" }, clock)).order;
    expect(stepOf(after(basket, { type: "AbandonOrder" }, clock))).toBeUndefined();
    expect(shrinksAt(abandoned)).toBe(Date.parse(endOf(abandoned)));
  });
  it("[O144] the clock gives the commands of the clock, and no others", () => {
    given(...placed)
      .when({ type: "VerifyOrder" }, clock)
      .refuses({ code: "forbidden", needs: ["service clock"] });
    given(...placed)
      .when({ type: "EscalateOrder" }, boss)
      .refuses({ code: "forbidden", needs: [] });
  });
});
