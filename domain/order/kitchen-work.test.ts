import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { VenueCard } from "../menu/venue-card";
import { nextStep } from "./timeouts";
import type { Actor, OrderCommand } from "./commands";
import type { OrderEvent } from "./events";
import {
  append,
  asked,
  boss,
  card,
  card2,
  clock,
  creating,
  given,
  guest,
  history,
  id,
  kitchen,
  pay,
  tab,
  till,
  under,
} from "./given.fixture";
import { orderSettingsOf } from "./order-settings";
import { isPlaced } from "./state";
import { play, story } from "./scenarios.fixture";
import { isMissed, unseenAt } from "./kitchen-work";
import { view } from "./view";

const minute = (n: number) => new Date(Date.parse("2026-11-22T12:00:00.000Z") + n * 60_000).toISOString();
/** The log with what the command adds to it, `n` minutes after twelve. */
const then = (log: OrderEvent[], n: number, command: OrderCommand, actor = kitchen, venue = card) => [
  ...log,
  ...given(...log)
    .when(command, actor, { at: minute(n), card: venue })
    .events(),
];
const stepOf = (log: OrderEvent[]) => {
  const step = nextStep(given(...log).order);
  return step && [step.command.type, (step.at - Date.parse(minute(0))) / 60_000];
};
const missed = (log: OrderEvent[]) => isMissed(given(...log).order);
const shown = (log: OrderEvent[]) => view(given(...log).order);

const cardWith = (terms: VenueCard["kitchen"]): VenueCard => ({ ...card, kitchen: terms });

const rules = { alertAfterMinutes: 2, escalateAfterMinutes: 5 };
/** Created, soup, paid, placed: four events. */
const placed = history([under(rules), guest], [append(asked(1, "soup"), asked(2, "cola")), guest], [pay(90, 1950), till]);
/** A table whose soup was fired at twelve, and whose cola is held. */
const table = history(
  [{ ...tab, house: under(rules).house }, boss],
  [append(asked(1, "soup"), asked(2, "cola"), asked(3, "beer")), boss],
  [{ type: "FireLines", lines: [id(1)] }, boss],
);
const showing = (config: string, seq?: number): OrderCommand => ({ type: "TraceOrder", config, ...(seq !== undefined && { seq }) });

describe("the kitchen's receipt", () => {
  it("[K40] the newest of each screen says who has shown what and when, up to which event; its first sight stays its trace", () => {
    const seen = then(placed, 1, showing("grill", 4));
    const again = then(then(seen, 2, { type: "SetContact", contact: { name: "Ann" } }, guest), 3, showing("grill", 6));
    const both = then(again, 4, showing("printer-1"), boss);
    expect(shown(both)).toMatchObject({
      traces: { grill: minute(1), "printer-1": minute(4) },
      receipts: [
        { config: "grill", by: "kit", at: minute(3), seq: 6 },
        { config: "printer-1", by: "sue", at: minute(4), seq: 7 },
      ],
    });
    expect(shown(placed)).not.toHaveProperty("receipts");
  });

  it("[K41] one that is repeated, older, or of nothing but other receipts is no change; one of what has not happened is refused", () => {
    const seen = then(placed, 1, showing("grill", 4));
    for (const repeated of [showing("grill", 4), showing("grill", 3), showing("grill", 5), showing("grill")]) {
      given(...seen)
        .when(repeated, kitchen)
        .gives();
    }
    const other = then(seen, 2, showing("bar", 5));
    given(...other)
      .when(showing("grill", 6), kitchen)
      .gives();
    given(...other)
      .when(showing("grill", 7), kitchen)
      .refuses({ code: "revision-mismatch", expected: 7, actual: 6 });
  });

  it("[K41] screens that answer every state that they see come to rest", () => {
    let log = then(placed, 1, { type: "VerifyOrder" }, boss);
    let changes = 0;
    for (let round = 0; round < 20; round++) {
      for (const config of ["grill", "bar", "pass"]) {
        const { seq } = given(...log).order;
        const more = given(...log)
          .when(showing(config, seq), kitchen)
          .events();
        changes += more.length;
        log = [...log, ...more];
      }
    }
    expect(changes).toBe(3);
  });

  it("[K42] one from before there were numbers covers what came before it", () => {
    const [trace] = given(...placed)
      .when(showing("grill"), kitchen)
      .events();
    expect(trace).not.toHaveProperty("seq");
    expect(given(...placed, ...(trace ? [trace] : [])).order.acknowledgements).toMatchObject([{ config: "grill", seq: 4 }]);
  });
});

describe("an order that the kitchen has not seen", () => {
  it("[K43] is one that no receipt covers and nobody has begun, while there is something to make", () => {
    expect(missed(placed)).toBe(true);
    expect(missed(then(placed, 1, showing("grill", 3)))).toBe(true);
    expect(missed(then(placed, 1, showing("grill", 4)))).toBe(false);
    expect(missed(then(placed, 1, showing("grill")))).toBe(false);
    expect(missed(then(placed, 1, { type: "StartLines", lines: [id(1)] }))).toBe(false);
    expect(missed(then(placed, 1, { type: "ProcessLines", lines: [id(1)] }))).toBe(false);
    expect(missed(then(placed, 1, { type: "VoidLines", lines: [id(1)] }))).toBe(true);
    expect(missed(then(placed, 1, { type: "VoidLines", lines: [id(1), id(2)] }))).toBe(false);
    expect(missed(history([creating, guest], [append(asked(1, "soup", { status: "CONFIRMED" })), guest]))).toBe(false);
  });

  it("[K44] is one again when a table fires, confirms or takes over more, and both steps are taken again for it", () => {
    const seen = then(table, 1, showing("grill"));
    expect([missed(table), missed(seen)]).toEqual([true, false]);
    const fired = then(seen, 30, { type: "FireLines", lines: [id(2)] });
    expect([missed(fired), stepOf(fired)]).toEqual([true, ["AlertKitchen", 32]]);
    const alerted = then(fired, 32, { type: "AlertKitchen" }, clock);
    expect(stepOf(alerted)).toEqual(["EscalateOrder", 35]);
    const told = then(alerted, 35, { type: "EscalateOrder" }, clock);
    expect(stepOf(told)).toBeUndefined();
    expect(missed(then(told, 36, showing("grill")))).toBe(false);
    const more = then(told, 40, { type: "FireLines", lines: [id(3)] });
    expect(stepOf(more)).toEqual(["AlertKitchen", 42]);
    expect(stepOf(then(more, 42, { type: "AlertKitchen" }, clock))).toEqual(["EscalateOrder", 45]);
    // A screen that has only seen the first course has not seen the second.
    given(...then(fired, 31, showing("bar", given(...table).order.seq)))
      .when({ type: "AlertKitchen" }, clock, { at: minute(32) })
      .gives({ type: "KitchenAlerted", since: minute(30), venues: ["v1"] }, { type: "PromiseMoved" });
    const confirmed = then(then(seen, 30, append(asked(4, "cola")), boss), 31, { type: "ConfirmLines", lines: [id(4)] }, boss);
    expect(stepOf(confirmed)).toEqual(["AlertKitchen", 33]);
    const [first] = given(...history([tab, boss], [append(asked(7, "soup", { status: "CONFIRMED" })), boss])).order.buckets;
    const arriving = then(
      seen,
      30,
      {
        type: "ReceiveLines",
        transfer: id(70),
        from: id(71),
        by: "sue",
        currency: creating.currency,
        buckets: first ? [first] : [],
        comments: [],
      },
      { kind: "service", service: "transfer" },
    );
    expect(stepOf(arriving)).toEqual(["AlertKitchen", 32]);
  });

  it("[K45] stays one when more comes, and its time goes on", () => {
    const more = then(table, 1, { type: "FireLines", lines: [id(2)] });
    expect(stepOf(more)).toEqual(["AlertKitchen", 2]);
    const alerted = then(more, 2, { type: "AlertKitchen" }, clock);
    const still = then(alerted, 4, { type: "FireLines", lines: [id(3)] });
    expect(stepOf(still)).toEqual(["EscalateOrder", 5]);
    const told = then(still, 5, { type: "EscalateOrder" }, clock);
    expect(stepOf(told)).toEqual(["AlertKitchen", 6]);
    expect(stepOf(then(told, 6, { type: "AlertKitchen" }, clock))).toBeUndefined();
  });

  it("[K71] of several venues is one until each kitchen's own screen has shown its part; what one has seen it need not see again", () => {
    const opened = history(
      [{ ...tab, house: under(rules).house }, boss],
      [append(asked(1, "soup"), asked(3, "beer", { held: true })), boss],
    );
    const filled = then(opened, 0, { type: "AppendLines", venue: "v2", lines: [asked(2, "soup")] }, boss, card2);
    const both = then(filled, 0, { type: "CompleteOrder" }, boss);
    const second: Actor = { kind: "user", user: "kim", roles: ["ROLE_v2_KDS"] };
    given(...both)
      .when(showing("grill"), kitchen)
      .refusesWith("forbidden");
    given(...both)
      .when({ type: "TraceOrder", config: "grill", venue: "v2" }, kitchen)
      .refusesWith("forbidden");
    given(...both)
      .when({ type: "TraceOrder", config: "grill", venue: "v3" }, boss)
      .refuses({ code: "venue-mismatch", venue: "v3" });
    expect(unseenAt(given(...both).order)).toEqual(["v1", "v2"]);
    const one = then(both, 1, { type: "TraceOrder", config: "grill", venue: "v1" });
    expect(unseenAt(given(...one).order)).toEqual(["v2"]);
    const alerted = then(one, 2, { type: "AlertKitchen" }, clock);
    expect(alerted.at(-2)).toMatchObject({ type: "KitchenAlerted", venues: ["v2"] });
    const more = then(alerted, 3, { type: "FireLines", lines: [id(3)] });
    expect(unseenAt(given(...more).order)).toEqual(["v1", "v2"]);
    const again = then(more, 4, { type: "TraceOrder", config: "grill", venue: "v2" }, second);
    expect(unseenAt(given(...again).order)).toEqual(["v1"]);
    expect(missed(then(again, 4, { type: "StartLines", lines: [id(3)] }))).toBe(false);
    expect(shown(again).receipts).toMatchObject([{ venue: "v1" }, { venue: "v2" }]);
    const quiet = then(then(one, 1, { type: "TraceOrder", config: "grill", venue: "v2" }, second), 9, {
      type: "FireLines",
      lines: [id(3)],
    });
    expect(unseenAt(given(...quiet).order)).toEqual(["v1"]);
  });

  it("[K43] whatever happens: a screen that shows the order has seen all of it, and only what is missed is alerted", () =>
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, (_, events, after) => {
          if (after.status === "ABSENT") return;
          if (after.alerted !== undefined) expect(isMissed(after)).toBe(true);
          const last = events.at(-1);
          if (last?.type === "OrderTraced" && last.seq === undefined) expect(isMissed(after)).toBe(false);
          if (isPlaced(after) && isMissed(after))
            expect(nextStep(after)?.command.type ?? "none").toMatch(/^(AlertKitchen|EscalateOrder|none)$/);
        });
      }),
    ));

  it("[K46] is shown to the kitchen's screens after the venue's limit, or the chain's, and told to managers after the next", () => {
    expect(stepOf(placed)).toEqual(["AlertKitchen", 2]);
    const usual = history([creating, guest], [append(asked(1, "soup")), guest], [pay(90, 1250), till]);
    expect(stepOf(usual)).toEqual(["AlertKitchen", 2]);
    expect(stepOf(then(usual, 2, { type: "AlertKitchen" }, clock))).toEqual(["EscalateOrder", 5]);
    const own = given(...history([under(rules), guest]));
    const basket = [
      ...history([under(rules), guest]),
      ...own.when(append(asked(1, "soup")), guest, { card: cardWith({ alertAfterMinutes: 7, escalateAfterMinutes: 3 }) }).events(),
    ];
    const strict = then(basket, 0, pay(90, 1250), till);
    expect(stepOf(strict)).toEqual(["EscalateOrder", 3]);
    const told = then(strict, 3, { type: "EscalateOrder" }, clock);
    expect(stepOf(told)).toEqual(["AlertKitchen", 7]);
    expect(stepOf(then(told, 7, { type: "AlertKitchen" }, clock))).toBeUndefined();
    given(...then(placed, 2, { type: "AlertKitchen" }, clock))
      .when({ type: "AlertKitchen" }, clock)
      .gives();
  });

  it("[K47] is no more when a screen shows it, somebody begins, or it ends: then its alert is over", () => {
    const alerted = then(placed, 2, { type: "AlertKitchen" }, clock);
    expect(shown(alerted)).toMatchObject({ alerted: minute(2) });
    for (const answer of [showing("grill"), { type: "StartLines" as const, lines: [id(1)] }, { type: "CancelOrder" as const }]) {
      expect(shown(then(alerted, 3, answer, boss))).not.toHaveProperty("alerted");
    }
    expect(shown(then(alerted, 3, showing("grill", 4)))).not.toHaveProperty("alerted");
    expect(shown(then(alerted, 3, showing("grill", 3)))).toMatchObject({ alerted: minute(2) });
    expect(shown(then(alerted, 3, { type: "VerifyOrder" }, boss))).toMatchObject({ alerted: minute(2) });
  });

  it("[K66] a chain states its limits as properties, and what cannot be read is as usual", () => {
    expect(orderSettingsOf({ alertAfterMinutes: "3", readyAfterMinutes: "25" }, 2)).toMatchObject({
      alertAfterMinutes: 3,
      readyAfterMinutes: 25,
    });
    const junk = orderSettingsOf({ alertAfterMinutes: "soon", readyAfterMinutes: "0" }, 2);
    expect([junk.alertAfterMinutes, junk.readyAfterMinutes]).toEqual([undefined, undefined]);
  });
});
