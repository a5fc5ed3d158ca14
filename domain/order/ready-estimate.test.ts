import { describe, expect, it } from "vitest";
import type { VenueCard } from "../menu/venue-card";
import type { OrderCommand } from "./commands";
import { decide } from "./decide";
import type { OrderEvent } from "./events";
import {
  append,
  asked,
  boss,
  card,
  card2,
  clock,
  creating,
  envelope,
  given,
  guest,
  history,
  id,
  kitchen,
  menu,
  pay,
  tab,
  till,
  under,
} from "./given.fixture";
import { view } from "./view";

const minute = (n: number) => new Date(Date.parse("2026-11-22T12:00:00.000Z") + n * 60_000).toISOString();
const MINUTE_MS = 60_000;
const etf = (log: OrderEvent[]) => view(given(...log).order).etf;
const then = (log: OrderEvent[], n: number, command: OrderCommand, actor = boss, more: object = {}) => [
  ...log,
  ...given(...log)
    .when(command, actor, { at: minute(n), ...more })
    .events(),
];
/** Soup from a venue that says this of itself. */
const basket = (about: Partial<VenueCard>, first: OrderCommand = creating) => {
  const log = history([first, guest]);
  return then(log, 0, append(asked(1, "soup")), guest, { card: { ...card, ...about } });
};

describe("the promised time", () => {
  it("[K48] is given with placing: by the venue's pace, else what it says, else what the chain says, else a quarter of an hour", () => {
    expect(etf(basket({}))).toBeUndefined();
    expect(etf(then(basket({}), 1, pay(90, 1250), till))).toBe(minute(16));
    expect(etf(then(basket({}, under({ readyAfterMinutes: 20 })), 1, pay(90, 1250), till))).toBe(minute(21));
    const said = basket({ kitchen: { readyAfterMinutes: 30 } }, under({ readyAfterMinutes: 20 }));
    expect(etf(then(said, 1, pay(90, 1250), till))).toBe(minute(31));
    const measured = basket({ kitchen: { readyAfterMinutes: 30 }, paceMs: 8 * MINUTE_MS });
    expect(etf(then(measured, 1, pay(90, 1250), till))).toBe(minute(9));
    const asks = decide(given(...basket({ paceMs: 8 * MINUTE_MS }, tab)).state, {
      envelope: envelope({ type: "CompleteOrder" }, boss, { at: minute(1) }),
      menu,
      prepTimes: { v1: 4 * MINUTE_MS, v9: 90 * MINUTE_MS },
    });
    expect(asks).toMatchObject({ ok: true, value: [{ type: "OrderCompleted", ready: minute(5) }] });
  });

  it("[K48] is that of the slowest of its venues, and not before the order is wanted", () => {
    const here = basket({ paceMs: 8 * MINUTE_MS });
    const both = then(here, 0, { type: "AppendLines", venue: "v2", lines: [asked(2, "cola")] }, guest, {
      card: { ...card2, paceMs: 12 * MINUTE_MS },
    });
    expect(etf(then(both, 1, pay(90, 1950), till))).toBe(minute(13));
    const later = then(here, 0, { type: "SetDue", due: minute(120) }, guest);
    expect(etf(then(later, 1, pay(90, 1250), till))).toBe(minute(120));
    const sooner = then(here, 0, { type: "SetDue", due: minute(3) }, guest);
    expect(etf(then(sooner, 1, pay(90, 1250), till))).toBe(minute(9));
  });

  it("[K49] moves, only ever to later, when nobody has looked or a table fires more", () => {
    const placed = then(basket({ paceMs: 4 * MINUTE_MS }), 0, pay(90, 1250), till);
    expect(etf(placed)).toBe(minute(4));
    const alerted = then(placed, 2, { type: "AlertKitchen" }, clock);
    expect(alerted.slice(-2)).toMatchObject([{ type: "KitchenAlerted" }, { type: "PromiseMoved", ready: minute(6) }]);
    const escalated = then(alerted, 5, { type: "EscalateOrder" }, clock);
    expect(escalated.slice(-2)).toMatchObject([{ type: "OrderEscalated" }, { type: "PromiseMoved", ready: minute(9) }]);
    expect(etf(escalated)).toBe(minute(9));
    const due = then(then(basket({}), 0, { type: "SetDue", due: minute(120) }, guest), 0, pay(90, 1250), till);
    given(...due)
      .when({ type: "AlertKitchen" }, clock, { at: minute(2) })
      .gives({ type: "KitchenAlerted" });
    const table = history([tab, boss], [append(asked(1, "soup"), asked(2, "cola")), boss], [{ type: "FireLines", lines: [id(1)] }, boss]);
    expect(etf(table)).toBe(minute(15));
    const fired = then(table, 30, { type: "FireLines", lines: [id(2)] }, kitchen);
    expect(fired.at(-1)).toMatchObject({ type: "LinesFired", ready: minute(45) });
    expect(etf(fired)).toBe(minute(45));
  });

  it("[K49] is not made up for an order that was placed before there were promises", () => {
    const placed = then(basket({}), 0, pay(90, 1250), till).map((event): OrderEvent => {
      if (event.type !== "OrderCompleted") return event;
      const { ready: _, ...old } = event;
      return old;
    });
    given(...placed)
      .when({ type: "AlertKitchen" }, clock, { at: minute(2) })
      .gives({ type: "KitchenAlerted" });
  });
});
