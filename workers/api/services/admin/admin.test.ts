import { env, exports } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { signAccessToken } from "../../../../runtime/access-token";
import { endpointName } from "../../../../protocol/feed";
import { readKeys } from "../../../../runtime/keys";
import type { OrderRow } from "../../../../protocol/queue";
import { newWebhookSecret } from "../../../../protocol/webhook";
import { failures } from "../../../lib/db/failures";
import { orders, project } from "../../../lib/db/orders";
import { tenants } from "../../../lib/db/schema";
import { webhookEndpoints } from "../../../lib/db/webhook-endpoints";

const WEBHOOKS = "/admin-api/api/webhooks";
const asked = { url: "https://hooks.example.com/orders", types: ["order.completed"] };
const A = "0b9c8d0e-1111-4111-8111-0000000000a1";
const B = "0b9c8d0e-1111-4111-8111-0000000000b1";
const at = "2026-11-22T12:00:00.000Z";

type Caller = { tenant?: string; roles?: string[] };
type Created = { id: string; secret: string; [name: string]: unknown };

async function call(method: string, path: string, body?: unknown, { tenant = A, roles = ["ROLE_ADMIN"] }: Caller = {}) {
  const who = { tenant, user: crypto.randomUUID(), login: "ann", roles, client: "app", region: "global" } as const;
  const token = await signAccessToken(readKeys(env.KEYS), who, Date.now(), 60);
  return exports.default.fetch(`https://api.test${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
const get = (path: string, caller?: Caller) => call("GET", path, undefined, caller);
const create = async (change: object = {}, caller?: Caller) =>
  (await call("POST", WEBHOOKS, { ...asked, ...change }, caller)).json<Created>();
const codeOf = async (answer: Response) => `${answer.status} ${(await answer.json<{ type: string }>()).type.split("/").at(-1)}`;

let answer: () => Response;
beforeEach(() => {
  answer = () => new Response("ok");
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => answer());
});
afterEach(() => vi.restoreAllMocks());
beforeAll(async () => {
  const chain = { clientSecretHash: "", region: "global" as const, currency: "PLN", decimals: 2, properties: {} };
  await drizzle(env.DB)
    .insert(tenants)
    .values([
      { ...chain, id: A, name: "A", clientId: "a" },
      { ...chain, id: B, name: "B", clientId: "b" },
    ]);
});

describe("webhook endpoints", () => {
  it("[N1] the secret is shown when the endpoint is created, and never again", async () => {
    const res = await call("POST", WEBHOOKS, asked);
    expect(res.status).toBe(201);
    const created = await res.json<Created>();
    expect(res.headers.get("location")).toBe(`${WEBHOOKS}/${created.id}`);
    expect(created).toMatchObject({ ...asked, secret: expect.stringMatching(/^whsec_/), format: "standard", active: true, disabled: null });
    const { secret, ...visible } = created;
    expect(await (await get(`${WEBHOOKS}/${created.id}`)).json()).toEqual(visible);
    const list = await (await get(WEBHOOKS)).text();
    expect(list).toContain(created.id);
    expect(list).not.toContain(secret);
  });

  it("[N2] another tenant's endpoint is like none at all, whatever is asked of it", async () => {
    const { id } = await create();
    const nobody = crypto.randomUUID();
    const foreign = { tenant: B };
    for (const [method, suffix, body] of [
      ["GET", ""],
      ["PUT", "", asked],
      ["PATCH", "", { active: false }],
      ["DELETE", ""],
      ["POST", "/test"],
      ["GET", "/deliveries"],
    ] as const) {
      const theirs = await call(method, `${WEBHOOKS}/${id}${suffix}`, body, foreign);
      const none = await call(method, `${WEBHOOKS}/${nobody}${suffix}`, body, foreign);
      expect(theirs.status).toBe(404);
      expect((await theirs.text()).replaceAll(id, nobody)).toBe(await none.text());
    }
    expect(await (await get(WEBHOOKS, foreign)).text()).not.toContain(id);
    expect(await (await get(`${WEBHOOKS}/${id}`)).json()).toMatchObject({ active: true });
  });

  it("[N3] only ROLE_ADMIN and ROLE_SU manage webhooks and see failures", async () => {
    for (const roles of [[], ["ROLE_MANAGER"], ["ROLE_v1_ADMIN"]]) {
      expect((await get(WEBHOOKS, { roles })).status).toBe(403);
      expect((await get("/admin-api/api/failures", { roles })).status).toBe(403);
    }
    expect((await get(WEBHOOKS, { roles: ["ROLE_SU"] })).status).toBe(200);
    expect((await exports.default.fetch(`https://api.test${WEBHOOKS}`)).status).toBe(401);
  });

  it("[N4] id and secret may be chosen by ROLE_SU alone; an id that is taken stays what it is", async () => {
    const chosen = { id: crypto.randomUUID(), secret: newWebhookSecret() };
    const su = { roles: ["ROLE_SU"] };
    expect(await codeOf(await call("POST", WEBHOOKS, { ...asked, ...chosen }))).toBe("403 forbidden");
    expect(await create(chosen, su)).toMatchObject(chosen);
    expect(await codeOf(await call("POST", WEBHOOKS, { ...asked, ...chosen, url: "https://other.example.com/" }, su))).toBe(
      "409 already-exists",
    );
    expect(await (await get(`${WEBHOOKS}/${chosen.id}`)).json()).toMatchObject({ url: asked.url });
  });

  it("[N4] a creation that was cut short can be asked for again", async () => {
    const chosen = { id: crypto.randomUUID(), secret: newWebhookSecret() };
    const object = env.ENDPOINT.getByName(endpointName(A, chosen.id));
    await object.open({ tenant: A, url: asked.url, active: true, ...chosen }); // and then the crash, before the row
    expect(await create(chosen, { roles: ["ROLE_SU"] })).toMatchObject(chosen);
  });

  it.each([
    ["https://192.168.0.10/", "422 endpoint-url-refused"],
    ["http://hooks.example.com/", "422 endpoint-url-refused"],
    ["gopher", "422 endpoint-url-refused"],
  ])("[N5] webhooks cannot be sent to %s", async (url, refusal) => {
    expect(await codeOf(await call("POST", WEBHOOKS, { ...asked, url }))).toBe(refusal);
    const { id } = await create();
    expect(await codeOf(await call("PATCH", `${WEBHOOKS}/${id}`, { url }))).toBe(refusal);
    expect(await (await get(`${WEBHOOKS}/${id}`)).json()).toMatchObject({ url: asked.url });
  });

  it("[W80] a chain has fifty endpoints, however many are asked for at once; the refusal names the limit, and one that goes makes room", async () => {
    const C = crypto.randomUUID();
    const theirs = { tenant: C, roles: ["ROLE_SU"] };
    const chosen = Array.from({ length: 60 }, () => crypto.randomUUID());
    const answers = await Promise.all(chosen.map(async (id) => [id, await call("POST", WEBHOOKS, { ...asked, id }, theirs)] as const));
    const made = answers.filter(([, { status }]) => status === 201);
    expect([made.length, (await webhookEndpoints(env.DB, C).ids()).length]).toEqual([50, 50]);
    for (const [id, refused] of answers.filter(([, { status }]) => status !== 201)) {
      expect([refused.status, await refused.json()]).toMatchObject([422, { what: "webhook endpoints", limit: 50 }]);
      expect(await env.ENDPOINT.getByName(endpointName(C, id)).status()).toBeUndefined();
    }
    const [first] = made;
    expect(await codeOf(await call("POST", WEBHOOKS, { ...asked, id: first?.[0] }, theirs))).toBe("409 already-exists");
    expect((await call("DELETE", `${WEBHOOKS}/${first?.[0]}`, undefined, theirs)).status).toBe(204);
    expect((await call("POST", WEBHOOKS, asked, theirs)).status).toBe(201);
    expect((await call("POST", WEBHOOKS, asked)).status).toBe(201); // another chain's
  });

  it("[N6] every wrong field is named", async () => {
    const res = await call("POST", WEBHOOKS, { types: ["order.eaten"], secret: "short", colour: "red", description: 7 });
    expect(res.status).toBe(400);
    const { errors } = await res.json<{ errors: { pointer: string }[] }>();
    expect(new Set(errors.map(({ pointer }) => pointer))).toEqual(new Set(["/url", "/types/0", "/secret", "/colour", "/description"]));
    const { id } = await create();
    expect(await codeOf(await call("PATCH", `${WEBHOOKS}/${id}`, {}))).toBe("400 invalid-request");
  });

  it("[N7] PUT replaces, PATCH changes what it names; both reach the object that sends", async () => {
    const { id } = await create({ description: "kitchen", format: "classic" });
    const patched = await call("PATCH", `${WEBHOOKS}/${id}`, { active: false });
    expect(await patched.json()).toMatchObject({ active: false, description: "kitchen", format: "classic" });
    const object = env.ENDPOINT.getByName(endpointName(A, id));
    expect(await object.status()).toMatchObject({ active: false });
    const put = await call("PUT", `${WEBHOOKS}/${id}`, { url: "https://new.example.com/", types: ["order.closed"] });
    expect(await put.json()).toMatchObject({
      url: "https://new.example.com/",
      types: ["order.closed"],
      description: "",
      format: "standard",
      active: true,
    });
    expect(await object.status()).toMatchObject({ active: true });
  });

  it("[N8] a deleted endpoint is gone, from the list, for the matcher and in its object", async () => {
    const { id } = await create();
    expect((await call("DELETE", `${WEBHOOKS}/${id}`)).status).toBe(204);
    expect((await get(`${WEBHOOKS}/${id}`)).status).toBe(404);
    expect((await webhookEndpoints(env.DB, A).active()).map((endpoint) => endpoint.id)).not.toContain(id);
    expect(await env.ENDPOINT.getByName(endpointName(A, id)).status()).toBeUndefined();
  });

  it("[N9] a test sends a signed ping, says what came of it, and is in the log", async () => {
    const { id } = await create();
    answer = () => new Response("nobody home", { status: 503 });
    const attempt = await (await call("POST", `${WEBHOOKS}/${id}/test`)).json();
    expect(attempt).toMatchObject({ status: 503, error: null, response: "nobody home" });
    const log = await get(`${WEBHOOKS}/${id}/deliveries?_start=0&_end=10`);
    expect(log.headers.get("x-total-count")).toBe("1");
    expect(await log.json()).toMatchObject([{ type: "ping", status: "failed", nextAttempt: null, attempts: [attempt] }]);
  });

  it("[N10] an endpoint that the platform has stopped says so, in the list as well", async () => {
    const { id } = await create();
    answer = () => new Response(null, { status: 410 });
    await call("POST", `${WEBHOOKS}/${id}/test`);
    const stopped = { id, active: false, disabled: { at: expect.any(String), reason: expect.stringContaining("410") } };
    expect(await (await get(`${WEBHOOKS}/${id}`)).json()).toMatchObject(stopped);
    expect(await (await get(`${WEBHOOKS}?_end=500`)).json()).toContainEqual(expect.objectContaining(stopped));
    expect(await (await call("PATCH", `${WEBHOOKS}/${id}`, { active: true })).json()).toMatchObject({ active: true, disabled: null });
  });

  it("[N11] no text that JSON can hold gives a 500", async () => {
    const text = fc.string({ unit: "binary", maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, text, async (url, description) => {
        const posted = [await call("POST", WEBHOOKS, { ...asked, url }), await call("POST", WEBHOOKS, { ...asked, description })];
        for (const { status } of posted) expect(status).toBeLessThan(500);
      }),
      { numRuns: 25, examples: [["https://a.example.com/\u0000", "\u0000"], ["https://\ud800.com", "\ud800"]] }, // prettier-ignore
    );
  });
});

describe("failures", () => {
  it("[N12] an admin sees the tenant's failures, newest first, and puts them aside", async () => {
    const tenant = { tenant: B };
    const failure = { queue: "webhooks", body: "{}" };
    await failures(env.DB, B).keep({ ...failure, id: "f1", failedAt: at, attempts: 1 });
    await failures(env.DB, B).keep({ ...failure, id: "f2", failedAt: "2026-11-23T12:00:00.000Z", attempts: 1 });
    const list = await get("/admin-api/api/failures?_start=0&_end=1", tenant);
    expect(list.headers.get("x-total-count")).toBe("2");
    expect(await list.json()).toEqual([{ ...failure, id: "f2", failedAt: "2026-11-23T12:00:00.000Z" }]);
    expect((await call("DELETE", "/admin-api/api/failures/f2")).status).toBe(404); // of tenant A
    expect((await call("DELETE", "/admin-api/api/failures/f2", undefined, tenant)).status).toBe(204);
    expect((await call("DELETE", "/admin-api/api/failures/f2", undefined, tenant)).status).toBe(404);
  });
});

const report = (query: string, roles = ["ROLE_MANAGER"]) => get(`/admin-api/api/reports/orders?${query}`, { roles });
const seen = async (query: string, roles?: string[]) =>
  (await (await report(query, roles)).json<{ extId: string }[]>()).map(({ extId }) => extId);

describe("order report", () => {
  const row: OrderRow = {
    status: "NEW",
    orderType: "TAKE_AWAY",
    source: "web",
    creator: "u",
    venues: ["v1"],
    currency: "PLN",
    total: 1399,
    discount: 100,
    paid: 0,
    paymentTypes: [],
    lines: 1,
    phone: null,
    email: null,
    extId: "one",
    claimCode: null,
    venueTotals: {},
    created: at,
    changed: at,
    due: null,
    completedTime: null,
    closedDate: null,
  };
  const ids = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()] as const;

  beforeAll(async () => {
    const mine = orders(env.DB, A);
    await project(env.DB, [
      mine.put(ids[0], 3, row),
      mine.put(ids[1], 5, { ...row, extId: "two", venues: ["v2"], status: "COMPLETED", total: 500, created: "2026-11-23T12:00:00.000Z" }),
      orders(env.DB, B).put(ids[2], 1, { ...row, extId: "foreign" }),
    ]);
  });

  it("[N20] rows have decimal amounts, newest first; another tenant's are not among them", async () => {
    const res = await report("");
    expect(res.headers.get("x-total-count")).toBe("2");
    expect(await res.json()).toMatchObject([
      { extId: "two", total: "5.00" },
      { id: ids[0], seq: 3, extId: "one", total: "13.99", discount: "1.00", paid: "0.00", venues: ["v1"] },
    ]);
  });

  it("[N21] filters, sorts and pages", async () => {
    expect(await seen(`id=${ids[0]}`)).toEqual(["one"]);
    expect(await seen(`id=${ids[2]}`)).toEqual([]);
    expect(await seen("status=COMPLETED")).toEqual(["two"]);
    expect(await seen("venue=v1")).toEqual(["one"]);
    expect(await seen(`createdFrom=${encodeURIComponent("2026-11-23T13:00:00+01:00")}`)).toEqual(["two"]);
    expect(await seen("createdTo=2026-11-23T12:00:00Z")).toEqual(["one"]);
    expect(await seen("_sort=total&_order=ASC&_start=1&_end=2")).toEqual(["one"]);
    expect(await seen("_start=5&_end=2")).toEqual([]);
  });

  it("[N22] who works at one venue sees its orders, and no others", async () => {
    expect(await seen("", ["ROLE_v2_ORDERS"])).toEqual(["two"]);
    expect(await seen("venue=v2", ["ROLE_v2_MANAGER"])).toEqual(["two"]);
    expect(await codeOf(await report("venue=v1", ["ROLE_v2_ORDERS"]))).toBe("403 forbidden");
    expect(await codeOf(await report("", ["ROLE_v2_KDS"]))).toBe("403 forbidden");
    expect(await seen("", ["ROLE_v1_ORDERS", "ROLE_v2_ORDERS"])).toEqual(["two", "one"]);
    expect(await seen("", ["ROLE_ORDERS"])).toEqual(["two", "one"]);
  });

  it.each(["status=EATEN", "_sort=tenant", "_start=-1", "_end=x", "createdFrom=yesterday", "colour=red", "_start=1&_start=2", "id=1"])(
    "[N23] the query %s is refused",
    async (query) => expect(await codeOf(await report(query))).toBe("400 invalid-request"),
  );
});
