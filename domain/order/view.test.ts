import { describe, expect, it } from "vitest";
import { append, asked, at, boss, creating, given, guest, history, id, kitchen, order, pay, tab, till, waiter } from "./given.fixture";
import { linesOf } from "./state";
import { view } from "./view";

const only = (log: ReturnType<typeof history>) => view(given(...log).order);
const hashes = (log: ReturnType<typeof history>) => only(log).buckets.flatMap(({ lines }) => lines.map(({ hash }) => hash));
const linesAsked = (...more: Parameters<typeof asked>[2][]) =>
  history([creating, guest], [append(...more.map((each, index) => asked(index + 1, "soup", each))), guest]);

describe("the view of an order", () => {
  it("[O172] says nothing of what there is not", () => {
    expect(only(history([creating, guest]))).toEqual({
      tenant: "t1",
      id: order,
      created: at,
      lastChanged: at,
      source: "WEB",
      users: [{ userId: "ann", roles: ["CREATOR", "CUSTOMER"] }],
      coupons: [],
      orderType: "DINE_IN",
      currency: "PLN",
      total: "0.00",
      editTotal: "0.00",
      remaining: "0.00",
      overpaid: "0.00",
      tip: "0.00",
      cashRounding: "0.00",
      fees: [],
      status: "NEW",
      comments: [],
      claimCode: "BRAAAA",
      buckets: [],
      payments: [],
      refunding: [],
      fiscal: [],
      tax: [],
      extra: {},
      traces: {},
      logs: [],
      locked: false,
      completed: false,
      verified: false,
      closed: false,
      seq: 1,
    });
    const sold = history([creating, guest], [append(asked(1, "cola")), guest], [pay(90, 700, "TERMINAL"), till]);
    const { buckets, payments, ...placed } = only(sold);
    expect(Object.keys(buckets[0] ?? {})).toEqual(["venue", "name", "menu", "lines", "extra"]);
    expect(Object.keys(buckets[0]?.lines[0] ?? {}).toSorted()).toEqual(
      [
        "comments",
        "created",
        "creator",
        "discounts",
        "extra",
        "hash",
        "id",
        "price",
        "product",
        "productConfig",
        "productId",
        "quantity",
        "source",
        "status",
        "total",
        "updated",
      ].toSorted(),
    );
    expect(payments).toEqual([{ id: id(90), type: "TERMINAL", source: "till", amount: "7.00", user: "tim", timestamp: at }]);
    expect(placed).toMatchObject({ completed: true, verified: false, closed: false, completedTime: expect.any(String) });
    for (const key of [
      "verifiedTime",
      "processingStartedTime",
      "deliveredTime",
      "closedDate",
      "statusInfo",
      "drsSummary",
      "escalated",
      "due",
    ])
      expect(placed).not.toHaveProperty(key);
  });

  it("[O173] says what there is: whose it is, where it goes, its courses, deposits, tenders, what goes back, and slips in major units", () => {
    const address = { street: "Long", number: "1", city: "Gdynia", country: "PL" };
    const entry = { item: "beer", qty: 2, price: 1_000, total: 1_950, vat: "A" };
    const shown = only(
      history(
        [{ ...tab, contact: { name: "Ann" }, address, geoPosition: { lat: 54, lng: 18 }, extra: { "x-agg-id": "7" } }, boss],
        [
          append(asked(1, "beer", { quantity: 2, course: 2, held: true, extra: { "x-seat": "3" } }), asked(2, "soup", { comment: "hot" })),
          boss,
        ],
        [{ type: "ClaimOrder", claimCode: "BRAAAA" }, waiter],
        [{ type: "FireLines", lines: [id(2)] }, waiter],
        [{ ...pay(90, 2_000), lines: [id(2)] }, waiter],
        [{ type: "OpenRefund", id: id(60), payment: id(90), amount: 100, reason: "cold" }, waiter],
        [{ type: "RegisterRefund", id: id(60), reference: "r" }, waiter],
        [{ type: "OpenRefund", id: id(61), payment: id(90), amount: 50, reason: "cold" }, waiter],
        [
          {
            type: "AddFiscal",
            slip: {
              timestamp: at,
              amount: 1_950,
              printer: "P-1",
              slip: "S-1",
              entries: [entry, { ...entry, discount: 50 }],
              user: "cashier",
            },
          },
          boss,
        ],
        [{ type: "AddFiscal", slip: { timestamp: at, amount: 1, printer: "P-1", slip: "S-2" } }, boss],
        [{ type: "SetQueuePosition", venue: "v1", position: "12" }, waiter],
        [{ type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 100 }, boss],
      ),
    );
    expect(shown).toMatchObject({
      extId: "7",
      users: [{ userId: "sue", name: "Ann" }, { userId: "wes" }],
      deliveryAddress: address,
      geoPosition: { lat: 54, lng: 18 },
      locked: true,
      drsSummary: [{ deposit: "0.50", count: 2, confirmed: true }],
      refunding: [{ id: id(61), payment: id(90), amount: "0.50", reason: "cold", user: "wes" }],
      buckets: [
        {
          queuePos: "12",
          lines: [
            { course: 2, held: true, extra: { "x-seat": "3" }, drsSummary: [{ deposit: "0.50", count: 2 }] },
            { comments: [{ creator: "sue", timestamp: at, comment: "hot" }], extra: {} },
          ],
        },
      ],
      payments: [
        { amount: "12.50", initialAmount: "20.00", extra: { lines: id(2), change: "7.50" } },
        { amount: "-1.00", extra: { refundOf: id(90) } },
      ],
      fiscal: [
        {
          user: "cashier",
          amount: 19.5,
          entries: [
            { price: 10, total: 19.5 },
            { price: 10, discount: 0.5, total: 19.5 },
          ],
        },
        { user: "sue", amount: 0.01 },
      ],
    });
    expect(shown.users[1]).not.toHaveProperty("name");
    expect(shown.fiscal[0]?.entries?.[0]).not.toHaveProperty("discount");
    expect(shown.fiscal[1]).not.toHaveProperty("entries");
    expect(shown.payments[1]?.extra).toEqual({ refundOf: id(90), kind: "goodwill", forgiven: "1.00" });
    expect(shown.buckets[0]?.lines[1]).not.toHaveProperty("held");
  });

  it("[O174] tells when it was placed, verified, begun, handed over and ended", () => {
    const placed: Parameters<typeof history> = [
      [creating, guest],
      [append(asked(1, "soup")), guest],
      [pay(90, 1_250), till],
    ];
    const done = only(
      history(
        ...placed,
        [{ type: "VerifyOrder" }, boss],
        [{ type: "StartLines", lines: [id(1)] }, kitchen],
        [{ type: "ProcessLines", lines: [id(1)] }, kitchen],
        [{ type: "DeliverOrder" }, kitchen],
        [{ type: "CloseOrder", statusInfo: "done" }, kitchen],
      ),
    );
    const times = ["completedTime", "verifiedTime", "processingStartedTime", "deliveredTime", "closedDate"];
    expect(done).toMatchObject({
      statusInfo: "done",
      verified: true,
      closed: true,
      completed: true,
      ...Object.fromEntries(times.map((key) => [key, expect.any(String)])),
    });
    const gone = only(history([creating, guest], [{ type: "AbandonOrder" }, guest]));
    expect(gone).toMatchObject({ closed: true, completed: false, verified: false });
    expect(gone).not.toHaveProperty("completedTime");
  });

  it("[O175] lines of equal hash look the same to a guest, whatever they were called", () => {
    const [one, two] = hashes(linesAsked({ extra: { a: "1", b: "2" } }, { extra: { b: "2", a: "1" }, quantity: 3 }));
    expect(one).toBe(two);
    expect(one).toMatch(/^[0-9a-f]{16}$/);
    const different = hashes(
      history(
        [creating, boss],
        [
          append(
            asked(1, "soup"),
            asked(2, "cola"),
            asked(3, "soup", { price: 1 }),
            asked(4, "soup", { status: "CONFIRMED" }),
            asked(5, "soup", { comment: "hot" }),
            asked(6, "soup", { extra: { a: "1" } }),
            asked(7, "soup", { course: 1 }),
            asked(8, "soup", { held: true }),
            asked(9, "soup", { comment: "toh" }),
          ),
          boss,
        ],
      ),
    );
    expect(new Set(different).size).toBe(9);
    for (const half of [0, 8]) expect(new Set(different.map((hash) => hash.slice(half, half + 8))).size).toBe(9);
    // Screens keep it across versions.
    expect(different[0]).toBe("f5a1198f1719d9e7");
  });

  it("[O176] a line that has not changed is drawn once", () => {
    const log = linesAsked({}, {});
    const before = only(log).buckets[0]?.lines ?? [];
    const changed = given(...log)
      .when({ type: "ChangeQuantity", line: id(2), quantity: 4 })
      .leaves();
    const [kept, redrawn] = view(changed).buckets[0]?.lines ?? [];
    expect(linesOf(changed)).toHaveLength(2);
    expect(redrawn).toMatchObject({ quantity: 4, total: "50.00" });
    expect(redrawn).not.toBe(before[1]);
    expect(view(changed).buckets[0]?.lines[0]).toBe(kept);
  });
});
