import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OrderEvent, readEvent } from "./events";
import { replay } from "./evolve";
import { DEFAULT_SETTINGS } from "./order-settings";
import { view } from "./view";

const folder = join(import.meta.dirname, "event-fixtures");
const text = (file: string) => readFileSync(join(folder, file), "utf8");
type Stored = { v: number; type: string };
const logs = (file: string): Record<string, Stored[]> => JSON.parse(text(file));
const read = (events: Stored[]) => events.map((event) => readEvent(JSON.stringify(event)));
const stateOf = (file: string, name: string) => {
  const state = replay(read(logs(file)[name] ?? []));
  if (state.status === "ABSENT") throw new Error(`${file} has no ${name}`);
  return state;
};
const shown = (file: string, name: string) => view(stateOf(file, name));

/** Bodies as they were written on that day by the code of that day. What has been stored once is never edited: add a file. */
const WRITTEN = {
  "2026-11-22.json": "55b9c14dff500a21d2bc0846ef6b1dce7ab17f969b0d6f6e0968c03e4d207c54",
  "2026-11-24-menu.json": "b0bfef534f14fec3c6ca017073b218940c550165c27cd9a24ed1e27048a1e750",
  "2026-11-24.json": "58ecf08f3ad6fc8ea2d1d7b3998f64261c192f8e449343f6ff7e4b3a8021688d",
  "2026-11-25-kitchen.json": "b9f9fea1a3ac29c9625d75f3357fa55694043b12e3ba1816ff78ed8a22888b31",
  "2026-11-26-checkout.json": "c135a225a74fadefd68c3cd01d5f42e4b0abc0eb0bdc9d01430e4ac5ace33ecc",
  "2026-11-26-delivery.json": "cea850f1bfc6b2263887676bf4fce4cdf7cf570431ebd4eae7bdb491dd450493",
  "2026-11-26-platform.json": "05265e6a11448ddae8094d762e76c15bbfc7e52fe35e5da8dc76363170f5011c",
  "2026-11-26-staff.json": "1e1b250ac720207c2e2c5bf7d53a95aa3b321020e6abfb84b8cb25a301a3b8ff",
};

describe("what has been stored once", () => {
  it("[O145] is never edited", () => {
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(WRITTEN));
    for (const [file, sum] of Object.entries(WRITTEN)) expect(createHash("sha256").update(text(file)).digest("hex")).toBe(sum);
  });

  it("[O146] reads as an event of today's shape, whichever version it was written in", () => {
    const all = Object.keys(WRITTEN).flatMap((file) => Object.values(logs(file)).flat());
    for (const event of read(all)) expect(OrderEvent.safeParse(event)).toMatchObject({ success: true });
    expect(read(all.filter(({ v, type }) => type === "OrderCreated" && v === 1))).toMatchObject([
      { v: 2, house: DEFAULT_SETTINGS },
      { v: 2, house: DEFAULT_SETTINGS },
      { v: 2, house: DEFAULT_SETTINGS },
    ]);
  });

  it("[O147] has one of every type and version that there ever was", () => {
    const seen = new Set(
      Object.keys(WRITTEN).flatMap((file) => Object.values(logs(file)).flatMap((log) => log.map(({ type, v }) => `${type} ${v}`))),
    );
    const today = OrderEvent.options.map(({ shape }) => `${shape.type.value} ${shape.v.value}`);
    expect([...seen].toSorted()).toEqual([...today, "OrderCreated 1"].toSorted());
  });

  it("[O148] still makes the orders that it made", () => {
    expect(shown("2026-11-22.json", "closed")).toMatchObject({
      status: "CLOSED",
      statusInfo: "done",
      total: "22.50",
      extId: "7",
      verified: true,
      buckets: [{ queuePos: "12", lines: [{ quantity: 2, status: "PROCESSED", discounts: [{ discountPrice: "2.50" }] }] }],
      payments: [{ type: "CASH", amount: "22.50" }],
    });
    expect(shown("2026-11-22.json", "cancelled")).toMatchObject({ status: "CANCELLED", statusInfo: "sorry" });
    expect(shown("2026-11-22.json", "abandoned")).toMatchObject({ status: "ABANDONED", statusInfo: "bye" });
    expect(shown("2026-11-24.json", "table")).toMatchObject({
      status: "CANCELLED",
      total: "32.51",
      tip: "3.03",
      cashRounding: "-0.02",
      fees: [],
    });
    expect(shown("2026-11-24.json", "other")).toMatchObject({ status: "NEW", total: "6.50" });
    expect(shown("2026-11-24.json", "escalated")).toMatchObject({ status: "COMPLETED", escalated: "2026-11-22T12:00:00.000Z" });
    expect(shown("2026-11-25-kitchen.json", "missed")).toMatchObject({
      status: "COMPLETED",
      etf: "2026-11-25T12:10:00.000Z",
      priority: true,
      receipts: [{ config: "stove", seq: 6 }],
      buckets: [{ lines: [{ status: "PROCESSING", stations: ["stove", "pass"] }, { status: "PROCESSED" }] }],
    });
    expect(shown("2026-11-25-kitchen.json", "kitchen")).toMatchObject({ etf: "2026-11-25T12:22:00.000Z" });
    expect(shown("2026-11-26-platform.json", "platform")).toMatchObject({
      status: "COMPLETED",
      total: "20.00",
      adjustment: "-3.00",
      tax: [
        { rate: "8", brutto: 19 },
        { rate: "23", brutto: 4 },
      ],
      buckets: [{ lines: [{ productId: "meal" }, { productId: "soup", price: "10.00" }] }],
    });
    expect(shown("2026-11-26-staff.json", "staff")).toMatchObject({
      extra: { "x-pos-id": "7", "courier-name": "Carl", "x-seat": "3" },
      buckets: [{ lines: [{ extra: { pan: "2" } }, { extra: { "x-seat": "4" } }] }],
    });
    expect(stateOf("2026-11-26-staff.json", "staff")).toMatchObject({
      staffKeys: ["x-pos-id", "courier-name", "x-seat"],
      buckets: [{ lines: [{ staffKeys: ["pan"] }, { staffKeys: ["x-seat"] }] }],
    });
  });
});
