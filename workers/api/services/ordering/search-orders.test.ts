import { beforeAll, describe, expect, it } from "vitest";
import menuWorker from "../../../menu/index";
import { openChain } from "#api/services/menu/chain.fixture";
import { burger, person, projected } from "./person.fixture";

const chain = crypto.randomUUID();
const other = crypto.randomUUID();
const ann = person(chain, "ROLE_ANONYMOUS");
const boss = person(chain, "ROLE_MANAGER", "ROLE_PAY");
const centrum = person(chain, "ROLE_centrum_ORDERS");
type Person = typeof ann;
type Row = {
  key: string;
  orders: number;
  open: number;
  cancelled: number;
  abandoned: number;
  lines: number;
  total: string;
  average: string;
};

const ids: Record<string, string> = {};
beforeAll(async () => {
  await openChain(chain, menuWorker);
  await openChain(other, menuWorker);
  const create = async (name: string, body: object) => {
    const { orderId } = await (await ann.post("order/new", body)).json<{ orderId: string }>();
    ids[name] = orderId;
    return orderId;
  };
  await create("basket", { orderType: "TAKE_AWAY", buckets: [burger()], users: [{ phone: "600", email: "ann@example.org" }] });
  const paid = await create("paid", { orderType: "TAKE_AWAY", buckets: [burger({ quantity: 2 })] });
  await boss.wait(`order/${paid}/extra`, { store: { "x-agg-id": "G-7" } });
  await boss.wait(`order/${paid}/paymentUpdate`, { type: "CASH", amount: "50.00" });
  const gone = await create("gone", { orderType: "DELIVERY", buckets: [{ ...burger(), venue: "port" }] });
  await ann.wait(`order/${gone}/abandon`, {});
  const cancelled = await create("cancelled", { orderType: "DELIVERY", buckets: [{ ...burger(), venue: "port" }] });
  await boss.wait(`order/${cancelled}/cancel`, {});
  for (const order of Object.values(ids)) await projected(chain, order);
});

async function found(who: Person, query: string) {
  const answer = await who.ask("GET", `orders${query}`);
  if (answer.status !== 200) return { status: answer.status, total: "", names: [] as string[] };
  const orders = await answer.json<{ id: string }[]>();
  const names = orders.map(({ id }) => Object.entries(ids).find(([, known]) => known === id)?.[0] ?? "?");
  return { status: 200, total: answer.headers.get("x-total-count"), names };
}
const names = async (query: string) => (await found(boss, query)).names.toSorted();

describe("GET /orders", () => {
  it.each([
    ["", ["basket", "cancelled", "gone", "paid"]],
    ["?status=NEW", ["basket"]],
    ["?type=DELIVERY", ["cancelled", "gone"]],
    ["?completed=true", ["paid"]],
    ["?completed=false", ["basket", "cancelled", "gone"]],
    ["?closed=true", ["cancelled", "gone"]],
    ["?closed=false", ["basket", "paid"]],
    ["?phone=600", ["basket"]],
    ["?mail=ann@example.org", ["basket"]],
    ["?extId=G-7", ["paid"]],
    ["?venue=port", ["cancelled", "gone"]],
    ["?payment=CASH", ["paid"]],
    ["?payment=CARD", []],
    ["?totalMin=43", ["paid"]],
    ["?totalMin=21.5&totalMax=21.50", ["basket", "cancelled", "gone"]],
    ["?aggregator=_ANY_", []],
    ["?aggregator=GLOVO", []],
    ["?createdFrom=2020-01-01T00:00:00Z&createdTo=2020-01-02T00:00:00Z", []],
    ["?completedFrom=2020-01-01T00:00:00%2B01:00", ["paid"]],
    ["?completedTo=2020-01-01T00:00:00Z", []],
  ])("[H40] %s finds %j", async (query, expected) => expect(await names(query)).toEqual(expected));

  it("[H41] comes in pages, in the order that is asked for, and says how many there are", async () => {
    expect(await found(boss, "?_sort=total&_order=DESC&_start=0&_end=1")).toEqual({ status: 200, total: "4", names: ["paid"] });
    const all = [
      await found(boss, "?_sort=created&_order=ASC&_start=0&_end=2"),
      await found(boss, "?_sort=created&_order=ASC&_start=2&_end=4"),
    ];
    expect(all.flatMap((page) => page.names)).toEqual(["basket", "paid", "gone", "cancelled"]);
    for (const sort of ["lastChanged", "status", "id", "due", "completedTime", "closedDate"]) {
      expect((await found(boss, `?_sort=${sort}`)).total).toBe("4");
    }
  });

  it("[H42] every wrong field is named", async () => {
    const wrong = await boss.ask("GET", "orders?status=HUNGRY&completed=yes&createdFrom=soon&aggregator=UBR&colour=red&_end=x");
    const { errors } = await wrong.json<{ errors: { pointer: string }[] }>();
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual([
      "/_end",
      "/aggregator",
      "/colour",
      "/completed",
      "/createdFrom",
      "/status",
    ]);
    const amount = await boss.ask("GET", "orders?totalMin=1.005");
    expect([amount.status, (await amount.json<{ errors: { pointer: string }[] }>()).errors[0]?.pointer]).toEqual([400, "/totalMin"]);
  });

  it("[H43] who works at a venue sees its orders, a guest none, and another tenant none of these", async () => {
    expect((await found(centrum, "")).names.toSorted()).toEqual(["basket", "paid"]);
    expect((await found(centrum, "?venue=port")).status).toBe(403);
    expect((await found(ann, "")).status).toBe(403);
    expect(await found(person(other, "ROLE_SU"), "")).toEqual({ status: 200, total: "0", names: [] });
  });

  it("[H44] with the bookmark of an earlier command the list waits until it shows it, and says so when it cannot", async () => {
    const created = await ann.post("order/new", { orderType: "DINE_IN" });
    const { orderId } = await created.json<{ orderId: string }>();
    const bookmark = created.headers.get("x-bookmark") ?? "";
    expect(bookmark).toBe(`${orderId}.1`);
    const late = boss.ask("GET", "orders?type=DINE_IN", { headers: { "x-bookmark": bookmark } });
    await projected(chain, orderId);
    expect(await (await late).json()).toMatchObject([{ id: orderId }]);
    for (const wrong of ["soon", orderId, `${orderId}.x`, Array.from({ length: 21 }, () => bookmark).join()]) {
      expect((await boss.ask("GET", "orders", { headers: { "x-bookmark": wrong } })).status).toBe(400);
    }
    // Somebody else's order, and one that nobody has, hold nobody up.
    const foreign = await person(other, "ROLE_SU").create();
    expect((await boss.ask("GET", "orders", { headers: { "x-bookmark": `${foreign}.9, ${crypto.randomUUID()}.1` } })).status).toBe(200);
    const never = await boss.ask("GET", "orders", { headers: { "x-bookmark": `${orderId}.99` } });
    expect([never.status, never.headers.get("retry-after")]).toEqual([503, "1"]);
  });
});

const stats = async (who: Person, path: string) => {
  const answer = await who.ask("GET", `stats${path}`);
  expect(answer.status).toBe(200);
  return answer.json<Row[]>();
};
const refused = async (who: Person, path: string) => (await who.ask("GET", `stats${path}`)).status;

describe("stats", () => {
  it("[H50] the chain's orders by day, hour, type, source and venue: placed ones with their sums, the others counted", async () => {
    const today = new Date().toISOString().slice(0, 10);
    const [day] = await stats(boss, "?_sort=key&_order=DESC");
    expect(day).toMatchObject({
      key: today,
      orders: 1,
      cancelled: 1,
      abandoned: 1,
      lines: 1,
      total: "43.00",
      paid: "43.00",
      average: "43.00",
    });
    expect(await stats(boss, "?groupBy=type")).toMatchObject([
      { key: "DELIVERY", orders: 0, cancelled: 1, abandoned: 1, total: "0.00", average: "0.00" },
      expect.anything(),
      { key: "TAKE_AWAY", orders: 1, open: 2, total: "43.00" },
    ]);
    expect(await stats(boss, "?groupBy=venue&_sort=total&_order=DESC&_end=1")).toMatchObject([{ key: "centrum", total: "43.00" }]);
    expect((await stats(boss, "?groupBy=hour"))[0]?.key).toMatch(/^\d{4}-\d\d-\d\dT\d\d$/);
    expect(await stats(boss, "?groupBy=source")).toMatchObject([{ key: "WEB" }]);
  });

  it("[H51] a venue's by its own clock, for those who may; today's venue by venue", async () => {
    expect(await stats(centrum, "/venue/centrum?groupBy=type")).toMatchObject([{ key: "TAKE_AWAY", orders: 1, open: 2, total: "43.00" }]);
    expect(await refused(centrum, "/venue/port")).toBe(403);
    expect(await refused(boss, "/venue/nowhere")).toBe(404);
    expect(await refused(centrum, "")).toBe(403);
    expect(await refused(ann, "/today")).toBe(403);
    expect(await stats(boss, "/today")).toMatchObject([
      { key: "centrum", orders: 1, total: "43.00" },
      { key: "port", orders: 0, cancelled: 1, abandoned: 1 },
    ]);
    expect(await stats(person(other, "ROLE_SU"), "/today")).toEqual([]);
  });

  it("[H52] a span that is too long, or runs backwards, is refused", async () => {
    expect(await refused(boss, "?from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z")).toBe(400);
    expect(await refused(boss, "?from=2026-06-02T00:00:00Z&to=2026-06-01T00:00:00Z")).toBe(400);
    expect(await refused(boss, "?groupBy=mood")).toBe(400);
    expect(await stats(boss, "?from=2020-01-01T00:00:00Z&to=2020-01-31T00:00:00Z")).toEqual([]);
  });
});
