import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Actor, OrderCommand } from "./commands";
import { type OrderEvent, readEvent } from "./events";
import { evolve, replay } from "./evolve";
import { append, asked, boss, creating, given, guest, history, id, pay, stranger, till, under, waiter } from "./given.fixture";
import { eventFor, forAudience, orderFor } from "./audience";
import { historyEntry } from "./history";
import { hasJoined } from "./joined-guest";
import { view } from "./view";

const delivery: OrderCommand = {
  ...creating,
  orderType: "DELIVERY",
  contact: { name: "Ann Lee", phone: "+48600100200", email: "ann@lee.test" },
  address: { street: "Hidden Street", number: "7", city: "Warsaw", country: "PL" },
  geoPosition: { lat: 52.2, lng: 21 },
  extra: { note: "ring at Lee", "x-table-number": "4" },
};

const after = (log: OrderEvent[], command: OrderCommand, actor: Actor) => [
  ...log,
  ...given(...log)
    .when(command, actor)
    .events(),
];

const claim: OrderCommand = { type: "ClaimOrder", claimCode: "BRAAAA" };
const confirm = (n: number): OrderCommand => ({ type: "ConfirmLines", lines: [id(n)] });
const ben: Actor = { kind: "user", user: "ben", roles: [] };
const table = history([creating, guest], [append(asked(1, "soup", { extra: { note: "for Ann Lee" }, comment: "no salt" })), guest]);
const joined = after(table, claim, stranger);

const stored = join(import.meta.dirname, "event-fixtures");
const stories = readdirSync(stored)
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => Object.entries<unknown[]>(JSON.parse(readFileSync(join(stored, file), "utf8"))))
  .map(([name, bodies]) => ({ name, events: bodies.map((body) => readEvent(JSON.stringify(body))) }));

describe("who has joined an order", () => {
  it("[O561] sees what the table needs, and neither contact nor address nor what may say who somebody is; all others see whose it is", () => {
    const far = after(history([delivery, guest]), claim, stranger);
    const { order } = given(...far);
    const theirs = JSON.stringify(view(orderFor({ user: "bob", roles: [] }, order)));
    for (const secret of ["Lee", "48600100200", "ann@", "Hidden Street", "52.2"]) expect(theirs).not.toContain(secret);
    expect(theirs).toContain("x-table-number");
    for (const who of [
      { user: "ann", roles: [] },
      { user: "bob", roles: ["ROLE_WAITER"] },
      { user: "kim", roles: ["ROLE_KIOSK"] },
    ])
      expect(orderFor(who, order)).toMatchObject({ contact: order.contact, address: order.address, extra: order.extra });
    const shown = view(orderFor({ user: "bob", roles: [] }, given(...joined).order));
    expect(shown.buckets[0]?.lines[0]).toMatchObject({ productId: "soup", total: "12.50", comments: [{ comment: "no salt" }], extra: {} });
  });

  it("[O561] sees what others say of their lines and what he has said, and not what the owner tells the house, nor for whom a slip is", () => {
    const slip = {
      timestamp: "2026-11-22T12:00:00.000Z",
      slip: "7",
      printer: "P",
      amount: 1250,
      taxId: "PL526",
      extra: { buyer: "Lee", USN: "9" },
    };
    const said = [
      [{ type: "CommentOrder", id: id(80), comment: "ring at Lee, door code 1234" }, guest],
      [{ type: "CommentOrder", id: id(81), comment: "we are in the garden" }, stranger],
      [{ type: "AddFiscal", slip }, boss],
    ] as const;
    const { order } = given(...said.reduce((log, [command, actor]) => after(log, command, actor), joined));
    const theirs = view(orderFor({ user: "bob", roles: [] }, order));
    expect(theirs.comments.map(({ comment }) => comment)).toEqual(["", "we are in the garden"]);
    expect(JSON.stringify(theirs)).not.toMatch(/Lee|1234|PL526/);
    expect(JSON.stringify(theirs.fiscal)).toContain('"USN":"9"');
    for (const user of ["ann", "bob"])
      expect(JSON.stringify(view(orderFor({ user, roles: user === "bob" ? ["ROLE_WAITER"] : [] }, order)))).toContain("1234");
  });

  it.each(stories)("[A125] is told of events what he is shown of the order: who folds them comes to it: $name", ({ events }) => {
    const state = replay(events);
    if (state.status === "ABSENT") throw new Error("absent");
    const folded = replay(events.map((event) => eventFor("joined", event, state)));
    if (folded.status === "ABSENT") throw new Error("absent");
    expect(view({ ...folded, shownTo: "joined" })).toEqual(view(forAudience("joined", state)));
  });

  it("[A125] hears of lines' comments and seats as he sees them, and of neither coupons' data nor what the owner tells the house", () => {
    const log = [
      [{ type: "StoreExtra", store: { "x-table-number": "by the window", buyer: "Lee" } }, guest],
      [{ type: "CommentLine", id: id(80), line: id(1), comment: "well done" }, guest],
      [{ type: "CommentOrder", id: id(81), comment: "ring at Lee" }, guest],
      [{ type: "CommentOrder", id: id(82), comment: "in the garden" }, stranger],
      [{ type: "AddCoupon", id: id(83), coupon: "LUNCH", data: { holder: "Lee" } }, guest],
    ] as const;
    const events = log.reduce<OrderEvent[]>((before, [command, actor]) => after(before, command, actor), joined);
    const { order } = given(...events);
    const entries = events.map((event, index) => historyEntry({ seq: index + 1, event: eventFor("joined", event, order) }, order));
    expect(entries.map(({ says }) => says)).toEqual(
      expect.arrayContaining(["commented on a line: well done", "commented on the order", "commented on the order: in the garden"]),
    );
    const told = JSON.stringify([events.map((event) => eventFor("joined", event, order)), entries]);
    const shown = JSON.stringify(view(forAudience("joined", order)));
    for (const said of ["no salt", "well done", "in the garden", "by the window", "LUNCH"])
      expect([said, told.includes(said), shown.includes(said)]).toEqual([said, true, true]);
    for (const text of [told, shown]) expect(text).not.toContain("Lee");
  });

  it("[O562] orders nothing that others are still choosing", () => {
    given(...joined)
      .when(confirm(1), stranger)
      .refusesWith("forbidden");
    given(...after(joined, append(asked(2, "cola")), stranger))
      .when(confirm(2), stranger)
      .gives({ type: "LinesConfirmed" });
    for (const actor of [guest, waiter])
      given(...joined)
        .when(confirm(1), actor)
        .gives({ type: "LinesConfirmed" });
  });

  it("[O561] sees the same object of the same order and the same line, which are drawn once", () => {
    const { order } = given(...joined);
    const bob = { user: "bob", roles: [] };
    expect(hasJoined(bob, order)).toBe(true);
    expect(orderFor(bob, order)).toBe(orderFor(bob, order));
    const [added] = given(...joined)
      .when(append(asked(2, "cola")), stranger)
      .events();
    const later = added && evolve(order, added);
    if (!later || later.status === "ABSENT") throw new Error("nothing was added");
    expect(orderFor(bob, later).buckets[0]?.lines[0]).toBe(orderFor(bob, order).buckets[0]?.lines[0]);
  });

  it("[O562] adds, pays and places; what concerns the order as a whole is for the one whose it is, and for staff", () => {
    const paying: OrderCommand = { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 1250 };
    for (const command of [append(asked(2, "cola")), paying, { type: "SetTip" as const, amount: 100 }])
      expect(given(...joined).when(command, stranger).decision).toMatchObject({ ok: true });
    const whole: OrderCommand[] = [
      { type: "SetContact", contact: { name: "Bob" } },
      { type: "StoreExtra", store: { note: "x" } },
      { type: "SetDue", due: "2026-11-22T14:00:00.000Z" },
      { type: "SetDelivery", geoPosition: { lat: 1, lng: 1 } },
      { type: "AbandonOrder" },
    ];
    for (const command of whole) {
      given(...joined)
        .when(command, stranger)
        .refusesWith("forbidden");
      for (const actor of [guest, waiter])
        expect(given(...joined).when(command, actor).decision).not.toMatchObject({ error: { code: "forbidden" } });
    }
    const coupon: OrderCommand = { type: "AddCoupon", id: id(60), coupon: "TEN" };
    const back: OrderCommand = { type: "RemoveCoupon", id: id(60) };
    given(...after(joined, coupon, guest))
      .when(back, stranger)
      .refusesWith("forbidden");
    given(...after(joined, coupon, stranger))
      .when(back, stranger)
      .gives({ type: "CouponRemoved" });
    given(...after(joined, pay(90, 1250), till))
      .when({ type: "CancelOrder" }, stranger)
      .refusesWith("forbidden");
  });

  it("[O563] a code is used up by the first who joins where the chain has it so; then it is shown to nobody and opens nothing", () => {
    const once = history([under({ claimCodes: "once" }), guest]);
    const used = after(once, claim, stranger);
    given(...used)
      .when(claim, ben)
      .refuses({ code: "order-not-found" });
    given(...used)
      .when(claim, till)
      .refuses({ code: "claim-code-wrong" });
    given(...used)
      .when(claim, stranger)
      .gives();
    expect([view(given(...once).order).claimCode, view(given(...used).order).claimCode]).toEqual(["BRAAAA", ""]);
    given(...after(table, claim, stranger))
      .when(claim, ben)
      .gives({ type: "OrderClaimed" });
  });

  it("[O564] an order without a code is joined by nobody", () => {
    const { decision } = given().when(creating, guest, { claimCode: undefined });
    if (!decision.ok) throw new Error(decision.error.code);
    given(...decision.value)
      .when({ type: "ClaimOrder", claimCode: "" }, stranger)
      .refuses({ code: "order-not-found" });
  });
});
