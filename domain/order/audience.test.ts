import { describe, expect, it } from "vitest";
import { audienceOfPerson } from "./audience";
import { append, asked, boss, creating, given, guest, history, id, kitchen, till } from "./given.fixture";
import { forGuests } from "./guest-view";
import type { Order } from "./state";
import type { PersonRole } from "./status";

const SAID = "he never tips";
const { order } = given(...history([creating, guest], [append(asked(1, "soup"), asked(2, "soup")), guest]));
const byStaff: Order = { ...order, createdByStaff: true };

describe("for whom an order is shown", () => {
  it.each<[PersonRole[], string, Order, string]>([
    [["CREATOR"], "ann", order, "guests"],
    [["CREATOR"], "ann", byStaff, "staff"],
    [["CUSTOMER"], "bob", order, "joined"],
    [["CUSTOMER"], "bob", byStaff, "joined"],
    [["CREATOR", "CUSTOMER"], "ann", order, "guests"],
    [["CUSTOMER", "WAITER"], "bob", order, "staff"],
    [["MANAGER"], "bob", order, "staff"],
    [["DRIVER"], "bob", order, "staff"],
    [["STAFF"], "bob", order, "staff"],
    [["VIEWER"], "bob", order, "guests"],
    [["CUSTOMER", "KIOSK"], "bob", order, "guests"],
  ])("[XE12] who is %s, %s, is shown what is meant for him", (roles, user, of, audience) => {
    expect(audienceOfPerson({ user, roles, at: order.created }, of)).toBe(audience);
  });

  it("[XE12] guests read nothing of staff's on lines that are on their way to another table, nor who pays there", () => {
    const log = history(
      [creating, guest],
      [append(asked(1, "soup"), asked(2, "soup")), guest],
      [{ type: "CommentLine", id: id(81), line: id(1), comment: SAID }, kitchen],
      [{ type: "CommentLine", id: id(82), line: id(1), comment: "no nuts" }, guest],
      [{ type: "ReleaseLines", transfer: id(900), to: id(999), lines: [id(1)], merge: false }, boss],
    );
    const moving = given(...log).order;
    expect(JSON.stringify(moving)).toContain(SAID);
    const shown = forGuests({
      ...moving,
      transfers: moving.transfers.map((sent) => ({
        ...sent,
        offered: sent.buckets,
        comments: [comment("kit", SAID), comment("ann", "hi")],
      })),
      coupons: [
        { id: id(70), coupon: "TEN", addedAt: order.created, addedBy: "tim" },
        { id: id(71), coupon: "FIVE", addedAt: order.created, addedBy: "ann" },
      ],
    });
    expect(JSON.stringify(shown)).not.toMatch(/never tips|"tim"|"kit"|"sue"/);
    const lines = [{ id: id(1), comments: [{ comment: "" }, { comment: "no nuts" }] }];
    expect(shown).toMatchObject({
      transfers: [{ by: "staff", buckets: [{ lines }], offered: [{ lines }], comments: [{ comment: "" }, { comment: "hi" }] }],
      coupons: [{ addedBy: "staff" }, { addedBy: "ann" }],
    });
  });

  it("[XE12] guests are told of a till's payment that waits or has lapsed, and not whose it is", () => {
    const opening = { type: "OpenPayment", id: id(50), payment: "TERMINAL", source: "pos", amount: 2500 } as const;
    const waiting = history([creating, guest], [append(asked(1, "soup"), asked(2, "soup")), guest], [opening, till]);
    expect(forGuests(given(...waiting).order).pendingPayments).toMatchObject([{ id: id(50), by: "staff" }]);
    const lapsed = given(...waiting).order;
    expect(forGuests({ ...lapsed, lapsed: lapsed.pendingPayments }).lapsed).toMatchObject([{ id: id(50), by: "staff" }]);
  });
});

const comment = (by: string, text: string) => ({ id: id(83), by, at: order.created, comment: text });
