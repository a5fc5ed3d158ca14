import { exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { allowed, ROLES } from "../../../../domain/access/capabilities";
import { OrderObject } from "../../../../durable-objects/order/order-object";
import { TemporaryError } from "../../../../runtime/temporary-error";
import menuWorker from "../../../menu/index";
import { openChain } from "#api/services/menu/chain.fixture";
import { burger, type Order, person } from "./person.fixture";

const chain = crypto.randomUUID();
const other = crypto.randomUUID();
beforeAll(async () => {
  await openChain(chain, menuWorker);
  await openChain(other, menuWorker);
});

const ann = person(chain, "ROLE_ANONYMOUS");
const staff = person(chain, "ROLE_centrum_ORDERS", "ROLE_centrum_KDS", "ROLE_centrum_PAY");

describe("POST /order/new", () => {
  it("[H1] a repeated create with the same key is the same order", async () => {
    const first = await ann.create({ "idempotency-key": "k1" });
    expect(await ann.create({ "idempotency-key": "k1" })).toBe(first);
    expect(await ann.create({ "idempotency-key": "k2" })).not.toBe(first);
    const reused = await ann.post("order/new", { orderType: "DELIVERY" }, { "idempotency-key": "k1" });
    expect(reused.status).toBe(422);
  });
  it("[H2] takes an IOrder-like value, and names what it does not know", async () => {
    const known = await ann.post("order/new", {
      orderType: "TAKE_AWAY",
      status: "NEW",
      total: "0",
      users: [{ name: "Ann", phone: "1" }],
      buckets: [],
    });
    expect(known.status).toBe(202);
    const unknown = await ann.post("order/new", { orderType: "BY_DRONE", colour: "red" });
    expect(unknown.status).toBe(400);
    const { errors, message } = await unknown.json<{ errors: { pointer: string }[]; message: string }>();
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual(["/colour", "/orderType"]);
    expect(message).toContain("colour");
  });
  it("[H3] an order may be created with its first lines", async () => {
    const { status, body } = await ann.wait("order/new", { orderType: "TAKE_AWAY", buckets: [burger()] });
    expect(status).toBe(200);
    expect(body.order).toMatchObject({ total: "21.50", buckets: [{ venue: "centrum" }] });
    expect(body.lines).toHaveLength(1);
  });
});

describe("commands", () => {
  it("[H4] accepted is not applied: 202 says under which id the verdict comes, also for what will be refused", async () => {
    const order = await ann.create();
    const res = await ann.post(
      `order/${order}/append`,
      { venue: "centrum", lines: [{ productId: "tea", quantity: 1 }] },
      { "idempotency-key": "x1" },
    );
    expect([res.status, await res.json()]).toEqual([202, { correlationId: "x1", orderId: order }]);
  });
  it("[H5] with Prefer: wait the verdict is the answer", async () => {
    const order = await ann.create();
    const applied = await ann.wait(`order/${order}/append`, burger());
    expect(applied).toMatchObject({ status: 200, body: { order: { total: "21.50" } } });
    expect(applied.headers.get("etag")).toBe('"2"');
    const refused = await ann.wait(`order/${order}/append`, { venue: "centrum", lines: [{ productId: "tea", quantity: 1 }] });
    expect(refused).toMatchObject({ status: 422, body: { product: "tea", venue: "centrum" } });
    expect(refused.headers.get("content-type")).toContain("application/problem+json");
    expect(refused.body.message).toContain("tea");
  });
  it("[B11] commands of one click are as many as they are: its correlation id names no command", async () => {
    const order = await ann.create();
    const click = { "x-correlation-id": "click" };
    const lines = await Promise.all([1, 2].map(() => ann.wait(`order/${order}/append`, burger(), click)));
    expect(lines.map(({ status, body }) => [status, body.correlationId])).toEqual([
      [200, "click"],
      [200, "click"],
    ]);
    expect(new Set(lines.flatMap(({ body }) => body.lines)).size).toBe(2);
  });
  it("[B9] an order that cannot answer for a moment is 503, and worth another try", async () => {
    const order = await ann.create();
    vi.spyOn(OrderObject.prototype, "execute").mockRejectedValueOnce(new TemporaryError("the menu is not in store"));
    const { status, headers } = await ann.wait(`order/${order}/append`, burger());
    expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
    expect((await ann.wait(`order/${order}/append`, burger())).status).toBe(200);
  });
  it("[H6] a configuration that breaks rules is refused with each of them", async () => {
    const order = await ann.create();
    const { status, body } = await ann.wait(`order/${order}/append`, burger({ productConfig: { selected: { sauce: { honey: "1" } } } }));
    expect(status).toBe(422);
    expect(body.violations).toEqual(expect.arrayContaining([expect.objectContaining({ rule: "unknown-item" })]));
  });
  it("[H7] a repeated append names the same lines and has one effect", async () => {
    const order = await ann.create();
    const first = await ann.wait(`order/${order}/append`, burger(), { "idempotency-key": "a1" });
    const again = await ann.wait(`order/${order}/append`, burger(), { "idempotency-key": "a1" });
    expect(again.body.lines).toEqual(first.body.lines);
    expect(again.body.order.buckets[0]?.lines).toHaveLength(1);
  });
  it("[H8] If-Match refuses when the order has moved on", async () => {
    const order = await ann.create();
    await ann.wait(`order/${order}/append`, burger());
    expect((await ann.post(`order/${order}/comment`, "hot", { "if-match": '"1"' })).status).toBe(412);
    expect((await ann.post(`order/${order}/comment`, "hot", { "if-match": '"2"' })).status).toBe(202);
    expect((await ann.post(`order/${order}/comment`, "hot", { "if-match": "soon" })).status).toBe(400);
  });
  it("[H23] an idempotency key is visible ASCII of at most 128 characters", async () => {
    const order = await ann.create();
    const { status, body } = await ann.wait(`order/${order}/comment`, "hot", { "idempotency-key": "k".repeat(129) });
    expect([status, body.message]).toEqual([400, expect.stringContaining("idempotency-key")]);
  });
  it("[H9] comments are bare strings, line commands bare arrays, prices of guests are ignored", async () => {
    const order = await ann.create();
    const { body } = await ann.wait(`order/${order}/append`, burger({ price: 0.01, quantity: "2" }));
    const line = body.lines[0] ?? "";
    expect(body.order.buckets[0]?.lines[0]?.price).toBe("21.50");
    const commented = await ann.wait(`order/${order}/${line}/comment`, "no onions");
    expect(commented.body.order.buckets[0]?.lines[0]?.comments).toHaveLength(1);
    expect((await ann.wait(`order/${order}/lines/remove`, [line])).body.order.total).toBe("0.00");
  });
  it("[H10] every wrong field of a body is named", async () => {
    const order = await ann.create();
    const res = await ann.post(`order/${order}/append`, { venue: "centrum", lines: [{ productId: "bur ger", quantity: 0, size: "XL" }] });
    const { errors } = await res.json<{ errors: { pointer: string }[] }>();
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual(["/lines/0/productId", "/lines/0/quantity", "/lines/0/size"]);
  });
  it("[H11] what is no JSON, no object, or too large is refused clearly", async () => {
    const order = await ann.create();
    const path = `order/${order}/append`;
    expect((await ann.ask("POST", path, { headers: { "content-type": "application/json" } })).status).toBe(400);
    expect((await ann.post(path, [])).status).toBe(400);
    expect((await ann.post(path, { venue: "centrum", lines: [], pad: "x".repeat(300_000) })).status).toBe(413);
    expect((await ann.post(path, burger(), { "content-type": "text/plain" })).status).toBe(415);
  });
});

describe("people and tenants", () => {
  it("[H12] without a token nobody is served", async () => {
    const res = await exports.default.fetch("https://api.test/ordering-api/api/orders/opened");
    expect([res.status, res.headers.get("www-authenticate")]).toEqual([401, expect.stringContaining("Bearer")]);
  });
  it("[H13] another tenant's order is byte for byte like one that does not exist", async () => {
    const order = await ann.create();
    const foreign = await person(other, "ROLE_SU").ask("GET", `orders/${order}`);
    const absent = await person(other, "ROLE_SU").ask("GET", `orders/${crypto.randomUUID()}`);
    expect(foreign.status).toBe(404);
    expect(await foreign.text()).toBe(await absent.text());
    expect((await person(other, "ROLE_SU").post(`order/${order}/append`, burger())).status).toBe(404);
  });
  it("[H14] a stranger of the same chain does not see a guest's order; the venue's staff does", async () => {
    const order = await ann.create();
    await ann.wait(`order/${order}/append`, burger());
    expect((await person(chain).ask("GET", `orders/${order}`)).status).toBe(404);
    expect((await staff.ask("GET", `orders/${order}`)).status).toBe(200);
    expect((await person(chain, "ROLE_port_ORDERS").ask("GET", `orders/${order}`)).status).toBe(404);
  });
  it("[H15] a guest who asks for staff's work is told which roles it needs, at once", async () => {
    const order = await ann.create();
    const { lines } = (await ann.wait(`order/${order}/append`, burger())).body;
    const res = await ann.post(`order/${order}/lines/processed`, lines);
    expect([res.status, await res.json()]).toEqual([403, expect.objectContaining({ needs: expect.arrayContaining(["ROLE_KDS"]) })]);
  });
  it("[H16] another tenant's venue is 404", async () => {
    const order = await ann.create();
    expect((await ann.post(`order/${order}/append`, { ...burger(), venue: "nowhere" })).status).toBe(404);
    expect((await staff.ask("GET", "orders/venue/nowhere")).status).toBe(404);
  });
});

describe("readers", () => {
  it("[H17] an order's ETag is its revision, and an unchanged order is 304", async () => {
    const order = await ann.create();
    const res = await ann.ask("GET", `orders/${order}`);
    expect(res.headers.get("etag")).toBe('"1"');
    expect((await ann.ask("GET", `orders/${order}`, { headers: { "if-none-match": '"1"' } })).status).toBe(304);
  });
  it("[H18] opened has the caller's open orders, last also those that have ended", async () => {
    const bea = person(chain);
    const [kept, gone] = [await bea.create(), await bea.create()];
    await bea.wait(`order/${gone}/abandon`, {});
    const ids = async (path: string) => (await (await bea.ask("GET", path)).json<Order[]>()).map(({ id }) => id).toSorted();
    await expect.poll(() => ids("orders/opened")).toEqual([kept]);
    await expect.poll(() => ids("orders/last")).toEqual([kept, gone].toSorted());
  });
  it("[H19] a venue's list is for its staff", async () => {
    expect((await ann.ask("GET", "orders/venue/centrum")).status).toBe(403);
    expect((await staff.ask("GET", "orders/venue/centrum")).status).toBe(200);
  });

  it("[RO3] lists a venue's orders for the roles that see them, and for no other", async () => {
    const asking = ROLES.map(async (role) => {
      const { status } = await person(chain, `ROLE_centrum_${role}`).ask("GET", "orders/venue/centrum");
      return [role, status];
    });
    const seeing = new Set(allowed("orders.watch").venue);
    expect(await Promise.all(asking)).toEqual(ROLES.map((role) => [role, seeing.has(role) ? 200 : 403]));
  });
});

/** A raw socket that remembers what it heard. */
const dial = async (who: ReturnType<typeof person>, order: string, query = "") => {
  const res = await who.ask("GET", `order/${order}/live${query}`, { headers: { upgrade: "websocket" } });
  const heard: { seq: number; snapshot?: Order; events?: { type: string }[]; patch?: unknown[] }[] = [];
  res.webSocket?.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data));
    if (!("presence" in message)) heard.push(message);
  });
  res.webSocket?.accept();
  return { status: res.status, heard };
};

describe("the order's own socket", () => {
  it("[H20] shows the order, then each change as events and a patch", async () => {
    const order = await ann.create();
    const { heard } = await dial(ann, order);
    await expect.poll(() => heard).toMatchObject([{ seq: 1, snapshot: { id: order } }]);
    await ann.wait(`order/${order}/append`, burger());
    await expect.poll(() => heard[1]).toMatchObject({ seq: 2, events: [{ type: "LinesAppended" }] });
    expect(heard[1]?.patch).toContainEqual({ op: "replace", path: "/total", value: "21.50" });
  });
  it("[H21] resumes after what the client has, without gap or duplicate", async () => {
    const order = await ann.create();
    await ann.wait(`order/${order}/append`, burger());
    await ann.wait(`order/${order}/comment`, "hot");
    const { heard } = await dial(ann, order, "?after=1");
    await expect.poll(() => heard[0]).toMatchObject({ seq: 3, events: [{ type: "LinesAppended" }, { type: "OrderCommented" }] });
    const ahead = await dial(ann, order, "?after=99");
    await expect.poll(() => ahead.heard[0]).toMatchObject({ seq: 3, snapshot: { total: "21.50" } });
  });
  it("[H22] is for those who may see the order, and for upgrades", async () => {
    const order = await ann.create();
    expect((await dial(person(chain), order)).status).toBe(404);
    expect((await ann.ask("GET", `order/${order}/live`)).status).toBe(426);
    expect((await ann.ask("GET", `order/${order}/live?after=soon`, { headers: { upgrade: "websocket" } })).status).toBe(400);
  });
});
