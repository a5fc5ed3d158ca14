import type { INotificationMessage } from "@orderingstack/ordering-types";
import { describe, expect, it } from "vitest";
import { append, asked, boss, creating, envelope, given, guest, history, id, order, pay, till } from "../../domain/order/given.fixture";
import type { Wire } from "../../domain/order/wire.fixture";
import { applied, messageOf, refused } from "./outbound-messages";

describe("verdicts", () => {
  it("[Q34] are INotificationMessage of the published types, with the correlation id in each place where clients look, and no id of their own", () => {
    const yes: Wire<INotificationMessage> = applied(order, "ann", "k1");
    const no: Wire<INotificationMessage> = refused(envelope(creating, guest, { correlationId: "k1" }), "ann", {
      code: "cannot-abandon",
      orderStatus: "COMPLETED",
    });
    for (const verdict of [yes, no]) {
      expect(verdict).toMatchObject({ users: ["ann"], orderId: order, correlationId: "k1", event: { correlationId: "k1" } });
      expect(verdict).not.toHaveProperty("id");
    }
    expect(yes.events).toEqual(["k1"]);
    expect(no.codes).toMatchObject([{ code: "cannotAbandon", args: ["COMPLETED"] }]);
  });
});

describe("messages", () => {
  it("[H232] the order's people are told when money begins to go back, and when it does not", () => {
    const paid = history([creating, guest], [append(asked(1, "soup")), guest], [pay(90, 1250), till]);
    const refund = { id: id(60), payment: id(90), amount: 250, reason: "a rude remark" };
    const begun = given(...paid)
      .when({ type: "OpenRefund", ...refund }, boss)
      .events();
    const declined = given(...paid, ...begun)
      .when({ type: "DeclineRefund", id: id(60), reason: "account closed" }, boss)
      .events();
    const now = given(...paid, ...begun, ...declined).order;
    const told: (Wire<INotificationMessage> | undefined)[] = [...begun, ...declined].map((event) => messageOf(now, "ann", event));
    const about = { users: ["ann"], orderId: order };
    expect(told).toMatchObject([
      { ...about, codes: [{ code: "refundOpened", message: "2.50 PLN", args: ["2.50", id(90)] }] },
      { ...about, codes: [{ code: "refundDeclined", message: "2.50 PLN", args: ["2.50", id(90)] }] },
    ]);
    expect(JSON.stringify(told)).not.toContain("rude");
    expect(paid.map((event) => messageOf(now, "ann", event))).toEqual([undefined, undefined, undefined, undefined]);
  });
});
