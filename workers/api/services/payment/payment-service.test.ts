import { env, exports } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { CompiledMenu } from "../../../../domain/menu/compiled";
import type { OrderCommand } from "../../../../domain/order/commands";
import { err, ok } from "../../../../domain/result";
import { signAccessToken } from "../../../../runtime/access-token";
import { orderName } from "../../../../runtime/order-name";
import { readKeys } from "../../../../runtime/keys";
import { venueName } from "../../../../protocol/venue";
import { OrderObject } from "../../../../durable-objects/order/order-object";
import { menuLocks, tenants, venues } from "../../../lib/db/schema";
import { orderIdOf } from "#api/services/ordering/order-id";
import { Payments } from "./payments";

const TENANT = "0b9c8d0e-2222-4111-8111-00000000000a";
const HASH = "payment-test-menu";
const keys = readKeys(env.KEYS);
const currency = { code: "PLN", decimals: 2 };
const soup = { id: "soup", kind: "product" as const, price: "13.99", vat: "8", literals: { name: "Soup" }, items: [] };
const menu: CompiledMenu = { v: 2, menu: "m", currency, products: { soup } };
const card = {
  tenant: TENANT,
  venue: "north",
  name: "North",
  menu: "m",
  menuHashes: { TAKE_AWAY: HASH },
  closed: {},
  timeZone: "Europe/Warsaw",
  currency,
  locks: [],
  discountTags: [],
};

type Page = { status: number; location: string | null; text: string };
type Created = { trxId: string; url: string; shouldRedirect: boolean };

const person = (user: string, ...roles: string[]) => ({
  tenant: TENANT,
  user,
  login: user,
  roles,
  client: "app",
  region: "global" as const,
});
const guest = person("guest", "ROLE_ANONYMOUS");
const cashier = person("cashier", "ROLE_north_PAY_CASH");

async function call(who: typeof guest, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const token = await signAccessToken(keys, who, Date.now(), 60);
  return exports.default.fetch(`https://api.test${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
const pay = (who: typeof guest, body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  call(who, "POST", "/payment-api/create", { paymentType: 1, amount: "13.99", ...body }, headers);

async function allowed(path: string): Promise<string[]> {
  const types = await (await call(cashier, "GET", path)).json<{ type: string; allowed: boolean }[]>();
  return types.flatMap((one) => (one.allowed ? [one.type] : []));
}

async function page(url: string, decision?: string): Promise<Page> {
  const { origin, pathname, searchParams } = new URL(url);
  const form = new URLSearchParams({ t: searchParams.get("t") ?? "", ...(decision && { decision }) });
  const answer = await exports.default.fetch(
    decision === undefined ? url : `${origin}${pathname}`,
    decision === undefined ? {} : { method: "POST", body: form, redirect: "manual" },
  );
  return { status: answer.status, location: answer.headers.get("location"), text: await answer.text() };
}

let made = 0;
async function orderWithSoup(lines = 1): Promise<string> {
  const order = orderIdOf(keys.ids, TENANT, guest.user, `order-${++made}`);
  const command: OrderCommand = {
    type: "CreateOrder",
    orderType: "TAKE_AWAY",
    source: "web",
    currency,
    append: {
      venue: "north",
      lines: Array.from({ length: lines }, () => ({
        id: crypto.randomUUID(),
        productId: "soup",
        quantity: 1,
        config: {},
        status: "NEW" as const,
      })),
    },
  };
  const answer = await env.ORDER.getByName(orderName(TENANT, order)).execute({
    tenant: TENANT,
    region: "global",
    order,
    commandId: `guest:${order}`,
    correlationId: "c",
    actor: { kind: "user", user: guest.user, roles: guest.roles },
    at: new Date().toISOString(),
    card,
    command,
  });
  expect(answer).toMatchObject({ ok: true });
  return order;
}

const boss = person("boss", "ROLE_PAY", "ROLE_MANAGER");

async function paidOrder(): Promise<{ order: string; payment: string }> {
  const order = await orderWithSoup();
  const { trxId, url } = await (await pay(guest, { orderId: order })).json<Created>();
  await page(url, "approve");
  return { order, payment: trxId };
}

const refund = ({ order, ...asked }: { order: string; payment: string; amount: string; kind?: string }, key: string) =>
  call(boss, "POST", "/payment-api/refund", { orderId: order, reason: "cold", ...asked }, { "idempotency-key": key });

type Seen = {
  seq: number;
  status: string;
  payments: { id: string; type: string; amount: string }[];
  buckets: { lines: { id: string }[] }[];
};

async function seen(order: string): Promise<Seen> {
  const view = await env.ORDER.getByName(orderName(TENANT, order)).view(guest);
  return view.ok ? JSON.parse(view.value.body) : { seq: 0, status: view.error.code, payments: [], buckets: [] };
}

beforeAll(async () => {
  const d1 = drizzle(env.DB);
  await d1.insert(tenants).values({
    id: TENANT,
    name: "A",
    clientId: "pay-app",
    clientSecretHash: "",
    region: "global",
    currency: "PLN",
    decimals: 2,
    properties: { appSchemes: "myapp" },
  });
  const document = { id: "north", name: "North", active: true };
  await d1.insert(venues).values({ tenant: TENANT, id: "north", name: "North", menu: "m", timeZone: "Europe/Warsaw", document });
  const compiledAt = new Date().toISOString();
  const publication = { number: 1, menu: "m", version: 1, at: Date.parse(compiledAt), hashes: { TAKE_AWAY: HASH } };
  await env.VENUE.getByName(venueName(TENANT, "north")).publish("global", [publication]);
  await env.MENUS.put(`book:${HASH}`, JSON.stringify(menu));
});

afterEach(() => vi.restoreAllMocks());

/** Two commands, the second of which gives money back. */
const queue = () => ({
  commands: ["comment", "cancel"].map((command) => ({ id: crypto.randomUUID(), command, ...(command === "comment" && { body: "hot" }) })),
  onError: "continue",
});

it("[Q100] counts on no older order than If-Match says, at every door that moves money", async () => {
  const { order, payment } = await paidOrder();
  const waits = await orderWithSoup();
  const begun = await (await pay(guest, { orderId: waits })).json<Created>();
  const doors: [typeof guest, string, () => object, string][] = [
    [guest, "/payment-api/create", () => ({ orderId: waits, paymentType: 1, amount: "13.99" }), waits],
    [guest, "/payment-api/cancel", () => ({ orderId: waits, trxId: begun.trxId }), waits],
    [boss, "/payment-api/refund", () => ({ orderId: order, payment, amount: "1.00", reason: "cold" }), order],
    [boss, `/ordering-api/api/order/${order}/commands`, queue, order],
  ];
  for (const [who, path, body, of] of doors) {
    const before = await seen(of);
    const asked = async (tag: string) => (await call(who, "POST", path, body(), { "if-match": tag })).status;
    expect([path, await asked('"1"'), await asked("1")]).toEqual([path, 412, 400]);
    expect(await seen(of)).toEqual(before);
    expect([path, await asked(`"${before.seq}"`)]).toEqual([path, 200]);
  }
});

describe("GET /payment-api/types", () => {
  it("[Y23] lists every type, and says which the caller may use where", async () => {
    expect(await allowed("/payment-api/types")).toEqual(["EPAYMENT"]);
    expect(await allowed("/payment-api/types?venue=north")).toEqual(["EPAYMENT", "CASH"]);
  });

  it("[Y24] needs a token", async () => {
    expect((await exports.default.fetch("https://api.test/payment-api/types")).status).toBe(401);
  });
});

describe("POST /payment-api/create", () => {
  it("[Y25] opens a payment at the sandbox; approving it places the order and leads back to the shop", async () => {
    const order = await orderWithSoup();
    const created = await (await pay(guest, { orderId: order, returnUrl: "https://shop.test/paid" })).json<Created>();
    expect(created).toMatchObject({ shouldRedirect: true, url: expect.stringMatching(/^https:\/\/api\.test\/payment-api\/sandbox\//) });
    expect(await page(created.url)).toMatchObject({ status: 200, text: expect.stringContaining("13.99 PLN") });

    expect(await page(created.url, "approve")).toMatchObject({ status: 303, location: "https://shop.test/paid" });
    expect(await seen(order)).toMatchObject({ status: "COMPLETED", payments: [{ id: created.trxId, type: "EPAYMENT", amount: "13.99" }] });
  });

  it("[Y26] deciding twice is harmless: the first decision stands, and the second is told so", async () => {
    const order = await orderWithSoup();
    const { url } = await (await pay(guest, { orderId: order })).json<Created>();
    expect(await page(url, "approve")).toMatchObject({ status: 200, text: expect.stringContaining("The payment is approved.") });
    expect(await page(url, "approve")).toMatchObject({ status: 200, text: expect.stringContaining("The payment is approved.") });
    expect(await page(url, "decline")).toMatchObject({ status: 409, text: expect.stringContaining("nothing has changed") });
    expect((await seen(order)).payments).toHaveLength(1);
  });

  it("[Y27] a declined payment leaves the order as it was, ready for another", async () => {
    const order = await orderWithSoup();
    const { url } = await (await pay(guest, { orderId: order, returnErrorUrl: "myapp://failed" })).json<Created>();
    expect(await page(url, "decline")).toMatchObject({ status: 303, location: "myapp://failed" });
    expect(await seen(order)).toMatchObject({ status: "NEW", payments: [] });
    expect((await pay(guest, { orderId: order })).status).toBe(200);
  });

  it("[Y28] the same Idempotency-Key answers with the same payment, before and after it is settled", async () => {
    const order = await orderWithSoup();
    const ask = async () => (await pay(guest, { orderId: order }, { "idempotency-key": "once" })).json<Created>();
    const [first, second] = [await ask(), await ask()];
    expect(second.trxId).toBe(first.trxId);
    await page(first.url, "approve");
    expect((await ask()).trxId).toBe(first.trxId);
    expect((await seen(order)).payments).toHaveLength(1);
  });

  it("[Y40] some of a payment goes back, once under one key, and never more than is left", async () => {
    const order = await orderWithSoup();
    const created = await (await pay(guest, { orderId: order })).json<Created>();
    await page(created.url, "approve");
    const back = (amount: unknown, key: string, who = boss) =>
      call(
        who,
        "POST",
        "/payment-api/refund",
        { orderId: order, payment: created.trxId, amount, reason: "cold" },
        { "idempotency-key": key },
      );
    expect((await back("2.50", "k0", guest)).status).toBe(403);
    const first = await (await back("2.50", "k1")).json();
    expect(first).toMatchObject({ payment: created.trxId, amount: "2.50", reference: expect.stringMatching(/^sandbox-/) });
    expect(await (await back("2.50", "k1")).json()).toEqual(first);
    const tooMuch = await back("11.50", "k2");
    expect([tooMuch.status, await tooMuch.json()]).toMatchObject([422, { refundable: "11.49", asked: "11.50" }]);
    for (const amount of ["1.005", 0, "-1", "much"]) {
      expect(await (await back(amount, "k3")).json()).toMatchObject({ errors: [{ pointer: "/amount" }] });
    }
    expect((await seen(order)).payments).toMatchObject([
      { amount: "13.99" },
      { type: "RETURN", amount: "-2.50", extra: { refundOf: created.trxId } },
    ]);
  });

  it("[Y41] an order that is cancelled after a partial refund gives the rest back", async () => {
    const order = await orderWithSoup();
    const created = await (await pay(guest, { orderId: order })).json<Created>();
    await page(created.url, "approve");
    const part = { orderId: order, payment: created.trxId, amount: 4, reason: "cold" };
    expect((await call(boss, "POST", "/payment-api/refund", part)).status).toBe(200);
    const cancelled = await call(boss, "POST", `/ordering-api/api/order/${order}/cancel`, {}, { prefer: "wait" });
    expect(await cancelled.json()).toMatchObject({ order: { status: "CANCELLED" } });
    await expect.poll(async () => (await seen(order)).payments.map(({ amount }) => amount)).toEqual(["13.99", "-4.00", "-9.99"]);
  });

  it("[XD1] cancelled with a stale If-Match, a bad or a reused Idempotency-Key: refused, and the provider is not asked", async () => {
    const asked = vi.spyOn(Payments.prototype, "refund");
    const { order } = await paidOrder();
    const cancel = (headers: Record<string, string>) => call(boss, "POST", `/ordering-api/api/order/${order}/cancel`, {}, headers);
    await call(boss, "POST", `/ordering-api/api/order/${order}/comment`, "hot", { "idempotency-key": "used" });
    const answers = [{ "if-match": '"1"' }, { "if-match": "1" }, { "idempotency-key": "two words" }, { "idempotency-key": "used" }].map(
      cancel,
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([412, 400, 400, 422]);
    expect(await seen(order)).toMatchObject({ status: "COMPLETED", payments: [{ amount: "13.99" }], refunding: [] });
    expect(asked).not.toHaveBeenCalled();
  });

  it("[H228] an order is cancelled in a queue of commands as well, and its money goes back", async () => {
    const { order } = await paidOrder();
    const commands = [{ id: "q1", command: "cancel", body: { statusInfo: "closed early" } }];
    const answer = await call(boss, "POST", `/ordering-api/api/order/${order}/commands`, { commands });
    expect(await answer.json()).toMatchObject({ results: [{ id: "q1", outcome: "applied" }], order: { status: "CANCELLED" } });
    await expect.poll(async () => (await seen(order)).payments.map(({ amount }) => amount)).toEqual(["13.99", "-13.99"]);
  });

  it("[H229] a refund that has no answer yet is 202, and asked for again under its key it says what has become of it", async () => {
    vi.spyOn(OrderObject.prototype, "refund").mockResolvedValueOnce({ status: "on-its-way" }); // so that nobody waits ten seconds here
    const provider = vi.spyOn(Payments.prototype, "refund").mockRejectedValue(new Error("unreachable"));
    const { order, payment } = await paidOrder();
    const first = await refund({ order, payment, amount: "4.00" }, "k1");
    const body = { refund: expect.any(String), payment, amount: "4.00", status: "on-its-way" };
    expect([first.status, await first.json()]).toEqual([202, body]);
    expect(await seen(order)).toMatchObject({ refunding: [{ payment, amount: "4.00", kind: "goodwill" }] });
    provider.mockResolvedValue(ok("ref"));
    await expect
      .poll(async () => {
        const again = await refund({ order, payment, amount: "4.00" }, "k1");
        return [again.status, await again.json()];
      })
      .toEqual([200, { refund: expect.any(String), payment, amount: "4.00", reference: "ref" }]);
    expect((await seen(order)).payments.map(({ amount }) => amount)).toEqual(["13.99", "-4.00"]);
  });

  it("[H230] what the provider does not give back is refused with its reason, again under the same key, and may be tried under another", async () => {
    const provider = vi.spyOn(Payments.prototype, "refund").mockResolvedValue(err({ reason: "account closed" }));
    const { order, payment } = await paidOrder();
    for (const key of ["k1", "k1"]) {
      const refused = await refund({ order, payment, amount: "13.99" }, key);
      expect([refused.status, await refused.json()]).toMatchObject([
        409,
        { payment, reason: "account closed", refund: expect.any(String) },
      ]);
    }
    expect(provider).toHaveBeenCalledTimes(1);
    expect(await seen(order)).toMatchObject({ refunding: [], refundsDeclined: [{ payment, amount: "13.99" }] });
    provider.mockRestore();
    expect((await refund({ order, payment, amount: "13.99" }, "k2")).status).toBe(200);
    expect(await seen(order)).not.toHaveProperty("refundsDeclined");
  });

  it("[H231] a refund says what it means for the bill", async () => {
    const { order, payment } = await paidOrder();
    const surplus = await refund({ order, payment, amount: "1.00", kind: "correction" }, "k1");
    expect([surplus.status, await surplus.json()]).toMatchObject([422, { overpaid: "0.00", asked: "1.00" }]);
    const unknown = await refund({ order, payment, amount: "1.00", kind: "gift" }, "k2");
    expect([unknown.status, await unknown.json()]).toMatchObject([400, { errors: [{ pointer: "/kind" }] }]);
    expect((await refund({ order, payment, amount: "2.00" }, "k3")).status).toBe(200);
    expect(await seen(order)).toMatchObject({ remaining: "0.00", forgiven: "2.00" });
    expect((await refund({ order, payment, amount: "3.00", kind: "reversal" }, "k4")).status).toBe(200);
    expect(await seen(order)).toMatchObject({ remaining: "3.00", overpaid: "0.00" });
  });

  it("[Y42] a bill is paid line by line and in parts, and each line once", async () => {
    const order = await orderWithSoup(2);
    const lines = (await seen(order)).buckets.flatMap((bucket) => bucket.lines.map(({ id }) => id));
    const till = person("till", "ROLE_PAY");
    const some = (more: object, paymentType = 12) => call(till, "POST", "/payment-api/create", { orderId: order, paymentType, ...more });
    const wrong = await some({ amount: "13.00", lines: [lines[0]] });
    expect([wrong.status, await wrong.json()]).toMatchObject([422, { expected: "13.99", asked: "13.00" }]);
    expect((await some({ amount: "13.99", lines: [lines[0]] })).status).toBe(200);
    const twice = await some({ amount: "13.99", lines: [lines[0]] });
    expect([twice.status, await twice.json()]).toMatchObject([409, { line: lines[0] }]);
    expect((await some({ amount: "3.99" })).status).toBe(200);
    expect(await seen(order)).toMatchObject({ status: "NEW", remaining: "10.00" });
    expect((await some({ amount: "20.00" }, 10)).status).toBe(200);
    expect(await seen(order)).toMatchObject({
      status: "COMPLETED",
      payments: [{}, {}, { type: "CASH", amount: "10.00", initialAmount: "20.00", extra: { change: "10.00" } }],
    });
  });

  it("[Y29] cash at the till places the order at once; a guest may not take it", async () => {
    const order = await orderWithSoup();
    const refused = await pay(guest, { orderId: order, paymentType: 10 });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ needs: expect.arrayContaining(["ROLE_PAY_CASH"]) });
    const taken = await pay({ ...cashier, roles: ["ROLE_PAY", "ROLE_north_PAY_CASH"] }, { orderId: order, paymentType: 10 });
    expect(await taken.json()).toMatchObject({ url: "", shouldRedirect: false });
    expect(await seen(order)).toMatchObject({ status: "COMPLETED", payments: [{ type: "CASH", amount: "13.99" }] });
  });

  it("[Y30] a refusal of the order, or of the amount, is a problem that names it", async () => {
    const order = await orderWithSoup();
    const wrong = await pay(guest, { orderId: order, amount: "14.00" });
    expect([wrong.status, await wrong.json()]).toMatchObject([422, { expected: "13.99", asked: "14.00" }]);
    const unread = await pay(guest, { orderId: order, amount: "1,00", colour: "red" });
    expect([unread.status, await unread.json()]).toMatchObject([400, { errors: [{ pointer: "/colour" }] }]);
    const unknown = await pay(guest, { orderId: order, paymentType: 999 });
    expect([unknown.status, await unknown.json()]).toMatchObject([422, { paymentType: "999", known: expect.arrayContaining([1, 10]) }]);
  });

  it("[Y31] somebody else's order is like one that does not exist", async () => {
    const order = await orderWithSoup();
    const foreign = await pay(person("mallory", "ROLE_ANONYMOUS"), { orderId: order });
    const absent = await pay(guest, { orderId: orderIdOf(keys.ids, TENANT, "nobody", "k") });
    const madeUp = await pay(guest, { orderId: crypto.randomUUID() });
    const bodies = await Promise.all([foreign, absent, madeUp].map(async (answer) => [answer.status, await answer.text()]));
    expect(bodies[0]?.[0]).toBe(404);
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
  });

  it("[Y32] a product that was locked since it was chosen stops the payment", async () => {
    const order = await orderWithSoup();
    const document = { id: "sold-out", instances: ["north"], products: ["soup"] };
    await drizzle(env.DB).update(tenants).set({ lockRevision: Date.now() });
    await drizzle(env.DB).insert(menuLocks).values({ tenant: TENANT, id: "sold-out", document, created: new Date().toISOString() });
    const answer = await pay(guest, { orderId: order });
    expect([answer.status, await answer.json()]).toMatchObject([409, { product: "soup" }]);
    await drizzle(env.DB).delete(menuLocks);
    await drizzle(env.DB)
      .update(tenants)
      .set({ lockRevision: Date.now() + 1 });
  });
});

describe("the sandbox page's link", () => {
  it("[Y33] made up or of another payment it is a page that says so, not an error", async () => {
    const { url } = await (await pay(guest, { orderId: await orderWithSoup() })).json<Created>();
    const { trxId } = await (await pay(guest, { orderId: await orderWithSoup() })).json<Created>();
    for (const bad of [`${url}x`, url.replace(/sandbox\/[^?]+/, `sandbox/${trxId}`), url.split("?")[0] ?? ""]) {
      expect(await page(bad)).toMatchObject({ status: 403, text: expect.stringContaining("This link is not valid") });
      expect((await page(bad, "approve")).status).toBe(403);
    }
    expect((await page(url, "maybe")).status).toBe(400);
  });
});
