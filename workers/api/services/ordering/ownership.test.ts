import { beforeAll, describe, expect, it } from "vitest";
import { listenTo } from "../../../../durable-objects/order/order-sockets.fixture";
import menuWorker from "../../../menu/index";
import { openChain } from "#api/services/menu/chain.fixture";
import { burger, person, projected } from "./person.fixture";

const chain = crypto.randomUUID();
beforeAll(() => openChain(chain, menuWorker));

const ann = person(chain, "ROLE_ANONYMOUS");
const till = person(chain, "ROLE_centrum_ORDERS", "ROLE_centrum_WAITER", "ROLE_PAY");
const boss = person(chain, "ROLE_MANAGER");

const reasonOf = async (answer: Promise<Response>) => {
  const res = await answer;
  const { type, needs, extra } = await res.json<{ type: string; needs?: string[]; extra?: string[] }>();
  return { status: res.status, code: type.split("/").at(-1), needs, extra };
};
const forAggregators = ["ROLE_AGGREGATOR", "ROLE_MANAGER", "ROLE_ORDERS"];
const notForGuests = (...extra: string[]) => ({ status: 403, code: "forbidden", needs: expect.arrayContaining(["ROLE_MANAGER"]), extra });

describe("what is written by whom", () => {
  it("[XC4] a guest creates no aggregator's order: 403, and the dry run says so", async () => {
    const glovo = { orderType: "GLOVO_DELIVERY" };
    expect(await reasonOf(ann.post("order/new", glovo))).toMatchObject({ status: 403, code: "forbidden", needs: forAggregators });
    expect((await till.post("order/new", glovo)).status).toBe(202);
    const dry = await (await ann.post("order/dry-run", glovo)).json<object>();
    expect(dry).toMatchObject({ valid: false, order: null, problems: [{ status: 403, needs: forAggregators }] });
  });

  it("[XC4] source KIOSK is not heard from a guest, and is from a kiosk", async () => {
    const body = { orderType: "TAKE_AWAY", source: "KIOSK", extra: { "x-source": "KIOSK", "x-seat": "3" } };
    expect((await ann.wait("order/new", body)).body.order).toMatchObject({ source: "WEB", extra: { "x-seat": "3" } });
    expect((await person(chain, "ROLE_centrum_KIOSK").wait("order/new", body)).body.order).toMatchObject({
      source: "KIOSK",
      extra: body.extra,
    });
    const unsaid = { orderType: "TAKE_AWAY", extra: { "x-source": "GLOVO" } };
    expect((await ann.wait("order/new", unsaid)).body.order).toMatchObject({ source: "WEB", extra: {} });
    expect(await (await ann.post("order/dry-run", body)).json()).toMatchObject({ valid: true, order: { source: "WEB" } });
  });

  it("[XC4] `x-agg-id` is forbidden to a guest at every door, and his orders are found under none", async () => {
    const forged = { "x-agg-id": "G-9" };
    const refused = notForGuests("x-agg-id");
    expect(await reasonOf(ann.post("order/new", { orderType: "TAKE_AWAY", extra: forged }))).toEqual(refused);
    expect(await reasonOf(ann.post("order/new", { orderType: "TAKE_AWAY", buckets: [burger({ extra: forged })] }))).toEqual(refused);
    const { body } = await ann.wait("order/new", { orderType: "TAKE_AWAY", buckets: [burger()] });
    const { order, lines } = body;
    const doors: [string, unknown][] = [
      ["extra", { store: forged }],
      ["lines/extra", { lines, store: forged }],
      ["append", burger({ extra: forged })],
    ];
    for (const [door, asked] of doors) expect(await reasonOf(ann.post(`order/${order.id}/${door}`, asked))).toEqual(refused);
    const queue = doors.map(([command, asked], nth) => ({ id: `offline-${nth}`, command, body: asked, at: new Date().toISOString() }));
    const batch = await (await ann.post(`order/${order.id}/commands`, { onError: "continue", commands: queue })).json<object>();
    expect(batch).toMatchObject({ results: doors.map(() => ({ outcome: "rejected", problem: { status: 403, extra: ["x-agg-id"] } })) });
    const socket = listenTo(await ann.ask("GET", `order/${order.id}/live`, { headers: { upgrade: "websocket" } }));
    for (const [command, asked] of doors) socket.say({ id: command, command, body: asked });
    await expect.poll(() => socket.answers().map(({ status }) => status), { timeout: 5_000 }).toEqual(doors.map(() => 403));
    for (const asked of [
      { orderType: "TAKE_AWAY", extra: forged },
      { orderType: "TAKE_AWAY", buckets: [burger({ extra: forged })] },
    ])
      expect(await (await ann.post("order/dry-run", asked)).json()).toMatchObject({ valid: false, problems: [{ extra: ["x-agg-id"] }] });
    await projected(chain, order.id);
    expect(await (await boss.ask("GET", "orders?extId=G-9")).json()).toEqual([]);
  });

  it("[XC5] a guest takes out nothing that the till has stored, of the order or of a line", async () => {
    const { body } = await ann.wait("order/new", { orderType: "TAKE_AWAY", buckets: [burger()] });
    const { order, lines } = body;
    await till.wait(`order/${order.id}/extra`, { store: { "x-pos-id": "7", "manual-verify": "1", bill: "12" } });
    await till.wait(`order/${order.id}/lines/extra`, { lines, store: { pan: "2" } });
    const remove = ["x-pos-id", "manual-verify", "bill"];
    expect(await reasonOf(ann.post(`order/${order.id}/extra`, { remove }))).toEqual(notForGuests(...remove));
    expect(await reasonOf(ann.post(`order/${order.id}/extra`, { store: { bill: "1" } }))).toEqual(notForGuests("bill"));
    expect(await reasonOf(ann.post(`order/${order.id}/lines/extra`, { lines, remove: ["pan"] }))).toEqual(notForGuests("pan"));
    expect((await ann.wait(`order/${order.id}/extra`, { store: { "x-seat": "3" } })).body.order).toMatchObject({
      extra: { "x-pos-id": "7", "manual-verify": "1", bill: "12", "x-seat": "3" },
    });
    expect((await till.wait(`order/${order.id}/extra`, { remove })).body.order).toMatchObject({ extra: { "x-seat": "3" } });
  });

  it("[XC6] a guest does not merge his own fired, unpaid tab away: 403, and it stays open; a waiter does", async () => {
    const { body } = await ann.wait("order/new", { orderType: "DINE_IN_OPEN", buckets: [burger()] });
    const tab = body.order.id;
    await till.wait(`order/${tab}/lines/fire`, {});
    const other = (await ann.wait("order/new", { orderType: "DINE_IN_OPEN", buckets: [burger()] })).body.order.id;
    expect(await reasonOf(ann.post(`order/${tab}/merge`, { into: other }))).toMatchObject({ status: 403, code: "forbidden" });
    expect(await reasonOf(ann.post(`order/${tab}/lines/transfer`, { to: other, lines: body.lines }))).toMatchObject({ status: 403 });
    expect(await (await ann.ask("GET", `orders/${tab}`)).json()).toMatchObject({ status: "COMPLETED", editTotal: "21.50", closed: false });
    expect((await till.post(`order/${tab}/merge`, { into: other }, { prefer: "wait" })).status).toBe(200);
  });

  it("[O414] an order is told how many extras it may have", async () => {
    const order = await ann.create();
    const store = Object.fromEntries(Array.from({ length: 65 }, (_, nth) => [`k${nth}`, "1"]));
    const refused = await ann.post(`order/${order}/extra`, { store }, { prefer: "wait" });
    expect([refused.status, await refused.json()]).toMatchObject([422, { limit: 64, message: expect.stringContaining("limit: 64") }]);
  });
});
