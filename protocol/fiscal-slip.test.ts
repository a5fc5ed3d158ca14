import { describe, expect, it } from "vitest";
import { FiscalizeBody } from "./fiscal-slip";

const bare = { timestamp: "2026-11-26T12:00:00.000Z", printer: "P-1", slip: "S-1", amount: 21.5 };
const line = { item: "burger", qty: 1, price: 21.5, total: 21.5, vat: "8" };
const read = (more: object) => FiscalizeBody.parse({ ...bare, ...more });
const wrong = (more: object) => FiscalizeBody.safeParse({ ...bare, ...more }).error?.issues.map(({ path }) => path.join("/"));

describe("a printed slip, as a till tells of it", () => {
  it.each<[object, object]>([
    [{ entries: [{ ...line, vat: 8 }] }, { entries: [line] }],
    [
      { taxId: 5_213_000_000, message: 7, user: 3 },
      { taxId: "5213000000", message: "7", user: "3" },
    ],
    [{ entries: [5, null, undefined].map((item) => ({ ...line, item })) }, { entries: ["5", "", ""].map((item) => ({ ...line, item })) }],
    [{ payments: { CASH: null, CARD: "", TERMINAL: "21,50", ["X".repeat(65)]: 1 } }, { payments: { TERMINAL: 21.5 } }],
    [{ subTotalDiscounts: [{ discount: 2 }] }, { subTotalDiscounts: [{ name: "", discount: 2, vat: "" }] }],
    [{ proforma: "false" }, { proforma: false }],
    [{ proforma: "TRUE" }, { proforma: true }],
    [{ amount: "0.30000000000000004" }, { amount: 0.1 + 0.2 }],
    [{ slip: `${"0".repeat(100)}123` }, { slip: `${"0".repeat(61)}123` }],
    [
      { slip: 12, printer: 7 },
      { slip: "12", printer: "7" },
    ],
    [{ extra: { USN: 7, device: {}, ok: "yes" } }, { extra: { USN: "7", ok: "yes" } }],
    [{ drsSummary: [{ deposit: "0,5", count: "-2" }, { deposit: 1 }] }, { drsSummary: [{ deposit: 0.5, count: -2 }] }],
  ])("[XF44] %j is kept, as it was meant", (told, kept) => expect(read(told)).toMatchObject(kept));

  it("[XF44] a list that is too long is kept as far as it goes, and what cannot be kept is left out", () => {
    const entries = Array.from({ length: 501 }, () => line);
    expect(read({ entries }).entries).toHaveLength(500);
    expect(read({ entries: [line, { ...line, total: "much" }, 7, { ...line, qty: -100_001 }] }).entries).toEqual([line]);
    const nothing = { venue: "no id", proforma: "perhaps", entries: {}, payments: [], extra: "x", taxId: "", message: null, user: [] };
    expect(JSON.parse(JSON.stringify(read(nothing)))).toEqual(bare);
  });

  it.each<[unknown, string]>([
    [Date.parse("2026-11-26T12:00:00.250Z"), "2026-11-26T12:00:00.250Z"],
    [String(Date.parse("2026-11-26T12:00:00Z")), "2026-11-26T12:00:00.000Z"],
    [Date.parse("2026-11-26T12:00:00Z") / 1000, "2026-11-26T12:00:00.000Z"],
    ["2026-11-26T12:00:00", "2026-11-26T12:00:00Z"],
    ["2026-11-26 12:00:00.5", "2026-11-26T12:00:00.5Z"],
    ["2026-11-26T13:00:00+0100", "2026-11-26T13:00:00+01:00"],
    ["2026-11-26T13:00:00+01:00", "2026-11-26T13:00:00+01:00"],
  ])("[XF44] a clock's %j is %s", (told, instant) => expect(read({ timestamp: told }).timestamp).toBe(instant));

  it("[XF44] without a sensible time, printer, slip or amount it is refused by the field", () => {
    expect(FiscalizeBody.safeParse({}).error?.issues.map(({ path }) => path.join("/"))).toEqual(["timestamp", "slip", "printer", "amount"]);
    for (const timestamp of [null, "", "noon", 5, 1e20, "2026-13-01T12:00:00Z"]) expect(wrong({ timestamp })).toEqual(["timestamp"]);
    for (const amount of [null, "", "many", 1e10, {}, "1.234,50"]) expect(wrong({ amount })).toEqual(["amount"]);
    for (const name of [null, "", " ", {}, []]) expect(wrong({ slip: name, printer: name })).toEqual(["slip", "printer"]);
  });
});
