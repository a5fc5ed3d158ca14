import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, describe, expect, it } from "vitest";
import { venueName } from "../../../../protocol/venue";
import { locks } from "../../../lib/db/locks";
import { menuItems, tenants } from "../../../lib/db/schema";
import menuWorker from "../../../menu/index";
import { forgetCards } from "#api/services/venue/venue-cache";
import { compile, openChain } from "#api/services/menu/chain.fixture";
import { burger, person } from "./person.fixture";

const chain = crypto.randomUUID();
const offline = crypto.randomUUID();
beforeAll(async () => {
  await openChain(chain, menuWorker);
  await openChain(offline, menuWorker);
  await drizzle(env.DB)
    .update(tenants)
    .set({ properties: { offlinePricing: "till", offlineMinutes: "600" } })
    .where(eq(tenants.id, offline));
});

const ann = person(chain, "ROLE_ANONYMOUS");
const bob = person(chain, "ROLE_ANONYMOUS");
const till = person(chain, "ROLE_centrum_ORDERS", "ROLE_centrum_PAY");
type Outcome = { id: string; outcome: string; seq?: number; lines?: string[]; pricedAt?: string; problem?: { type: string } };
const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await answer).json<T>();
const batch = async (who: typeof ann, order: string, body: object) =>
  json<{ seq: number; results: Outcome[]; order: { total: string } }>(who.post(`order/${order}/commands`, body));
const outcomes = ({ results }: { results: Outcome[] }) => results.map(({ id, outcome }) => `${id} ${outcome}`);

describe("what an order can be asked", () => {
  it("[H75] its history is read in sentences and pages, and the order as it was at any of them", async () => {
    const order = await ann.create();
    await ann.wait(`order/${order}/append`, burger());
    await ann.wait(`order/${order}/comment`, "hot");
    const { head, entries } = await json<{ head: number; entries: { says: string; seq: number; by: string }[] }>(
      ann.ask("GET", `order/${order}/history?after=1&limit=1`),
    );
    expect(head).toBe(3);
    expect(entries).toMatchObject([{ seq: 2, by: ann.user, says: "added 1 × burger at 21.50 PLN" }]);
    expect(await json(ann.ask("GET", `order/${order}/history?at=2`))).toMatchObject({ seq: 2, total: "21.50", comments: [] });
    expect((await ann.ask("GET", `order/${order}/history?at=0`)).status).toBe(400);
    expect((await ann.ask("GET", `order/${order}/history?since=1`)).status).toBe(400);
  });

  it("[H76] it explains its total down to what was chosen, and names the menu's version", async () => {
    const order = await ann.create();
    await ann.wait(`order/${order}/append`, burger({ quantity: 2 }));
    expect(await json(ann.ask("GET", `order/${order}/explain`))).toMatchObject({
      lines: [
        {
          productId: "burger",
          menu: { id: "MENU_a", version: 1, document: expect.stringMatching(/^[0-9a-f]{32}$/) },
          parts: { id: "burger", price: "20.00", items: [{ items: [{ id: "mayo", price: "1.50" }] }] },
          unitPrice: "21.50",
          quantity: 2,
          net: "43.00",
        },
      ],
      sum: { total: "43.00", remaining: "43.00" },
      tax: [{ rate: "8", net: "39.81", tax: "3.19", gross: "43.00" }],
    });
  });

  it("[H77] its bill is divided by person, by line or into parts that add up", async () => {
    const order = await ann.create();
    await ann.wait(`order/${order}/append`, burger());
    await till.wait(`order/${order}/append`, burger({ extra: { "x-seat": "4" } }));
    const shares = async (query: string) =>
      json<{ shares: { key: string; amount: string }[] }>(ann.ask("GET", `order/${order}/bill${query}`));
    expect((await shares("")).shares).toMatchObject([
      { key: ann.user, amount: "21.50" },
      { key: "4", amount: "21.50" },
    ]);
    expect((await shares("?by=parts&parts=3")).shares.map(({ amount }) => amount)).toEqual(["14.34", "14.33", "14.33"]);
    expect((await ann.ask("GET", `order/${order}/bill?by=parts&parts=0`)).status).toBe(400);
  });

  it("[H78] it is exported whole, and an order that has ended forgets its guest on demand", async () => {
    const order = await ann.create();
    await ann.wait(`order/${order}/contact`, { name: "Anna Kowalska", phone: "600100200" });
    expect((await ann.post(`order/${order}/erase`, {}, { prefer: "wait" })).status).toBe(409);
    await ann.wait(`order/${order}/abandon`, {});
    const text = async () => (await ann.ask("GET", `order/${order}/export`)).text();
    expect(await text()).toContain("Anna Kowalska");
    expect((await ann.wait(`order/${order}/erase`, {})).status).toBe(200);
    expect(await text()).not.toContain("Anna Kowalska");
  });

  it("[H79] to a stranger none of it is there", async () => {
    const order = await ann.create();
    const paths = ["history", "history?at=1", "explain", "bill", "fiscal", "export"];
    for (const path of paths) expect([path, (await bob.ask("GET", `order/${order}/${path}`)).status]).toEqual([path, 404]);
    expect((await bob.ask("POST", `order/${order}/requestFiscal`)).status).toBe(404);
    expect((await bob.post(`order/${order}/commands`, { commands: [{ id: "a", command: "comment", body: "x" }] })).status).toBe(404);
    for (const path of paths) expect((await ann.ask("GET", `order/${crypto.randomUUID()}/${path}`)).status).toBe(404);
  });
});

describe("dry run", () => {
  const generous = crypto.randomUUID();
  beforeAll(() => openChain(generous, menuWorker, { discounts: true }));

  it("[H80] prices a basket with the chain's discounts and creates nothing", async () => {
    const lonely = person(generous, "ROLE_ANONYMOUS");
    const dry = await json(lonely.post("order/dry-run", { orderType: "TAKE_AWAY", buckets: [burger({ quantity: 2 })] }));
    expect(dry).toMatchObject({
      valid: true,
      problems: [],
      order: { total: "38.70", buckets: [{ venue: "centrum", lines: [{ discounts: [{ name: "Lunch", discountPrice: "4.30" }] }] }] },
      explain: { sum: { lines: "43.00", discounts: "-4.30", total: "38.70" } },
    });
    expect(dry).not.toHaveProperty("order.id");
    expect(await json(lonely.ask("GET", "orders/last"))).toEqual([]);
  });

  it("[H81] names every line that cannot be sold, not only the first, and prices the others", async () => {
    const body = {
      orderType: "TAKE_AWAY",
      buckets: [
        {
          venue: "centrum",
          lines: [
            { productId: "tea", quantity: 1 },
            ...burger().lines,
            { productId: "burger", quantity: 1, productConfig: { selected: { nowhere: { x: "1" } } } },
          ],
        },
        { venue: "port", lines: burger().lines },
        { venue: "nowhere", lines: burger().lines },
      ],
    };
    const { valid, problems, order } = await json<{
      valid: boolean;
      problems: { type: string; venue: string; line?: number }[];
      order: { total: string };
    }>(person(generous, "ROLE_ANONYMOUS").post("order/dry-run", body));
    expect(valid).toBe(false);
    expect(problems.map(({ type, venue, line }) => [type.split("/").at(-1), venue, line])).toEqual([
      ["product-not-found", "centrum", 0],
      ["configuration-invalid", "centrum", 2],
      ["venue-closed", "port", 0],
      ["not-found", "nowhere", undefined],
    ]);
    expect(order.total).toBe("19.35");
  });
});

describe("batches", () => {
  it("[H82] a queue that comes again is answered as it was: applied, already applied, rejected with its reason", async () => {
    const order = await till.create();
    const commands = [
      { id: "q1", command: "append", body: burger() },
      { id: "q2", command: "lines/remove", body: [crypto.randomUUID()] },
      { id: "q3", command: "comment", body: "hot" },
    ];
    expect(outcomes(await batch(till, order, { onError: "continue", commands }))).toEqual(["q1 applied", "q2 rejected", "q3 applied"]);
    const again = await batch(till, order, {
      onError: "continue",
      commands: [...commands, { id: "q4", command: "append", body: burger() }],
    });
    expect(outcomes(again)).toEqual(["q1 already-applied", "q2 rejected", "q3 already-applied", "q4 applied"]);
    expect(again.results[1]?.problem?.type).toMatch(/line-not-found$/);
    expect(again.order.total).toBe("43.00");
    // Sent alone under the same key it is the same command.
    expect((await till.wait(`order/${order}/append`, burger(), { "idempotency-key": "q1" })).body.order.total).toBe("43.00");
  });

  it.each([
    ["stop", ["1 applied", "2 applied", "3 rejected", "4 skipped", "5 skipped"]],
    ["continue", ["1 applied", "2 applied", "3 rejected", "4 applied", "5 applied"]],
  ])(
    "[H83] a third command that is bad is reported in its place; the first two stand, and the rest follow %s",
    async (onError, expected) => {
      for (const bad of [
        { command: "append", body: burger({ quantity: 0 }) },
        { command: "dance", body: {} },
        { command: "append", body: { ...burger(), venue: "nowhere" } },
        { command: "lines/quantity", body: { line: crypto.randomUUID(), quantity: 2 } },
      ]) {
        const order = await till.create();
        const fine = { command: "append", body: burger() };
        const commands = [fine, fine, bad, fine, fine].map((command, index) => ({ id: `${index + 1}`, ...command }));
        const done = await batch(till, order, { onError, commands });
        expect(outcomes(done)).toEqual(expected);
        expect(done.order.total).toBe(onError === "stop" ? "43.00" : "86.00");
      }
    },
  );

  it("[H84] a batch that is none is refused by its fields, and nothing of it is done", async () => {
    const order = await till.create();
    const wrong = await till.post(`order/${order}/commands`, { onError: "hope", commands: [{ id: "", command: "append" }] });
    expect((await json<{ errors: { pointer: string }[] }>(wrong)).errors.map(({ pointer }) => pointer).toSorted()).toEqual([
      "/commands/0/id",
      "/onError",
    ]);
    expect((await till.post(`order/${order}/commands`, { commands: [] })).status).toBe(400);
    expect(await json(till.ask("GET", `orders/${order}`))).toMatchObject({ seq: 1 });
  });
});

const late = { id: "late", products: ["burger"] };
const editor = { user: "u1", login: "ann" };

/** What Centrum sells now, it has sold since then. */
async function soldSince(tenant: string, at: string): Promise<void> {
  const venue = env.VENUE.getByName(venueName(tenant, "centrum"));
  const { menus } = await venue.facts();
  const sold = Object.entries(menus.MENU_a ?? {}).map(([channel, { hash }]) => [channel, hash]);
  await venue.publish("global", [{ number: 0, menu: "MENU_a", version: 0, at: Date.parse(at), hashes: Object.fromEntries(sold) }]);
}

describe("offline tills", () => {
  it("[H85] what an offline till sold costs what it did by the till's clock, where the chain says so, and otherwise what it does now", async () => {
    const [before, after] = [person(chain, "ROLE_centrum_ORDERS"), person(offline, "ROLE_centrum_ORDERS")];
    const at = new Date(Date.now() - 60_000).toISOString();
    const d1 = drizzle(env.DB);
    for (const tenant of [chain, offline]) {
      await soldSince(tenant, "2026-01-01T00:00:00Z");
      const [burgerRow] = await d1.select().from(menuItems).where(eq(menuItems.tenant, tenant)).all();
      if (!burgerRow) throw new Error("no burger");
      await locks(env.DB, tenant).add(late, new Date().toISOString(), editor);
    }
    for (const tenant of [chain, offline]) forgetCards(tenant);
    const commands = [{ id: "s1", command: "append", body: burger(), at }];
    const sell = async (who: typeof ann) => batch(who, await who.create(), { commands });
    expect((await sell(before)).results).toMatchObject([
      { outcome: "rejected", problem: { type: expect.stringMatching(/product-locked$/) } },
    ]);
    expect((await sell(after)).results).toMatchObject([{ outcome: "applied", pricedAt: at }]);
    const early = await batch(after, await after.create(), { commands: [{ ...commands[0], at: "2026-01-02T00:00:00Z" }] });
    expect(early.results).toMatchObject([{ outcome: "rejected" }]);
    for (const tenant of [chain, offline]) {
      await locks(env.DB, tenant).remove(late, new Date().toISOString(), editor);
      forgetCards(tenant);
    }
  });

  it("[H86] a price that changed while the till was offline is the one that the till has shown", async () => {
    const who = person(offline, "ROLE_centrum_ORDERS");
    const d1 = drizzle(env.DB);
    const soldAt = new Date(Date.now() - 30_000).toISOString();
    await soldSince(offline, "2026-01-01T00:00:00Z");
    const rows = await d1.select().from(menuItems).where(eq(menuItems.tenant, offline)).all();
    const row = rows.find(({ id }) => id === "burger");
    if (!row) throw new Error("no burger");
    await d1
      .update(menuItems)
      .set({ document: { ...row.document, price: "30.00" } })
      .where(eq(menuItems.id, "burger"));
    await compile(offline, "MENU_a", menuWorker);
    const order = await who.create();
    forgetCards(offline);
    const shown = await batch(who, await who.create(), { commands: [{ id: "n", command: "append", body: burger() }] });
    expect(shown.order.total).toBe("31.50");
    const sold = await batch(who, order, { commands: [{ id: "o", command: "append", body: burger(), at: soldAt }] });
    expect(sold.order.total).toBe("21.50");
  });
});

describe("optimistic concurrency", () => {
  it("[H87] X-Expected-Seq refuses what was asked of an older order, and must say what If-Match says", async () => {
    const order = await ann.create();
    await ann.wait(`order/${order}/append`, burger());
    const comment = async (headers: Record<string, string>) => (await ann.post(`order/${order}/comment`, "x", headers)).status;
    expect(await comment({ "x-expected-seq": "1" })).toBe(412);
    expect(await comment({ "x-expected-seq": "2", "if-match": '"2"' })).toBe(202);
    expect(await comment({ "x-expected-seq": "3", "if-match": '"2"' })).toBe(400);
    expect(await comment({ "x-expected-seq": "soon" })).toBe(400);
    expect(await comment({})).toBe(202);
  });
});
