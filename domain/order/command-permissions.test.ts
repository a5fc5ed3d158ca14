import { describe, expect, it } from "vitest";
import { authoritiesFor } from "../access/roles";
import type { Actor, OrderCommand } from "./commands";
import { OrderType } from "../menu/channel";
import {
  append,
  asked,
  boss,
  card2,
  creating,
  given,
  guest,
  history,
  id as idOf,
  kitchen,
  pay,
  payments,
  stranger,
  tab,
  till,
} from "./given.fixture";
import { claimRoles, isStaff, mayAlterPrice, mayOpenTab, mayRead, refusalOf } from "./command-permissions";
import { initial } from "./state";

const staff = (...roles: string[]) => ({ kind: "user" as const, user: "joe", roles });
const one = history([creating, guest], [append(asked(1, "soup")), guest]);
const both = [
  ...one,
  ...given(...one)
    .when({ type: "AppendLines", venue: "v2", lines: [asked(2, "cola")] }, boss, { card: card2 })
    .events(),
];
const start = (...lines: (string | undefined)[]): OrderCommand => ({ type: "StartLines", lines: lines.map(String) });
const bring = (venue?: string): OrderCommand => ({
  ...creating,
  ...(venue !== undefined && { append: { venue, lines: [asked(1, "soup")] } }),
  paid: { id: asked(9, "soup").id, payment: "EXTERNAL", source: "agg" },
});
const confirm = (...lines: number[]): OrderCommand => ({ type: "ConfirmLines", lines: lines.map((n) => asked(n, "soup").id) });
const claim = (claimCode: string): OrderCommand => ({ type: "ClaimOrder", claimCode });

describe("who may", () => {
  it("[O165] an order's own people see it, and staff of the chain or of one of its venues; to others there is none", () => {
    const order = given(...both).order;
    for (const roles of [[], ["ROLE_USER"], ["ROLE_v3_KDS"], ["ROLE_v1_PAY_CASH"]]) expect(mayRead(staff(...roles), order)).toBe(false);
    for (const roles of [["ROLE_v2_KDS"], ["ROLE_v1_COOK"], ["ROLE_COURIER"], ["ROLE_SU"]])
      expect(mayRead(staff(...roles), order)).toBe(true);
    expect(mayRead({ user: "ann", roles: [] }, order)).toBe(true);
    expect(refusalOf(stranger, { type: "CompleteOrder" }, order)).toEqual({ code: "order-not-found" });
    expect(isStaff(staff("ROLE_v2_KDS"), "v2")).toBe(true);
    expect(isStaff(staff("ROLE_v2_KDS"), "v1")).toBe(false);
    expect(isStaff({ kind: "service", service: "clock" }, "v1")).toBe(false);
  });

  it("[O166] what concerns lines needs the role at each venue of those lines, what concerns the order at all of them", () => {
    const order = given(...both).order;
    const [soup, cola] = order.buckets.flatMap(({ lines }) => lines.map(({ id }) => id));
    const here = staff("ROLE_v1_KDS", "ROLE_v2_VERIFY");
    const refused = { code: "forbidden", needs: ["MANAGER", "ORDERS", "KDS", "COOK", "WAITER"].map((role) => `ROLE_${role}`) };
    expect(refusalOf(here, start(soup), order)).toBeUndefined();
    expect(refusalOf(here, start(cola), order)).toEqual(refused);
    expect(refusalOf(here, start(soup, cola), order)).toEqual(refused);
    expect(refusalOf(here, start("nowhere"), order)).toEqual(refused);
    expect(refusalOf(here, { type: "FireLines" }, order)).toEqual(refused);
    expect(refusalOf(here, { type: "DeliverOrder" }, order)).toMatchObject({ code: "forbidden" });
    expect(refusalOf(staff("ROLE_v1_KDS", "ROLE_v2_QUEUE"), { type: "DeliverOrder" }, order)).toBeUndefined();
    expect(refusalOf(staff("ROLE_KDS"), start(soup, cola), order)).toBeUndefined();
    const position: OrderCommand = { type: "SetQueuePosition", venue: "v1", position: "7" };
    expect(refusalOf(here, position, order)).toBeUndefined();
    expect(refusalOf(here, { ...position, venue: "v2" }, order)).toMatchObject({ code: "forbidden" });
    // An order without lines belongs to no venue: only the chain's own roles reach it.
    const empty = given(...history([creating, guest])).order;
    expect(refusalOf({ ...staff("ROLE_v1_PAY"), user: "ann" }, pay(90, 1), empty)).toMatchObject({ code: "forbidden" });
    expect(refusalOf(staff("ROLE_PAY"), pay(90, 1), empty)).toBeUndefined();
  });

  it("[O167] money is taken by who may take money of that type, and aggregators bring orders that are paid", () => {
    const order = given(...one).order;
    expect(authoritiesFor("payments.take:CARD")).toEqual(["ROLE_MANAGER", "ROLE_PAY", "ROLE_PAY_CARD"]);
    const waiter = staff("ROLE_v1_WAITER", "ROLE_v1_PAY_CASH");
    expect(refusalOf(waiter, pay(90, 1), order)).toBeUndefined();
    expect(refusalOf(waiter, pay(90, 1, "CARD"), order)).toEqual({
      code: "forbidden",
      needs: ["ROLE_MANAGER", "ROLE_PAY", "ROLE_PAY_CARD"],
    });
    const refused = { code: "forbidden", needs: ["ROLE_AGGREGATOR", "ROLE_PAY", "ROLE_PAY_EXTERNAL"] };
    expect(refusalOf(staff("ROLE_v1_AGGREGATOR", "ROLE_v1_PAY_EXTERNAL"), bring("v1"), initial)).toBeUndefined();
    expect(refusalOf(staff("ROLE_AGGREGATOR", "ROLE_PAY"), bring(), initial)).toBeUndefined();
    for (const roles of [
      ["ROLE_v1_AGGREGATOR"],
      ["ROLE_v1_PAY_EXTERNAL"],
      ["ROLE_v1_AGGREGATOR", "ROLE_v1_PAY_CASH"],
      ["ROLE_v2_AGGREGATOR", "ROLE_PAY"],
    ])
      expect(refusalOf(staff(...roles), bring("v1"), initial)).toEqual(refused);
    expect(refusalOf(staff(), creating, initial)).toBeUndefined();
    expect(refusalOf(staff(), { type: "CompleteOrder" }, initial)).toBeUndefined();
  });

  it("[O410] an aggregator's order comes, and takes lines, from the aggregator, from managers and from who looks after orders", () => {
    const glovo = { ...creating, orderType: "GLOVO_DELIVERY" as const };
    const needs = ["ROLE_AGGREGATOR", "ROLE_MANAGER", "ROLE_ORDERS"];
    const refused = { code: "forbidden", needs };
    for (const orderType of OrderType.options.filter(
      (type) => type.includes("_") && !["TAKE_AWAY", "DINE_IN", "DINE_IN_OPEN"].includes(type),
    )) {
      expect(refusalOf(guest, { ...creating, orderType }, initial)).toEqual(refused);
      for (const role of ["AGGREGATOR", "v1_AGGREGATOR", "MANAGER", "v1_ORDERS", "SU"])
        expect(refusalOf(staff(`ROLE_${role}`), { ...creating, orderType }, initial)).toBeUndefined();
    }
    for (const orderType of ["DELIVERY", "TAKE_AWAY", "DINE_IN", "DINE_IN_OPEN"] as const)
      expect(refusalOf(guest, { ...creating, orderType }, initial)).toBeUndefined();
    for (const role of ["WAITER", "KDS", "PAY", "KIOSK", "ALTERPRICE"])
      expect(refusalOf(staff(`ROLE_${role}`), glovo, initial)).toEqual(refused);
    const there = { ...glovo, append: { venue: "v1", lines: [asked(1, "soup")] } };
    expect(refusalOf(staff("ROLE_v2_AGGREGATOR"), there, initial)).toEqual(refused);
    expect(refusalOf(staff("ROLE_v1_AGGREGATOR"), there, initial)).toBeUndefined();
    const begun = given(...history([glovo, { ...staff("ROLE_v2_AGGREGATOR"), user: "ann" }])).order;
    expect(refusalOf(guest, append(asked(1, "soup")), begun)).toEqual(refused);
    expect(refusalOf({ ...staff("ROLE_v2_AGGREGATOR"), user: "ann" }, append(asked(1, "soup")), begun)).toEqual(refused);
    expect(refusalOf({ ...staff("ROLE_v1_ORDERS"), user: "ann" }, append(asked(1, "soup")), begun)).toBeUndefined();
  });

  it("[XC4] a guest's GLOVO_DELIVERY is forbidden", () => {
    given()
      .when({ ...creating, orderType: "GLOVO_DELIVERY" }, guest)
      .refuses({ code: "forbidden", needs: ["ROLE_AGGREGATOR", "ROLE_MANAGER", "ROLE_ORDERS"] });
  });

  it("[O418] who confirms a line that is held fires it, and so must be allowed to", () => {
    const waiting = given(...history([tab, guest], [append(asked(1, "soup", { held: true }), asked(2, "cola")), guest])).order;
    const needs = ["MANAGER", "ORDERS", "KDS", "COOK", "WAITER"].map((role) => `ROLE_${role}`);
    expect(refusalOf(guest, confirm(2, 1), waiting)).toEqual({ code: "forbidden", needs, line: asked(1, "soup").id });
    expect(refusalOf(guest, confirm(2), waiting)).toBeUndefined();
    expect(refusalOf(staff("ROLE_v1_WAITER"), confirm(1), waiting)).toBeUndefined();
    expect(refusalOf(staff("ROLE_v1_PAY"), confirm(1), waiting)).toMatchObject({ code: "forbidden" });
  });

  it("[O168] a table's order goes to the kitchen unpaid by who works at each of its venues", () => {
    const opened = history([tab, boss], [append(asked(1, "soup")), boss]);
    const order = given(...opened).order;
    expect([staff("ROLE_v1_WAITER"), staff("ROLE_v1_PAY"), staff("ROLE_KDS"), till].map((actor) => mayOpenTab(actor, order))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const others: Actor[] = [staff("ROLE_v2_WAITER"), staff("ROLE_v1_COURIER"), { kind: "service", service: "payment" }];
    expect(others.map((actor) => mayOpenTab(actor, order))).toEqual([false, false, false]);
  });

  it("[O169] who knows the code joins as what they are there, and as a customer otherwise", () => {
    const order = given(...one).order;
    const as = (...roles: string[]) => claimRoles(staff(...roles), order);
    expect(as()).toEqual(["CUSTOMER"]);
    expect(as("ROLE_SU", "ROLE_v2_WAITER")).toEqual(["CUSTOMER"]);
    expect(as("ROLE_v1_WAITER", "ROLE_ORDERS")).toEqual(["WAITER", "STAFF"]);
    expect([as("ROLE_v1_KIOSK"), as("ROLE_MANAGER"), as("ROLE_COURIER")]).toEqual([["KIOSK"], ["MANAGER"], ["DRIVER"]]);
    expect(refusalOf(stranger, claim(order.claimCode.toLowerCase()), order)).toBeUndefined();
    expect(refusalOf(stranger, claim("XXXXXX"), order)).toEqual({ code: "order-not-found" });
  });

  it("[O170] an erasure is for the one whose order it is and for managers", () => {
    const order = given(...one).order;
    const erase: OrderCommand = { type: "EraseOrder" };
    expect(refusalOf(guest, erase, order)).toBeUndefined();
    expect(refusalOf(staff("ROLE_MANAGER"), erase, order)).toBeUndefined();
    expect(refusalOf(kitchen, erase, order)).toEqual({ code: "forbidden", needs: ["ROLE_MANAGER"] });
    expect(refusalOf(staff("ROLE_v1_MANAGER"), erase, order)).toEqual({ code: "forbidden", needs: ["ROLE_MANAGER"] });
  });

  it("[O171] prices are altered, and orders cancelled, by those whose roles say so", () => {
    expect([mayAlterPrice(staff("ROLE_ALTERPRICE")), mayAlterPrice(boss), mayAlterPrice(staff("ROLE_MANAGER"))]).toEqual([
      true,
      true,
      false,
    ]);
    expect(mayAlterPrice({ kind: "service", service: "clock" })).toBe(false);
    const order = given(...both).order;
    const cancels = (...roles: string[]) => refusalOf(staff(...roles), { type: "CancelOrder" }, order) === undefined;
    expect([cancels("ROLE_v1_WAITER", "ROLE_v2_ORDERS"), cancels("ROLE_MANAGER")]).toEqual([true, true]);
    expect([cancels("ROLE_v1_WAITER"), cancels("ROLE_KDS"), cancels("ROLE_PAY")]).toEqual([false, false, false]);
  });

  it("[XE11] a kitchen's login with ORDERS alone cancels no order whose money would go back, over whichever door; who may refund does", () => {
    const payment = { id: idOf(50), payment: "EPAYMENT" as const, source: "sandbox", amount: 1250 };
    const paid = history(
      [creating, guest],
      [append(asked(1, "soup")), guest],
      [{ type: "OpenPayment", ...payment }, guest],
      [{ type: "RegisterPayment", ...payment }, payments],
    );
    const refused = { code: "forbidden", needs: ["ROLE_MANAGER", "ROLE_PAY"] };
    const login = staff("ROLE_v1_KDS", "ROLE_v1_ORDERS");
    for (const command of [
      { type: "CancelOrder" },
      { type: "OpenRefund", id: idOf(60), payment: idOf(50), amount: 1250, reason: "x" },
    ] as const)
      given(...paid)
        .when(command, login)
        .refuses(refused);
    given(...paid)
      .when({ type: "CancelOrder" }, staff("ROLE_v1_ORDERS", "ROLE_v1_PAY"))
      .gives({ type: "RefundOpened", amount: 1250 }, { type: "OrderCancelled" });
  });
});
