import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { listenTo } from "../../../../durable-objects/order/order-sockets.fixture";
import menuWorker from "../../../menu/index";
import { discountRules, tenants } from "../../../lib/db/schema";
import { caller, compile, openChain } from "#api/services/menu/chain.fixture";
import { person } from "./person.fixture";

const chain = "9c1e0000-0000-4000-8000-0000000000f1";
/** Its tills were offline, and addresses are found for it. */
const other = "9c1e0000-0000-4000-8000-0000000000f2";
const d1 = drizzle(env.DB);
const VENUES = "/venue-api/api/venues";
const ORDER = "/ordering-api/api/order";
const [ann, waiter, keeper] = [caller(chain), caller(chain, "ROLE_ORDERS", "ROLE_PAY"), caller(chain, "ROLE_VENUES")];
const plain = { name: "Rynek", timeZone: "Europe/Warsaw", menu: "MENU_a" };
const never = { TAKE_AWAY: { week: {} } };
const near = { lat: 50.001, lng: 20 };
const circle = { center: { lat: 50, lng: 20 }, radiusMeters: 1_000 };
const zone = { id: "near", name: "Near", fee: "6.50", minOrderValue: 0, circle };
const home = { street: "Long", number: "1", city: "Gdynia", country: "PL" };

type Asked = ReturnType<typeof caller>;
type Shown = { status: string; editTotal: string; fees: { id: string }[]; geoPosition?: object; buckets: { lines: { id: string }[] }[] };
type Problem = { status: number; type: string; venue?: string; line?: number; reason?: string };

const burger = (venue: string) => ({
  venue,
  lines: [{ productId: "burger", quantity: 1, productConfig: { selected: { sauce: { ketchup: "1" } } } }],
});
const basket = (...buckets: object[]) => ({ orderType: "TAKE_AWAY", buckets });
const put = (id: string, more: object, by = keeper) => by("PUT", `${VENUES}/${id}`, { body: { ...plain, ...more } });
const waiting = { headers: { prefer: "wait" } };
const slug = ({ type }: Problem) => type.split("/").at(-1);

async function command(order: string, name: string, body: object, by: Asked = ann) {
  const answer = await by("POST", `${ORDER}/${order}/${name}`, { body, ...waiting });
  return { ...(await answer.json<{ order: Shown } & Problem>()), status: answer.status };
}
async function begun(body: object, by: Asked = ann) {
  const answer = await by("POST", `${ORDER}/new`, { body, ...waiting });
  return answer.json<{ orderId: string; order: Shown }>();
}
/** What keeps the order from being paid for at a provider. */
async function paying(orderId: string, amount: string, by: Asked = ann) {
  const urls = { returnUrl: "https://a.test/", returnErrorUrl: "https://a.test/" };
  const answer = await by("POST", "/payment-api/create", { body: { orderId, paymentType: 1, amount, ...urls } });
  const problem = await answer.json<Problem>();
  return answer.status === 200 ? [200] : [answer.status, slug(problem), problem.venue];
}
async function dryRun(body: object, by: Asked = ann) {
  const answer = await by("POST", `${ORDER}/dry-run`, { body });
  const { valid, problems, order } = await answer.json<{ valid: boolean; problems: Problem[]; order: Shown | null }>();
  return { valid, order, problems: problems.map((problem) => [slug(problem), problem.venue, problem.line]) };
}

/** A burger from the open venue, and one from the one that is shut. */
const both = async () => {
  const { orderId, order } = await begun({ orderType: "TAKE_AWAY", buckets: [burger("open")] });
  await command(orderId, "append", burger("shut"));
  return { orderId, first: order.buckets[0]?.lines[0]?.id ?? "" };
};
const minutes = (n: number) => new Date(Date.now() + n * 60_000);

beforeAll(async () => {
  for (const tenant of [chain, other]) {
    await openChain(tenant, menuWorker);
    await d1.delete(discountRules).where(eq(discountRules.tenant, tenant));
    const properties = tenant === other ? { offlinePricing: "till", geocoderUrl: "https://geo.example.com/find" } : {};
    await d1.update(tenants).set({ properties }).where(eq(tenants.id, tenant));
    const by = caller(tenant, "ROLE_VENUES");
    await put("open", {}, by);
    await put("shut", { channelConstraints: never }, by);
    await put("least", { channelConstraints: { TAKE_AWAY: { minOrderValue: 50 } } }, by);
    await put("zoned", { deliveryZones: [zone] }, by);
    await put("counted", { capacity: { slotMinutes: 60, orders: { TAKE_AWAY: 1 } } }, by);
    await compile(tenant, "MENU_a", menuWorker);
  }
});
afterEach(() => vi.restoreAllMocks());

describe("an order of two venues", () => {
  it("[XC2] begun at an open venue and left with something from a closed one is neither paid for nor placed by its guest", async () => {
    const { orderId, first } = await both();
    expect(await paying(orderId, "40.00")).toEqual([409, "venue-closed", "shut"]);
    expect((await command(orderId, "lines/remove", [first])).status).toBe(200);
    expect(await paying(orderId, "20.00")).toEqual([409, "venue-closed", "shut"]);
    expect(await command(orderId, "complete", {})).toMatchObject({ status: 409, venue: "shut" });
    const batch = await ann("POST", `${ORDER}/${orderId}/commands`, { body: { commands: [{ id: "b1", command: "complete" }] } });
    expect(await batch.json()).toMatchObject({ results: [{ outcome: "rejected", problem: { venue: "shut" } }] });
    const cash = await command(orderId, "paymentUpdate", { type: "CASH", amount: "20.00" }, waiter);
    expect(cash).toMatchObject({ status: 200, order: { status: "COMPLETED" } });
  });

  it("[H200] is held to the terms of each of them that it has something from, and of no other", async () => {
    const { orderId } = await both();
    const { order } = await command(orderId, "append", burger("least"));
    const lines = order.buckets.map((bucket) => bucket.lines.map(({ id }) => id));
    await command(orderId, "lines/remove", lines[1] ?? []);
    expect(await paying(orderId, "40.00")).toEqual([422, "below-minimum-order", undefined]);
    await command(orderId, "lines/remove", lines[2] ?? []);
    expect(await paying(orderId, "20.00")).toEqual([200]);
  });

  it("[H207] is held to them on the order's own socket, too", async () => {
    const { orderId } = await both();
    const { say, answers } = listenTo(await ann("GET", `${ORDER}/${orderId}/live`, { headers: { upgrade: "websocket" } }));
    say({ id: "place", command: "complete", wait: true });
    await expect.poll(answers).toMatchObject([{ id: "place", status: 409, body: { venue: "shut" } }]);
  });

  it("[H202] is told by a dry run, venue by venue, what would keep it from being placed now", async () => {
    const buckets = [burger("open"), burger("shut"), burger("least")];
    expect(await dryRun({ orderType: "TAKE_AWAY", buckets })).toMatchObject({
      valid: false,
      problems: [
        ["venue-closed", "shut", undefined],
        ["below-minimum-order", "least", undefined],
      ],
      order: { total: "60.00" },
    });
    expect(await dryRun({ orderType: "TAKE_AWAY", buckets }, waiter)).toMatchObject({ valid: true, problems: [] });
    expect(await dryRun({ orderType: "TAKE_AWAY", buckets: [burger("open")] })).toMatchObject({ valid: true, problems: [] });
  });
});

it("[Q101] a dry run says what is counted and too little, and that a slot is full, as the order itself is told, and keeps nothing", async () => {
  const counted = caller(chain, "ROLE_STOCK");
  const left = async () => (await counted("GET", `${VENUES}/counted/stock`)).json();
  await counted("PUT", `${VENUES}/counted/stock/burger`, { body: { left: 3 } });
  const [one, two] = [
    burger("counted"),
    { ...burger("counted"), lines: burger("counted").lines.map((line) => ({ ...line, quantity: 2 })) },
  ];
  expect(await dryRun(basket(one, two))).toMatchObject({ valid: true, order: { editTotal: "60.00" } });
  const four = basket(two, two);
  for (const by of [ann, waiter])
    expect(await dryRun(four, by)).toMatchObject({ valid: false, problems: [["sold-out", "counted", undefined]] });
  expect(await left()).toMatchObject([{ product: "burger", left: 3 }]);

  const first = await begun(basket(one));
  expect(await paying(first.orderId, "20.00")).toEqual([200]);
  expect(await dryRun(basket(one))).toMatchObject({ valid: false, problems: [["slot-full", "counted", undefined]] });
  expect(await paying((await begun(basket(one))).orderId, "20.00")).toEqual([409, "slot-full", "counted"]);
  expect(await dryRun(basket(one), waiter)).toMatchObject({ valid: true });
  expect(await left()).toMatchObject([{ product: "burger", left: 2 }]);
});

it("[Q102] a till's clock counts where the command belongs, and no other venue's", async () => {
  const at = minutes(-5).toISOString();
  const append = (id: string) => ({ commands: [{ id, command: "append", body: burger("open"), at }] });
  for (const [role, counts] of [
    ["ROLE_open_ORDERS", true],
    ["ROLE_shut_ORDERS", false],
    ["ROLE_open_KIOSK", true],
  ] as const) {
    const by = caller(other, role);
    const { orderId } = await begun({ orderType: "TAKE_AWAY" }, by);
    const answer = await by("POST", `${ORDER}/${orderId}/commands`, { body: append(`clock-${role}`) });
    const { results } = await answer.json<{ results: { outcome: string; pricedAt?: string }[] }>();
    expect([role, results]).toMatchObject([role, [{ outcome: "applied" }]]);
    expect([role, results[0]?.pricedAt]).toEqual([role, counts ? at : undefined]);
  }
});

describe("an order shortly before closing", () => {
  it("[XC3] gets the same answer without a time and with one in 31 minutes", async () => {
    // Where it is about noon now, so that the day does not end meanwhile.
    const ahead = 12 - minutes(0).getUTCHours();
    const timeZone = ahead === 0 ? "Etc/UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
    const to = minutes(10 + ahead * 60)
      .toISOString()
      .slice(11, 16);
    const day = [{ from: "00:00", to }];
    const week = { MON: day, TUE: day, WED: day, THU: day, FRI: day, SAT: day, SUN: day };
    const written = await put("closing", { timeZone, channelConstraints: { TAKE_AWAY: { week, minDeliveryTime: 30 } } });
    expect(written.status).toBe(201);
    await compile(chain, "MENU_a", menuWorker);
    const body = { orderType: "TAKE_AWAY", buckets: [burger("closing")] };
    const due = minutes(31).toISOString();

    const { orderId } = await begun(body);
    expect(await paying(orderId, "20.00")).toEqual([409, "venue-closed", "closing"]);
    expect(await command(orderId, "due", { due })).toMatchObject({ status: 409, venue: "closing" });
    expect((await dryRun(body)).problems).toEqual([["venue-closed", "closing", undefined]]);
    expect((await dryRun({ ...body, due })).problems).toEqual([["venue-closed", "closing", undefined]]);
    const created = await ann("POST", `${ORDER}/new`, { body: { ...body, due }, ...waiting });
    expect(await created.json()).toMatchObject({ status: 409, venue: "closing" });

    await put("closing", { timeZone, channelConstraints: { TAKE_AWAY: { week, minDeliveryTime: 5 } } });
    expect(await paying(orderId, "20.00")).toEqual([200]);
  });
});

describe("a delivery", () => {
  const body = { orderType: "DELIVERY", buckets: [burger("zoned")] };

  it("[XC1] without a position, at a venue with zones, is refused to guests, and the dry run says so; staff place it", async () => {
    expect(await dryRun(body)).toMatchObject({ valid: false, problems: [["delivery-position-needed", "zoned", undefined]] });
    const { orderId } = await begun(body);
    expect(await paying(orderId, "20.00")).toEqual([422, "delivery-position-needed", "zoned"]);
    expect(await command(orderId, "complete", {})).toMatchObject({ status: 422, venue: "zoned" });
    const cash = await command(orderId, "paymentUpdate", { type: "CASH", amount: "20.00" }, waiter);
    expect(cash).toMatchObject({ status: 200, order: { status: "COMPLETED", fees: [] } });
  });

  it("[H203] is told where it goes, bears the fee of the zone there, and can be placed; while it is paid for it goes nowhere else", async () => {
    const { orderId } = await begun(body);
    const set = await command(orderId, "delivery", { deliveryAddress: home, geoPosition: near });
    expect(set.order).toMatchObject({ deliveryAddress: home, geoPosition: near, editTotal: "26.50", fees: [{ id: "zone-zoned-near" }] });
    expect((await command(orderId, "delivery", { geoPosition: { lat: 51, lng: 20 } })).order).toMatchObject({
      editTotal: "20.00",
      fees: [],
    });
    expect(await paying(orderId, "20.00")).toEqual([422, "outside-delivery-zones", "zoned"]);
    await command(orderId, "delivery", { geoPosition: near });
    expect(await paying(orderId, "26.50")).toEqual([200]);
    expect(await command(orderId, "delivery", { geoPosition: { lat: 51, lng: 20 } })).toMatchObject({ status: 409 });
    expect(await dryRun({ ...body, geoPosition: near })).toMatchObject({ valid: true, order: { editTotal: "26.50" } });
  });

  it("[H204] is told nothing that is no place, and nothing by a stranger", async () => {
    const { orderId } = await begun(body);
    const at = `${ORDER}/${orderId}/delivery`;
    for (const wrong of [{}, { geoPosition: { lat: 91, lng: 0 } }, { deliveryAddress: { street: "Long" } }, { place: near }]) {
      expect((await ann("POST", at, { body: wrong, ...waiting })).status).toBe(400);
    }
    const stranger = caller(other);
    expect((await stranger("POST", at, { body: { geoPosition: near } })).status).toBe(404);
  });

  it("[H206] has the position that the chain's geocoder finds for its address; what it does not find is told by the guest", async () => {
    const bob = caller(other);
    const asked: Parameters<typeof fetch>[0][] = [];
    const found = vi.spyOn(globalThis, "fetch").mockImplementation(async (question) => {
      asked.push(question);
      return Response.json(near);
    });
    const { orderId, order } = await begun({ ...body, deliveryAddress: home }, bob);
    expect(order).toMatchObject({ geoPosition: near, editTotal: "26.50" });
    expect(asked).toEqual(["https://geo.example.com/find?street=Long&number=1&city=Gdynia&country=PL"]);
    expect(await paying(orderId, "26.50", bob)).toEqual([200]);
    expect(await dryRun({ ...body, deliveryAddress: home }, bob)).toMatchObject({ valid: true, order: { editTotal: "26.50" } });

    found.mockImplementation(async () => new Response("busy", { status: 503 }));
    const lost = await begun({ ...body, deliveryAddress: home }, bob);
    expect(lost.order).not.toHaveProperty("geoPosition");
    expect(await paying(lost.orderId, "20.00", bob)).toEqual([422, "delivery-position-needed", "zoned"]);
    found.mockImplementation(async () => Response.json(near));
    expect((await command(lost.orderId, "delivery", { deliveryAddress: home }, bob)).order).toMatchObject({ geoPosition: near });
    expect(await paying(lost.orderId, "26.50", bob)).toEqual([200]);
  });

  it("[A115] a guest has the chain's geocoder asked for thirty addresses at once, wherever he names them, and then 429; a position asks nobody", async () => {
    const cleo = person(other, "ROLE_ANONYMOUS");
    const asked = vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json(near));
    const order = (await cleo.wait("order/new", body)).body.order.id;
    const named = { ...body, deliveryAddress: home };
    for (let n = 0; n < 29; n++) expect((await cleo.post("order/dry-run", named)).status).toBe(200);
    expect((await cleo.wait(`order/${order}/delivery`, { deliveryAddress: home })).status).toBe(200);
    expect(asked).toHaveBeenCalledTimes(30);
    const commands = [{ id: "d", command: "delivery", body: { deliveryAddress: home } }];
    const batch = await cleo.wait(`order/${order}/commands`, { commands });
    expect(batch.body).toMatchObject({
      results: [{ outcome: "rejected", problem: { status: 429, retryAfterSeconds: expect.any(Number) } }],
    });
    for (const path of ["order/dry-run", "order/new", `order/${order}/delivery`]) {
      const refused = await cleo.post(path, path.endsWith("delivery") ? { deliveryAddress: home } : named);
      expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
    }
    const told = await cleo.post("order/dry-run", { ...named, geoPosition: near });
    expect([told.status, asked.mock.calls.length]).toEqual([200, 30]);
    const dana = person(other, "ROLE_ANONYMOUS");
    expect((await dana.post("order/dry-run", named)).status).toBe(200);
  });
});

describe("a clock that somebody tells", () => {
  it("[H205] counts from tills and kiosks of the chain, and from no guest", async () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    const pricedAt = async (...roles: string[]) => {
      const by = caller(other, ...roles);
      const { orderId } = await begun({ orderType: "TAKE_AWAY" }, by);
      const commands = [{ id: crypto.randomUUID(), command: "append", body: burger("open"), at }];
      const answer = await by("POST", `${ORDER}/${orderId}/commands`, { body: { commands } });
      const { results } = await answer.json<{ results: { outcome: string; pricedAt?: string }[] }>();
      return results[0]?.pricedAt;
    };
    expect(await pricedAt("ROLE_open_ORDERS")).toBe(at);
    expect(await pricedAt("ROLE_KIOSK")).toBe(at);
    expect(await pricedAt("ROLE_ANONYMOUS")).toBeUndefined();
  });
});
