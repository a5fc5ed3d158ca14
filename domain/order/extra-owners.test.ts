import { describe, expect, it } from "vitest";
import type { Actor, OrderCommand } from "./commands";
import type { OrderEvent } from "./events";
import { append, asked, boss, card, card2, creating, given, guest, history, id, kitchen, mover, stranger, till } from "./given.fixture";
import { linesOf } from "./state";

const as = (...roles: string[]): Actor => ({ kind: "user", user: "ann", roles });
const log = history([creating, guest], [append(asked(1, "soup"), asked(2, "cola")), guest]);
const store = (extra: Record<string, string>, ...remove: string[]): OrderCommand => ({ type: "StoreExtra", store: extra, remove });
const storeOnLine = (n: number, extra: Record<string, string>, ...remove: string[]): OrderCommand => ({
  type: "StoreLinesExtra",
  lines: [id(n)],
  store: extra,
  remove,
});
const after = (events: OrderEvent[], command: OrderCommand, actor: Actor) => [
  ...events,
  ...given(...events)
    .when(command, actor)
    .events(),
];
const staffOrDevice = [
  "ROLE_MANAGER",
  "ROLE_ORDERS",
  "ROLE_KDS",
  "ROLE_COOK",
  "ROLE_WAITER",
  "ROLE_VERIFY",
  "ROLE_QUEUE",
  "ROLE_PAY",
  "ROLE_COURIER",
  "ROLE_AGGREGATOR",
  "ROLE_KIOSK",
];
const aggregator = ["ROLE_MANAGER", "ROLE_ORDERS", "ROLE_AGGREGATOR"];

/** Whoever's the key is, by every command that can store it: with the order, with a line, later, on lines, taken away. */
const everyWay = (key: string): [OrderEvent[], OrderCommand][] => [
  [[], { ...creating, extra: { [key]: "1" } }],
  [[], { ...creating, append: { venue: "v1", lines: [asked(1, "soup", { extra: { [key]: "1" } })] } }],
  [log, append(asked(3, "soup"), asked(4, "soup", { extra: { [key]: "1" } }))],
  [log, store({ [key]: "1" })],
  [log, store({}, key)],
  [log, storeOnLine(1, { [key]: "1" })],
  [log, storeOnLine(1, {}, key)],
];

describe("keys that mean something", () => {
  it.each([
    ["x-agg-id", aggregator],
    ["support-order-id", aggregator],
    ["x-pos-id", staffOrDevice],
    ["x-kiosk-id", staffOrDevice],
    ["x-source-type", staffOrDevice],
    ["manual-verify", staffOrDevice],
    ["courier-name", staffOrDevice],
    ["courier-phone", staffOrDevice],
    ["X-Agg-Id", aggregator],
  ])("[O412] %s is stored and removed by those whose it is alone, whichever command carries it", (key, needs) => {
    for (const [events, command] of everyWay(key)) {
      given(...events)
        .when(command, guest)
        .refuses({ code: "forbidden", needs, extra: [key] });
      for (const role of needs) {
        for (const actor of [as(role), as(role.replace("ROLE_", "ROLE_v1_"))])
          expect(given(...events).when(command, actor).decision).toMatchObject({ ok: true });
      }
    }
  });

  it("[O412] a role counts at the order's venues, and at any while the order has none", () => {
    const refused = { code: "forbidden", needs: staffOrDevice, extra: ["x-pos-id"] };
    given(...log)
      .when(store({ "x-pos-id": "7" }), as("ROLE_v2_ORDERS"))
      .refuses(refused);
    given(...history([creating, guest]))
      .when(store({ "x-pos-id": "7" }), as("ROLE_v2_ORDERS"))
      .gives({ type: "ExtraStored" });
    given()
      .when({ ...creating, extra: { "x-pos-id": "7" }, append: { venue: "v1", lines: [asked(1, "soup")] } }, as("ROLE_v2_ORDERS"))
      .refuses(refused);
    given()
      .when({ ...creating, extra: { "x-pos-id": "7" } }, as("ROLE_USER", "ROLE_ANONYMOUS"))
      .refuses(refused);
    given(...log)
      .when(
        { type: "AppendLines", venue: "v2", lines: [asked(3, "cola", { extra: { "x-pos-id": "7" } })] },
        { kind: "user", user: "ann", roles: ["ROLE_v2_PAY"] },
        { card: card2 },
      )
      .gives({ type: "LinesAppended", staff: true });
  });

  it("[O412] a refusal names every key, and roles that may write them all", () => {
    given(...log)
      .when(store({ "x-pos-id": "7", note: "hi" }, "x-agg-id"), guest)
      .refuses({ code: "forbidden", needs: aggregator, extra: ["x-pos-id", "x-agg-id"] });
  });

  it("[O412] what else guests and their apps note is theirs to store and to remove", () => {
    const own = {
      "x-seat": "3",
      "x-table-number": "7",
      "x-collect-time": "12:30",
      "customer-name": "Ann",
      "customer-phone": "600",
      requiresVatInvoice: "true",
      "company-tax-id": "PL1",
      "x-tax-id": "PL1",
      allergies: "nuts",
      "x-customer-name": "Ann",
      constructor: "c",
    };
    for (const [events, command] of Object.keys(own).flatMap(everyWay))
      expect(given(...events).when(command, guest).decision).toMatchObject({ ok: true });
    const kept = given(...after(log, store(own), guest)).when(store({ "x-seat": "4" }, ...Object.keys(own)), guest);
    expect(kept.leaves().extra).toEqual({ "x-seat": "4" });
  });
});

describe("what staff have stored", () => {
  const stored = after(after(log, store({ bill: "12", "x-seat": "3" }), till), storeOnLine(1, { pan: "2" }), kitchen);

  it("[O413] what staff or a device has stored on an order is removed and stored over by them alone", () => {
    const needs = staffOrDevice;
    given(...stored)
      .when(store({ bill: "13" }))
      .refuses({ code: "forbidden", needs, extra: ["bill"] });
    given(...stored)
      .when(store({ note: "hi", "x-seat": "4" }, "bill"))
      .refuses({ code: "forbidden", needs, extra: ["x-seat", "bill"] });
    given(...stored)
      .when(store({ BILL: "13" }))
      .refuses({ code: "forbidden", needs, extra: ["BILL"] });
    given(...stored)
      .when(store({ note: "hi" }, "pan"))
      .gives({ type: "ExtraStored" });
    const free = after(stored, store({ note: "hi" }, "bill"), as("ROLE_v1_KIOSK"));
    expect(given(...free).order).toMatchObject({ extra: { "x-seat": "3", note: "hi" }, staffKeys: ["x-seat", "note"] });
    given(...free)
      .when(store({ bill: "mine" }))
      .gives({ type: "ExtraStored", store: { bill: "mine" } });
  });

  it("[O413] the same holds of lines, line by line", () => {
    const needs = staffOrDevice;
    given(...stored)
      .when(storeOnLine(1, {}, "pan"))
      .refuses({ code: "forbidden", needs, extra: ["pan"] });
    given(...stored)
      .when({ type: "StoreLinesExtra", lines: [id(1), id(2)], store: { pan: "3" } })
      .refuses({ code: "forbidden", needs, extra: ["pan"] });
    given(...stored)
      .when(storeOnLine(2, { pan: "3" }))
      .gives({ type: "LinesExtraStored" });
    expect(linesOf(given(...after(stored, storeOnLine(1, {}, "pan"), kitchen)).order)[0]).toMatchObject({ extra: {}, staffKeys: [] });
  });

  it("[O413] so it is with what came with the order and its lines when staff made them", () => {
    const made = history(
      [{ ...creating, extra: { bill: "12" } }, till],
      [append(asked(1, "soup", { extra: { pan: "2" } }), asked(2, "soup")), till],
    );
    const joined = [
      ...made,
      ...given(...made)
        .when({ type: "ClaimOrder", claimCode: given(...made).order.claimCode }, stranger)
        .events(),
    ];
    for (const command of [store({}, "bill"), storeOnLine(1, { pan: "9" })])
      given(...joined)
        .when(command, stranger)
        .refusesWith("forbidden");
    const added = [
      ...joined,
      ...given(...joined)
        .when(append(asked(3, "soup")), stranger)
        .events(),
    ];
    given(...added)
      .when(storeOnLine(3, { pan: "9" }), stranger)
      .gives({ type: "LinesExtraStored" });
  });

  it("[O413] a line takes along what staff have stored when it is split or goes to another order", () => {
    const parts = [id(1), id(8)].map((part) => ({ id: part, quantity: 1 }));
    const two = after(
      history([creating, guest], [append(asked(1, "soup", { quantity: 2 })), guest]),
      storeOnLine(1, { pan: "2" }),
      kitchen,
    );
    given(...after(two, { type: "SplitLine", line: id(1), parts }, guest))
      .when(storeOnLine(8, {}, "pan"))
      .refusesWith("forbidden");
    const [transfer] = given(...after(two, { type: "ReleaseLines", transfer: id(70), to: id(71), merge: true }, guest)).order.transfers;
    if (!transfer) throw new Error("nothing left");
    const { buckets, comments } = transfer;
    const receive: OrderCommand = {
      type: "ReceiveLines",
      transfer: id(70),
      from: id(71),
      by: "ann",
      currency: card.currency,
      buckets,
      comments,
    };
    given(...after(history([creating, guest]), receive, mover))
      .when(storeOnLine(1, {}, "pan"))
      .refusesWith("forbidden");
  });

  it("[O413] what a guest has stored says nothing of staff, and staff may change it", () => {
    const own = after(log, store({ "x-seat": "3" }), guest);
    expect(own.at(-1)).not.toHaveProperty("staff");
    expect(given(...own).order).not.toHaveProperty("staffKeys");
    expect(
      given(...own)
        .when(store({ "x-seat": "4" }), till)
        .leaves(),
    ).toMatchObject({ extra: { "x-seat": "4" }, staffKeys: ["x-seat"] });
  });
});

describe("cases", () => {
  it("[XC4] a guest's `x-agg-id` is forbidden", () => {
    given()
      .when({ ...creating, extra: { "x-agg-id": "G-7" } }, guest)
      .refuses({ code: "forbidden", needs: aggregator, extra: ["x-agg-id"] });
  });

  it("[XC5] a guest removes neither `x-pos-id` nor `manual-verify` that the till has stored; the till does", () => {
    const noted = after(log, store({ "x-pos-id": "7", "manual-verify": "1" }), till);
    given(...noted)
      .when(store({}, "x-pos-id", "manual-verify"))
      .refuses({ code: "forbidden", needs: staffOrDevice, extra: ["x-pos-id", "manual-verify"] });
    expect(
      given(...noted)
        .when(store({}, "x-pos-id", "manual-verify"), till)
        .leaves().extra,
    ).toEqual({});
    given(...noted)
      .when(store({}, "x-agg-id"), boss)
      .gives({ type: "ExtraStored" });
  });
});
