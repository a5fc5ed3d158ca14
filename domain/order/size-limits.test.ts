import { describe, expect, it } from "vitest";
import type { Actor, OrderCommand } from "./commands";
import { decide } from "./decide";
import { MAX_CHARACTERS } from "./decide/size-limits";

import type { OrderEvent } from "./events";
import {
  append,
  asked,
  at,
  boss,
  creating,
  envelope,
  given,
  guest,
  history,
  id,
  kitchen,
  menu,
  mover,
  noRules,
  pay,
  payments,
  till,
} from "./given.fixture";
import { jsonSize } from "./json-size";

const MAX_HISTORY_BYTES = 16 * 1024 * 1024;

const tooLarge = { code: "order-too-large", limit: MAX_CHARACTERS };
const log = history([creating, guest], [append(asked(1, "soup", { quantity: 2 }), asked(2, "cola")), guest]);
const code = given(...log).order.claimCode;

/** What an earlier version has let in: comments that fill the order up. */
const stuffed = (more: number, from = log): OrderEvent[] => [
  ...from,
  {
    v: 1,
    type: "OrderCommented",
    at,
    by: "ann",
    cid: "c",
    id: id(500),
    comment: "x".repeat(MAX_CHARACTERS - jsonSize(given(...from).order) + more),
  },
];
const full = stuffed(-200);

const slip: OrderCommand = {
  type: "AddFiscal",
  slip: { timestamp: at, amount: 3200, printer: "P-1", slip: "S-1", message: "x".repeat(255) },
};

describe("how large an order may be", () => {
  it.each<[string, OrderCommand, Actor]>([
    ["lines", append(asked(3, "soup", { comment: "x".repeat(255) })), guest],
    ["lines of staff", append(asked(3, "soup", { comment: "x".repeat(255) })), boss],
    ["a comment", { type: "CommentOrder", id: id(9), comment: "x".repeat(255) }, guest],
    ["a line's comment", { type: "CommentLine", id: id(9), line: id(1), comment: "x".repeat(255) }, kitchen],
    ["an extra", { type: "StoreExtra", store: { note: "x".repeat(1024) } }, guest],
    ["a line's extra", { type: "StoreLinesExtra", lines: [id(1)], store: { note: "x".repeat(1024) } }, till],
    ["a coupon", { type: "AddCoupon", id: id(9), coupon: "C", data: { about: "x".repeat(400) } }, guest],
    ["parts of a line", { type: "SplitLine", line: id(1), parts: [1, 9].map((n) => ({ id: id(n), quantity: 1 })) }, guest],
    ["a contact", { type: "SetContact", contact: { name: "x".repeat(128), email: "y".repeat(200) } }, guest],
    ["an address", { type: "SetDelivery", address: { street: "x".repeat(128), number: "1", city: "y".repeat(128), country: "PL" } }, guest],
  ])("[O574] %s would make a full order larger: refused, and the limit is named", (_, command, actor) => {
    given(...full)
      .when(command, actor)
      .refuses(tooLarge);
  });

  it("[O574] lines that come from another order are refused alike, and stay where they are", () => {
    const arriving = given(
      ...log,
      ...given(...log)
        .when({ type: "ReleaseLines", transfer: id(70), to: id(71), lines: [id(1)], merge: false })
        .events(),
    ).order;
    const [sent] = arriving.transfers;
    const buckets = sent?.buckets ?? [];
    const receive: OrderCommand = {
      type: "ReceiveLines",
      transfer: id(70),
      from: id(71),
      by: "ann",
      currency: creating.currency,
      buckets,
      comments: [],
    };
    given(...stuffed(-200, history([creating, boss])))
      .when(receive, mover)
      .refuses(tooLarge);
  });

  it("[O574] what was too large before stays, and may get less", () => {
    const over = stuffed(100_000);
    given(...over)
      .when({ type: "RemoveLines", lines: [id(2)] })
      .gives({ type: "LinesRemoved" });
    given(...over)
      .when({ type: "CommentOrder", id: id(9), comment: "x" })
      .refuses(tooLarge);
  });

  it("[O575] a full order is paid, printed, made, shown and ended", () => {
    let events = stuffed(100_000);
    const steps: [OrderCommand, Actor][] = [
      [
        {
          type: "OpenPayment",
          id: id(80),
          payment: "EPAYMENT",
          source: "p",
          amount: 3200,
          returnUrl: `https://a.test/${"x".repeat(2000)}`,
        },
        guest,
      ],
      [{ type: "DeclinePayment", id: id(80), reason: "x".repeat(255) }, guest],
      [pay(90, 3200), till],
      [slip, till],
      [{ type: "TraceOrder", config: "x".repeat(128), venue: "v1", seq: 1 }, kitchen],
      [{ type: "ProcessLines", lines: [id(1), id(2)] }, kitchen],
      [{ type: "DeliverOrder" }, kitchen],
      [{ type: "CloseOrder", statusInfo: "x".repeat(255) }, kitchen],
      [{ type: "EraseOrder" }, guest],
    ];
    for (const [command, actor] of steps)
      events = [
        ...events,
        ...given(...events)
          .when(command, actor)
          .events(),
      ];
    expect(given(...events).order.status).toBe("CLOSED");
  });

  it("[O576] a hundred people belong to an order at most; who belongs to it already may join in another role", () => {
    let events = log;
    for (let n = 1; n < 100; n++) {
      events = [
        ...events,
        ...given(...events)
          .when({ type: "ClaimOrder", claimCode: code }, { kind: "user", user: `guest-${n}`, roles: [] })
          .events(),
      ];
    }
    given(...events)
      .when({ type: "ClaimOrder", claimCode: code }, { kind: "user", user: "one-more", roles: [] })
      .refuses({ code: "too-many-people", limit: 100 });
    given(...events)
      .when({ type: "ClaimOrder", claimCode: code }, { kind: "user", user: "guest-1", roles: ["ROLE_WAITER"] })
      .gives({ type: "OrderClaimed" });
  });

  it("[XE3] forty times 230 new extras: the first is refused by number, and the order stays what it was", () => {
    for (let turn = 0; turn < 40; turn++) {
      const store = Object.fromEntries(Array.from({ length: 230 }, (_, n) => [`k${turn}-${n}`, "x".repeat(1024)]));
      given(...log)
        .when({ type: "StoreExtra", store })
        .refuses({ code: "too-many-extras", limit: 64 });
    }
  });

  it.each<[string, OrderCommand]>([
    ["a line less", { type: "RemoveLines", lines: [id(1)] }],
    ["another quantity", { type: "ChangeQuantity", line: id(1), quantity: 3 }],
    ["a payment that nobody will finish", { type: "OpenPayment", id: id(9), payment: "EPAYMENT", source: "sandbox", amount: 3200 }],
  ])("[O584] %s is refused to guests when the order has been changed for too long", (_, command) => {
    const rejection = { code: "history-too-large", limit: MAX_HISTORY_BYTES };
    const { state } = given(...log);
    const decideFor = (actor: Actor, historyBytes: number) =>
      decide(state, { envelope: envelope(command, actor), menu, ruleSet: noRules, historyBytes });
    expect(decideFor(guest, MAX_HISTORY_BYTES + 1)).toEqual({ ok: false, error: rejection });
    expect(decideFor(guest, MAX_HISTORY_BYTES)).toMatchObject({ ok: true });
    expect(decideFor(till, MAX_HISTORY_BYTES + 1)).toMatchObject({ ok: true });
  });

  it("[O584] a provider's money and a kitchen's work are taken all the same", () => {
    const historyBytes = MAX_HISTORY_BYTES + 1;
    const paid = history([creating, guest], [append(asked(1, "soup")), guest], [pay(90, 1250), till]);
    const process: OrderCommand = { type: "ProcessLines", lines: [id(1)] };
    expect(decide(given(...paid).state, { envelope: envelope(process, kitchen), historyBytes })).toMatchObject({ ok: true });
    const open: OrderCommand = { type: "OpenPayment", id: id(9), payment: "EPAYMENT", source: "sandbox", amount: 3200 };
    const opened = given(
      ...log,
      ...given(...log)
        .when(open)
        .events(),
    );
    const money: OrderCommand = { type: "RegisterPayment", id: id(9), payment: "EPAYMENT", source: "sandbox", amount: 3200 };
    expect(decide(opened.state, { envelope: envelope(money, payments), menu, ruleSet: noRules, historyBytes })).toMatchObject({ ok: true });
  });
});
