import { describe, expect, it } from "vitest";
import { eventWithoutPersonalData } from "./disclosure";
import { withoutPersonalData } from "./erasure";
import type { OrderEvent } from "./events";
import { append, asked, at, boss, creating, given, guest, history, id, mover, pay, till } from "./given.fixture";
import { byPerson } from "./split-bill";
import { view } from "./view";

const kept = { "x-source": "WEB", "x-table-number": "12", "x-seat": "3" };
const extra = { ...kept, "customer-name": "Ann", "x-tax-id": "PL1", note: "call me" };
const keptOfStaff = {
  "x-source-type": "INTEGRATOR",
  "x-agg-id": "7",
  "x-pos-id": "p",
  "x-kiosk-id": "k",
  "manual-verify": "1",
  "support-order-id": "s",
};
const log = history(
  [
    {
      ...creating,
      contact: { name: "Ann" },
      address: { street: "Long", number: "1", city: "Warsaw", country: "PL" },
      geoPosition: { lat: 52, lng: 21 },
      extra,
    },
    guest,
  ],
  [append(asked(1, "soup", { comment: "nuts!", extra: { "x-seat": "3", name: "Ann" } }), asked(2, "cola")), guest],
  [{ type: "SetContact", contact: { phone: "600" } }, guest],
  [{ type: "StoreExtra", store: { "x-seat": "4", who: "Ann" } }, guest],
  [{ type: "StoreLinesExtra", lines: [id(2)], store: { "x-seat": "5", who: "Ann" } }, guest],
  [{ type: "CommentOrder", id: id(80), comment: "call me" }, guest],
  [{ type: "CommentLine", id: id(81), line: id(1), comment: "nuts!" }, guest],
  [{ type: "AddCoupon", id: id(82), coupon: "WELCOME5", data: { userId: "ann" } }, guest],
  [
    {
      type: "OpenPayment",
      id: id(50),
      payment: "EPAYMENT",
      source: "s",
      amount: 100,
      returnUrl: "https://a.test/?ann",
      returnErrorUrl: "https://b.test/?ann",
    },
    guest,
  ],
  [{ type: "StoreExtra", store: { ...keptOfStaff, "courier-name": "Carl" } }, boss],
);
const bare = (type: OrderEvent["type"]) => {
  const event = log.find((each) => each.type === type);
  if (!event) throw new Error(type);
  return eventWithoutPersonalData(event);
};

describe("erasure", () => {
  it("[O150] of what was said of the guest nothing stays; of where the order came from and what was sold, everything", () => {
    const created = bare("OrderCreated");
    expect(created).toMatchObject({ contact: {}, extra: kept, orderType: "DINE_IN", claimCode: expect.any(String) });
    expect(created).toHaveProperty("extra", kept);
    expect(created).not.toHaveProperty("address");
    expect(created).not.toHaveProperty("geoPosition");
    const lines = bare("LinesAppended");
    expect(lines).toMatchObject({
      lines: [
        { id: id(1), comment: "", unitPrice: 1250 },
        { id: id(2), unitPrice: 700 },
      ],
    });
    expect(lines).toHaveProperty("lines.0.extra", { "x-seat": "3" });
    expect(lines).not.toHaveProperty("lines.1.comment");
    expect(lines).not.toHaveProperty("lines.1.extra");
    expect(bare("ContactSet")).toHaveProperty("contact", {});
    expect(bare("ExtraStored")).toHaveProperty("store", { "x-seat": "4" });
    expect(bare("LinesExtraStored")).toHaveProperty("store", { "x-seat": "5" });
    expect(log.map(eventWithoutPersonalData).at(-1)).toMatchObject({ type: "ExtraStored", store: keptOfStaff, staff: true });
    expect(bare("OrderCommented")).toMatchObject({ comment: "", id: id(80), by: "ann" });
    expect(bare("LineCommented")).toMatchObject({ comment: "", line: id(1) });
    expect(bare("CouponAdded")).toMatchObject({ coupon: "WELCOME5" });
    expect(bare("CouponAdded")).not.toHaveProperty("data");
    expect(bare("PaymentOpened")).toMatchObject({ amount: 100, source: "s" });
    expect(bare("PaymentOpened")).not.toHaveProperty("returnUrl");
    expect(bare("PaymentOpened")).not.toHaveProperty("returnErrorUrl");
  });

  it("[O150] a place keeps its number; the name of who sits there is nobody's to keep, in the log, the order and the bill", () => {
    const seated = history(
      [{ ...creating, extra: { "x-table-number": "T 12", "x-seat": "Anna Nowak" } }, guest],
      [append(asked(1, "soup", { extra: { "x-seat": "12b" } })), guest],
      [{ type: "StoreLinesExtra", lines: [id(1)], store: { "x-seat": "Anna 7 Nowak" } }, guest],
      [{ type: "StoreExtra", store: { "x-table-number": "by the window, Nowak" } }, guest],
    );
    const { order } = given(...seated);
    const forgotten = withoutPersonalData(order);
    expect(given(...seated.map(eventWithoutPersonalData)).order).toEqual(forgotten);
    expect(JSON.stringify([forgotten, seated.map(eventWithoutPersonalData), byPerson(forgotten)])).not.toContain("Nowak");
    expect(JSON.stringify(seated.slice(0, 2).map(eventWithoutPersonalData))).toMatch(/"T 12".*"12b"/);
    expect(byPerson(forgotten).map(({ key }) => key)).toEqual(["ann"]);
  });

  it("[O151] an event that says nothing of the guest stays as it is", () => {
    const paid = history([creating, guest], [append(asked(1, "soup")), guest], [pay(90, 1250), till], [{ type: "VerifyOrder" }, boss]);
    for (const event of paid.slice(2)) expect(eventWithoutPersonalData(event)).toBe(event);
  });

  it("[O152] lines that came from another order bring no words with them", () => {
    const from = given(
      ...log.slice(0, 7),
      ...given(...log.slice(0, 7))
        .when({ type: "ReleaseLines", transfer: id(70), to: id(71), merge: true })
        .events(),
    ).order;
    const [transfer] = from.transfers;
    if (!transfer) throw new Error("nothing left");
    const receive = {
      type: "ReceiveLines" as const,
      transfer: id(70),
      from: from.order,
      by: "ann",
      currency: creating.currency,
      buckets: transfer.buckets,
      comments: transfer.comments,
    };
    const [received] = given(...history([creating, boss]))
      .when(receive, mover)
      .events();
    if (!received) throw new Error("nothing came");
    expect(JSON.stringify(received)).toContain("nuts!");
    const silent = eventWithoutPersonalData(received);
    expect(silent).toMatchObject({
      comments: [{ comment: "", id: id(80) }],
      buckets: [{ lines: [{ comments: [{ comment: "" }, { comment: "" }], extra: { "x-seat": "3" } }, {}] }],
    });
    expect(JSON.stringify(silent)).not.toMatch(/nuts!|call me|Ann"/);
  });

  it("[O153] the order itself forgets the same", () => {
    const order = withoutPersonalData(given(...log).order);
    expect(order).toMatchObject({
      contact: {},
      extra: { ...kept, "x-seat": "4", ...keptOfStaff },
      staffKeys: Object.keys(keptOfStaff),
      comments: [{ comment: "", by: "ann" }],
      coupons: [{ id: id(82), coupon: "WELCOME5", addedBy: "ann" }],
      pendingPayments: [{ id: id(50), amount: 100 }],
      buckets: [{ lines: [{ extra: { "x-seat": "3" }, comments: [{ comment: "" }, { comment: "" }] }, { extra: { "x-seat": "5" } }] }],
    });
    expect(JSON.stringify(order)).not.toMatch(/nuts!|call me|"Ann"|Carl|courier|600|Long|PL1|a\.test|b\.test|userId/);
    for (const gone of ["address", "geoPosition"]) expect(order).not.toHaveProperty(gone);
    const plain = given(...history([creating, guest], [append(asked(1, "soup")), guest])).order;
    expect(withoutPersonalData(plain)).toEqual(plain);
  });

  const NAME = "Anna Nowak, 600700800, Long Street 1";
  const ended = history(
    [creating, guest],
    [append(asked(1, "soup"), asked(2, "cola"), asked(3, "soup")), guest],
    [{ type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 3200 }, guest],
    [{ type: "DeclinePayment", id: id(50), reason: NAME }, guest],
    [pay(90, 3200), till],
    [{ type: "SetQueuePosition", venue: "v1", position: "ANNA" }, boss],
    [{ type: "VoidLines", lines: [id(2)], reason: NAME }, boss],
    [{ type: "WasteLines", lines: [id(3)], reason: NAME }, boss],
    [{ type: "OpenRefund", id: id(60), payment: id(90), amount: 100, reason: NAME }, boss],
    [{ type: "DeclineRefund", id: id(60), reason: NAME }, boss],
    [{ type: "OpenRefund", id: id(61), payment: id(90), amount: 200, reason: NAME }, boss],
    [
      {
        type: "AddFiscal",
        slip: {
          timestamp: at,
          amount: 100,
          printer: "P-1",
          slip: "S-1",
          taxId: NAME.slice(0, 10),
          message: NAME,
          extra: { USN: "7", for: NAME },
        },
      },
      till,
    ],
    [{ type: "CancelOrder", statusInfo: NAME }, boss],
  );

  it("[XE10] reasons, `statusInfo`, logs, queue positions and slips say nothing of the guest when his data are erased", () => {
    const { order } = given(...ended);
    expect(JSON.stringify(view(order)).match(/Nowak/g)?.length).toBeGreaterThan(6);
    const erased = ended.map(eventWithoutPersonalData);
    expect(JSON.stringify(erased)).not.toMatch(/Anna|ANNA|Nowak|600700800|Long/);
    expect(withoutPersonalData(order)).toEqual(given(...erased).order);
    const shown = view(withoutPersonalData(order));
    expect(shown).toMatchObject({
      logs: expect.arrayContaining([expect.objectContaining({ message: "voided" }), expect.objectContaining({ message: "cancelled" })]),
      fiscal: [{ slip: "S-1", amount: 1, extra: { USN: "7" } }],
      refunding: [{ amount: "2.00", reason: "" }],
    });
    expect(shown).not.toHaveProperty("statusInfo");
  });

  it("[O577] what comes after an erasure says no more of the guest than what came before it", () => {
    const erased = [
      ...ended,
      ...given(...ended)
        .when({ type: "EraseOrder" }, guest)
        .events(),
    ];
    given(...erased)
      .when({ type: "OpenRefund", id: id(62), payment: id(90), amount: 1, reason: NAME }, boss)
      .gives({ type: "RefundOpened", amount: 1, reason: "" });
  });

  it("[O578] a queue position that is a number stays", () => {
    for (const position of ["17", "A17"]) {
      const event: OrderEvent = { v: 1, type: "QueuePositionSet", at, by: "sue", cid: "c", venue: "v1", position };
      expect(eventWithoutPersonalData(event)).toBe(event);
    }
  });
});
