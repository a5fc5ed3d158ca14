import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { venueName } from "../../../../protocol/venue";
import { discountRules, tenants, venues } from "../../../lib/db/schema";
import menuWorker from "../../../menu/index";
import { compile, openChain } from "#api/services/menu/chain.fixture";
import { burger, person, projected } from "./person.fixture";

const chain = crypto.randomUUID();
const other = crypto.randomUUID();
const fees = [
  { id: "service", kind: "SERVICE", name: "Service", charge: { per: "PERCENT", percent: 10 }, vat: "23", channels: ["DINE_IN"] },
];

beforeAll(async () => {
  await openChain(chain, menuWorker);
  await openChain(other, menuWorker);
  const d1 = drizzle(env.DB);
  await d1
    .update(tenants)
    .set({ properties: { fees: JSON.stringify(fees) } })
    .where(eq(tenants.id, chain));
  const document = { kind: "percent", id: "welcome", name: "Welcome", tag: "lunch", percent: 5, coupon: "WELCOME5" };
  await d1.insert(discountRules).values({ tenant: chain, id: "welcome", active: true, document });
});

const ann = person(chain, "ROLE_ANONYMOUS");
const waiter = person(chain, "ROLE_centrum_WAITER", "ROLE_centrum_KDS", "ROLE_centrum_PAY", "ROLE_MANAGER");
type Person = typeof ann;
type Wire = Record<string, never> & {
  buckets: { venue: string; lines: { id: string; quantity: number; status: string; total: string }[] }[];
};

const orderOf = async (who: Person, id: string): Promise<Wire> => (await who.ask("GET", `orders/${id}`)).json();
const linesOf = async (who: Person, id: string) => (await orderOf(who, id)).buckets.flatMap(({ lines }) => lines);
/** An order with so many burgers in as many lines, 20.00 plus sauce each. */
async function withBurgers(who: Person, count: number, orderType = "TAKE_AWAY") {
  const { orderId } = await (await who.post("order/new", { orderType })).json<{ orderId: string }>();
  for (let n = 0; n < count; n++) await who.wait(`order/${orderId}/append`, burger());
  return { order: orderId, lines: (await linesOf(who, orderId)).map(({ id }) => id) };
}
const problemOf = async (answer: Response | Promise<Response>) => {
  const { type, ...facts } = await (await answer).json<{ type: string; errors?: { pointer: string }[] }>();
  return { code: type.split("/").at(-1), ...facts };
};

describe("lines", () => {
  it("[H60] a line is split into lines that add up to it, and not otherwise", async () => {
    const { order } = await withBurgers(ann, 0);
    const { body } = await ann.wait(`order/${order}/append`, burger({ quantity: 3 }));
    const [line] = body.lines;
    expect(await problemOf(ann.post(`order/${order}/lines/split`, { line, quantities: [1, 1] }, { prefer: "wait" }))).toMatchObject({
      code: "quantities-do-not-add-up",
      quantity: 3,
      asked: 2,
    });
    await ann.wait(`order/${order}/lines/split`, { line, quantities: [1, 2] });
    const parts = await linesOf(ann, order);
    expect(parts.map(({ quantity, total }) => [quantity, total])).toEqual([
      [1, "21.50"],
      [2, "43.00"],
    ]);
    expect(parts[0]?.id).toBe(line);
  });

  it("[H61] lines move to another order that the caller may see, and to no other", async () => {
    const [from, to] = [await withBurgers(waiter, 2, "DINE_IN"), await withBurgers(waiter, 0, "DINE_IN")];
    const [first] = from.lines;
    const foreign = await withBurgers(person(other, "ROLE_SU"), 0);
    for (const target of [foreign.order, (await withBurgers(person(chain), 0)).order, crypto.randomUUID()]) {
      const stranger = person(chain, "ROLE_centrum_WAITER");
      expect(await problemOf(stranger.post(`order/${from.order}/lines/transfer`, { to: target, lines: [first] }))).toMatchObject({
        status: 404,
      });
    }
    expect((await waiter.wait(`order/${from.order}/lines/transfer`, { to: to.order, lines: [first] })).status).toBe(200);
    await expect.poll(async () => (await linesOf(waiter, to.order)).map(({ id }) => id)).toEqual([first]);
    expect(await linesOf(waiter, from.order)).toHaveLength(1);
  });

  it("[H62] tables are merged: everything is in one order, the other has ended and says where it went", async () => {
    const [from, into] = [await withBurgers(waiter, 2, "DINE_IN"), await withBurgers(waiter, 1, "DINE_IN")];
    await waiter.wait(`order/${from.order}/comment`, "allergic to nuts");
    await waiter.wait(`order/${from.order}/merge`, { into: into.order });
    await expect.poll(async () => (await linesOf(waiter, into.order)).length).toBe(3);
    expect((await orderOf(waiter, into.order)).comments).toMatchObject([{ comment: "allergic to nuts" }]);
    await expect.poll(() => orderOf(waiter, from.order)).toMatchObject({ status: "ABANDONED", statusInfo: `merged into ${into.order}` });
  });

  it("[H63] a table's courses are held and fired; the first fire sends the order to the kitchen, the bill comes later", async () => {
    const { order } = await withBurgers(waiter, 0, "DINE_IN_OPEN");
    const course = async (n: number) => (await waiter.wait(`order/${order}/append`, burger({ course: n, held: true }))).body.lines[0];
    const [starter, main] = [await course(1), await course(2)];
    await waiter.wait(`order/${order}/lines/fire`, { course: 1 });
    expect(await orderOf(waiter, order)).toMatchObject({ status: "COMPLETED", completed: true });
    expect((await linesOf(waiter, order)).map(({ id, status }) => [id, status])).toEqual([
      [starter, "CONFIRMED"],
      [main, "NEW"],
    ]);
    await waiter.wait(`order/${order}/append`, burger());
    await waiter.wait(`order/${order}/lines/fire`, {});
    expect((await linesOf(waiter, order)).every(({ status }) => status === "CONFIRMED")).toBe(true);
    const ids = (await linesOf(waiter, order)).map(({ id }) => id);
    await waiter.wait(`order/${order}/lines/processed`, ids.slice(1));
    expect(await problemOf(waiter.post(`order/${order}/lines/waste`, { lines: ids.slice(0, 1) }))).toMatchObject({
      errors: [{ pointer: "/reason" }],
    });
    const wasted = await waiter.wait(`order/${order}/lines/waste`, { lines: ids.slice(0, 1), reason: "dropped" });
    expect(wasted.body.order).toMatchObject({ status: "DELIVER", logs: [{ message: "wasted: dropped" }] });
    expect(await problemOf(waiter.post(`order/${order}/close`, {}, { prefer: "wait" }))).toMatchObject({ code: "order-not-paid" });
  });

  it("[H63] the first fire is refused for what is locked by then, and goes to the kitchen when it is there again", async () => {
    const { order } = await withBurgers(waiter, 1, "DINE_IN_OPEN");
    const kitchen = env.VENUE.getByName(venueName(chain, "centrum"));
    await kitchen.setStock("global", "burger", { left: 0, resetAt: null, resetTo: null });
    expect(await problemOf(waiter.post(`order/${order}/lines/fire`, {}, { prefer: "wait" }))).toMatchObject({ code: "product-locked" });
    await kitchen.setStock("global", "burger", null);
    await waiter.wait(`order/${order}/lines/fire`, {});
    expect(await orderOf(waiter, order)).toMatchObject({ status: "COMPLETED" });
  });

  it("[H64] what is no quantity, too many lines, or a comment too long is refused by its field", async () => {
    const { order, lines } = await withBurgers(ann, 1);
    for (const quantity of [0, -1, 1.5, 1e9, "0", "1.5"]) {
      expect(await problemOf(ann.post(`order/${order}/append`, burger({ quantity })))).toMatchObject({
        errors: [{ pointer: "/lines/0/quantity" }],
      });
      expect(await problemOf(ann.post(`order/${order}/lines/quantity`, { line: lines[0], quantity }))).toMatchObject({
        errors: [{ pointer: "/quantity" }],
      });
    }
    const hundred = { venue: "centrum", lines: Array.from({ length: 100 }, () => burger().lines[0]) };
    for (let n = 0; n < 4; n++) expect((await ann.wait(`order/${order}/append`, hundred)).status).toBe(200);
    expect(await problemOf(ann.post(`order/${order}/append`, hundred, { prefer: "wait" }))).toMatchObject({
      code: "too-many-lines",
      limit: 500,
    });
    expect(await linesOf(ann, order)).toHaveLength(401);
    expect(await problemOf(ann.post(`order/${order}/comment`, "x".repeat(256)))).toMatchObject({ errors: [{ pointer: "/" }] });
    expect(await problemOf(ann.post(`order/${order}/tip`, { amount: "1.005" }))).toMatchObject({ errors: [{ pointer: "/amount" }] });
  });
});

describe("people and money", () => {
  it("[H65] a waiter claims an order by the code that its guest reads out, with and without its id", async () => {
    const { order } = await withBurgers(ann, 1);
    const { claimCode } = await orderOf(ann, order);
    const [kiosk, friend] = [person(chain, "ROLE_KIOSK"), person(chain)];
    expect(await problemOf(kiosk.post(`order/${order}/claim`, { claimCode: "AAAAAA" }))).toMatchObject({ code: "order-not-found" });
    expect((await kiosk.wait(`order/${order}/claim`, { claimCode })).body.order).toMatchObject({
      users: [{ userId: ann.user }, { userId: kiosk.user, roles: ["KIOSK"] }],
    });
    expect(await problemOf(friend.post("order/claim", { claimCode: "ZZZZZZ" }))).toMatchObject({ code: "order-not-found" });
    await projected(chain, order);
    expect((await friend.wait("order/claim", { claimCode: String(claimCode).toLowerCase() })).body.order.id).toBe(order);
    expect(await problemOf(person(other).post("order/claim", { claimCode }))).toMatchObject({ code: "order-not-found" });
  });

  it("[H66] a coupon that a rule of the chain names is taken, once, and taken back; another is refused", async () => {
    const { order } = await withBurgers(ann, 1);
    expect(await problemOf(ann.post(`order/${order}/addCoupon`, { coupon: "FREE4ALL" }))).toMatchObject({ code: "coupon-unknown" });
    const { body } = await ann.wait(`order/${order}/addCoupon`, { coupon: "WELCOME5" });
    expect(body.order).toMatchObject({ coupons: [{ coupon: "WELCOME5", addedBy: ann.user, data: { couponKey: "WELCOME5" } }] });
    expect(await problemOf(ann.post(`order/${order}/addCoupon`, { coupon: "WELCOME5" }, { prefer: "wait" }))).toMatchObject({
      code: "coupon-already-added",
    });
    expect((await ann.wait(`order/${order}/removeCoupon`, { id: body.order.coupons[0]?.id })).body.order).toMatchObject({ coupons: [] });
  });

  it("[H67] fees follow the chain's rules, a manager waives them, and a tip is the guest's to give", async () => {
    const { order } = await withBurgers(waiter, 1, "DINE_IN");
    expect(await orderOf(waiter, order)).toMatchObject({ total: "23.65", fees: [{ id: "service", amount: "2.15" }] });
    expect((await waiter.wait(`order/${order}/tip`, { amount: "3" })).body.order).toMatchObject({ total: "26.65", tip: "3.00" });
    expect(await problemOf(waiter.post(`order/${order}/fees/waive`, { fee: "x", reason: "y" }, { prefer: "wait" }))).toMatchObject({
      code: "fee-not-found",
      known: ["service"],
    });
    expect((await waiter.wait(`order/${order}/fees/waive`, { fee: "service", reason: "waited" })).body.order).toMatchObject({
      total: "24.50",
      fees: [],
    });
  });

  it("[H68] a slip over the whole total verifies the order; what a till prints comes in the answer, or on the socket", async () => {
    const { order } = await withBurgers(ann, 1);
    await waiter.wait(`order/${order}/paymentUpdate`, { type: "TERMINAL", amount: "21.50" });
    const slip = { timestamp: "2026-11-24T12:00:00+01:00", slip: "S-1", printer: "P-1", amount: 21.5 };
    expect((await waiter.wait(`order/${order}/addFiscalize`, slip)).body.order).toMatchObject({
      status: "VERIFIED",
      fiscal: [{ slip: "S-1", amount: 21.5, timestamp: "2026-11-24T11:00:00.000Z" }],
    });
    const data = { amount: "21.50", entries: [{ item: "burger", qty: "1", total: "21.50", vat: "8" }], payments: { TERMINAL: "21.50" } };
    expect(await (await ann.ask("POST", `order/${order}/requestFiscal`, { headers: { prefer: "wait" } })).json()).toMatchObject(data);
    expect((await ann.ask("POST", `order/${order}/requestFiscal`)).status).toBe(202);
    expect(await (await ann.ask("GET", `order/${order}/fiscal`)).json()).toMatchObject(data);
  });

  it("[H250] a tender of type RETURN is refused by its field at every door: money goes back with a refund", async () => {
    const { order } = await withBurgers(ann, 1);
    const body = { type: "RETURN", amount: "21.50" };
    expect(await problemOf(waiter.post(`order/${order}/paymentUpdate`, body))).toMatchObject({
      status: 400,
      errors: [{ pointer: "/type" }],
    });
    const batch = await waiter.post(`order/${order}/commands`, { commands: [{ id: "r1", command: "paymentUpdate", body }] });
    expect(await batch.json()).toMatchObject({ results: [{ outcome: "rejected", problem: { errors: [{ pointer: "/type" }] } }] });
    const bought = { orderType: "GLOVO_DELIVERY", extra: { "x-agg-id": "r1" }, buckets: [burger()], payment: { type: "RETURN" } };
    const glovo = person(chain, "ROLE_AGGREGATOR", "ROLE_PAY");
    expect(await problemOf(glovo.post("order/newAggregator", bought))).toMatchObject({ errors: [{ pointer: "/payment/type" }] });
    expect(await orderOf(waiter, order)).toMatchObject({ status: "NEW", payments: [] });
  });

  it("[H251] a tender under an id that has paid for other lines is refused, and says which payment that is", async () => {
    const { order, lines } = await withBurgers(ann, 2);
    const id = crypto.randomUUID();
    const pays = (...named: (string | undefined)[]) => ({ id, type: "TERMINAL", amount: "21.50", lines: named });
    expect((await waiter.wait(`order/${order}/paymentUpdate`, pays(lines[0]))).status).toBe(200);
    const refused = await problemOf(waiter.post(`order/${order}/paymentUpdate`, pays(lines[1]), { prefer: "wait" }));
    expect(refused).toMatchObject({ status: 409, code: "payment-id-taken", payment: id });
    expect((await waiter.wait(`order/${order}/paymentUpdate`, pays(lines[0]))).status).toBe(200);
    expect(await orderOf(waiter, order)).toMatchObject({ status: "NEW", remaining: "21.50" });
  });

  it("[H69] a kitchen screen leaves its trace under its configuration's name", async () => {
    const { order } = await withBurgers(ann, 1);
    await waiter.wait(`order/${order}/paymentUpdate`, { type: "CASH", amount: "50" });
    expect((await waiter.ask("POST", `order/${order}/kdsTraceView?config=grill`, { headers: { prefer: "wait" } })).status).toBe(200);
    expect((await orderOf(waiter, order)).traces).toEqual({ grill: expect.any(String) });
    expect(await problemOf(waiter.ask("POST", `order/${order}/kdsTraceView`))).toMatchObject({ errors: [{ pointer: "/query/config" }] });
  });

  it("[H70] extras are stored and removed, of the order and of lines", async () => {
    const { order, lines } = await withBurgers(ann, 1);
    await ann.wait(`order/${order}/extra`, { store: { a: "1", b: "2" } });
    expect((await ann.wait(`order/${order}/extra`, { store: { c: "3" }, remove: ["a"] })).body.order).toMatchObject({
      extra: { b: "2", c: "3" },
    });
    const { body } = await ann.wait(`order/${order}/lines/extra`, { lines, store: { "x-seat": "4" } });
    expect(body.order.buckets[0]?.lines[0]).toMatchObject({ extra: { "x-seat": "4" } });
  });
});

describe("aggregators", () => {
  const glovo = person(chain, "ROLE_drop_AGGREGATOR", "ROLE_drop_PAY_EXTERNAL");
  const [line] = burger().lines;
  const order = (id: string, more: object = {}) => ({
    orderType: "GLOVO_DELIVERY",
    extra: { "x-agg-id": id },
    buckets: [{ venue: "drop", lines: [line] }],
    ...more,
  });
  beforeAll(async () => {
    const document = { channelConstraints: { GLOVO: { active: true } } };
    const venue = { tenant: chain, id: "drop", name: "Drop", menu: "MENU_a", timeZone: "Europe/Warsaw", lat: null, lng: null, document };
    await drizzle(env.DB).insert(venues).values(venue);
    await compile(chain, "MENU_a", menuWorker);
  });

  it("[H71] an aggregator's order comes paid and placed, and is named by its own id: whoever brings it again finds the first", async () => {
    const first = await glovo.wait("order/newAggregator", order("a1"));
    expect(first.body.order).toMatchObject({
      extId: "a1",
      status: "COMPLETED",
      total: "21.50",
      payments: [{ type: "EXTERNAL", source: "GLOVO", amount: "21.50" }],
    });
    const again = await person(chain, "ROLE_AGGREGATOR", "ROLE_PAY").wait("order/newAggregator", order("a1"));
    expect(again.body.order.id).toBe(first.body.order.id);
    const [one, two] = await Promise.all([glovo.wait("order/newAggregator", order("a2")), glovo.wait("order/newAggregator", order("a2"))]);
    expect(one.body.order.id).toBe(two.body.order.id);
  });

  it("[H72] an aggregator's order is refused with the field that is wrong, or the role that lacks", async () => {
    expect(await problemOf(glovo.post("order/newAggregator", order("b1", { orderType: "TAKE_AWAY" })))).toMatchObject({
      errors: [{ pointer: "/orderType" }],
    });
    expect(await problemOf(glovo.post("order/newAggregator", order("b1", { extra: {} })))).toMatchObject({
      errors: [{ pointer: "/extra/x-agg-id" }],
    });
    expect(await problemOf(glovo.post("order/newAggregator", order("b1", { payment: { amount: "1.005" } })))).toMatchObject({
      errors: [{ pointer: "/payment/amount" }],
    });
    expect(await problemOf(ann.post("order/newAggregator", order("b2")))).toMatchObject({
      code: "forbidden",
      needs: expect.arrayContaining(["ROLE_AGGREGATOR"]),
    });
    expect((await glovo.wait("order/newAggregator", order("b2"))).status).toBe(200);
  });

  it("[XG10] an aggregator's order whose stated amount differs is taken, with the difference on record", async () => {
    const discounted = await glovo.wait("order/newAggregator", order("b3", { payment: { amount: "17.00" } }));
    expect(discounted.body.order).toMatchObject({ status: "COMPLETED", total: "17.00", adjustment: "-4.50", remaining: "0.00" });
    const dearer = await glovo.wait("order/newAggregator", order("b4", { payment: { amount: "23.99" } }));
    expect(dearer.body.order).toMatchObject({ status: "COMPLETED", total: "23.99", adjustment: "2.49", overpaid: "0.00" });
  });
});
