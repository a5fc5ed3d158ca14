import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderRow } from "../../../protocol/queue";
import { type OrderFilter, orders, project } from "./orders";

const at = "2026-11-22T12:00:00.000Z";
const row = (change: Partial<OrderRow> = {}): OrderRow => ({
  status: "NEW",
  orderType: "TAKE_AWAY",
  source: "web",
  creator: "u",
  venues: ["v1"],
  currency: "PLN",
  total: 1399,
  discount: 0,
  paid: 0,
  paymentTypes: ["CASH"],
  lines: 1,
  phone: null,
  email: null,
  extId: null,
  claimCode: null,
  venueTotals: {},
  created: at,
  changed: at,
  due: null,
  completedTime: null,
  closedDate: null,
  ...change,
});
const page = { start: 0, end: 100, sort: "id", order: "ASC" } as const;
const put = (tenant: string, id: string, seq: number, change?: Partial<OrderRow>) =>
  project(env.DB, [orders(env.DB, tenant).put(id, seq, row(change))]);
const day = (date: number) => `2026-11-${date}T00:00:00.000Z`;
const ids = async (filter: OrderFilter) => (await orders(env.DB, "f").list(filter, page)).rows.map(({ id }) => id).join("");

describe("projected orders", () => {
  it("[J20] whatever the order of arrival, and however often, the newest state stays", async () => {
    const arrivals = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.uuid(), arrivals, async (id, seqs) => {
        for (const seq of seqs) await put("law", id, seq, { total: seq * 100, venues: [`v${seq}`] });
        const { rows } = await orders(env.DB, "law").list({ id }, page);
        const newest = Math.max(...seqs);
        expect(rows).toMatchObject([{ id, seq: newest, total: newest * 100, venues: [`v${newest}`] }]);
      }),
      { numRuns: 20 },
    );
  });

  it("[J21] a list shows one tenant's orders only", async () => {
    await put("mine", "o1", 1);
    await put("theirs", "o1", 1);
    expect((await orders(env.DB, "mine").list({}, page)).total).toBe(1);
    await put("theirs", "o1", 2, { status: "CLOSED" });
    expect((await orders(env.DB, "mine").list({}, page)).rows).toMatchObject([{ seq: 1, status: "NEW" }]);
  });

  it("[J22] filters by id, status, any of several venues, and time of creation", async () => {
    await put("f", "a", 1, { venues: ["v1"], created: day(20) });
    await put("f", "b", 1, { venues: ["v2", "v3"], status: "COMPLETED", created: day(21) });
    await put("f", "c", 1, { venues: ["v3"], created: day(22) });
    expect(await ids({})).toBe("abc");
    expect(await ids({ id: "b" })).toBe("b");
    expect(await ids({ status: "NEW" })).toBe("ac");
    expect(await ids({ venues: ["v1", "v2"] })).toBe("ab");
    expect(await ids({ venues: [] })).toBe("");
    expect(await ids({ venues: ["v3"], status: "NEW" })).toBe("c");
    expect(await ids({ createdFrom: day(21), createdTo: day(22) })).toBe("b");
  });

  it("[J23] pages neither repeat nor lose a row, also when all sort alike", async () => {
    for (const id of ["a", "b", "c", "d", "e"]) await put("p", id, 1);
    const stored = orders(env.DB, "p");
    const cuts = [0, 2, 4].map((start) => ({ start, end: start + 2, sort: "created", order: "DESC" }) as const);
    const pages = await Promise.all(cuts.map((cut) => stored.list({}, cut)));
    expect(pages.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(["e", "d", "c", "b", "a"]);
    expect(pages.map(({ total }) => total)).toEqual([5, 5, 5]);
  });
});
