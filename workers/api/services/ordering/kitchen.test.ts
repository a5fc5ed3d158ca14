import { createMessageBatch } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { FeedObject } from "../../../../durable-objects/feed/feed-object";
import { userFeed } from "../../../../protocol/feed";
import { orderName } from "../../../../runtime/order-name";
import { users, venues } from "../../../lib/db/schema";
import menuWorker from "../../../menu/index";
import webhookWorker from "../../../webhook/index";
import { caller, compile, openChain } from "#api/services/menu/chain.fixture";
import { burger, person } from "./person.fixture";

const chain = crypto.randomUUID();
const MINUTE_MS = 60_000;
const stations = [
  { id: "grill", name: "Grill", tags: ["lunch"] },
  { id: "pass", name: "Pass", tags: ["lunch"] },
];

beforeAll(async () => {
  await openChain(chain, menuWorker);
  const document = { stations, kitchen: { alertAfterMinutes: 1, escalateAfterMinutes: 3, readyAfterMinutes: 40 } };
  const venue = {
    tenant: chain,
    id: "kitchen",
    name: "Kitchen",
    menu: "MENU_a",
    timeZone: "Europe/Warsaw",
    lat: null,
    lng: null,
    document,
  };
  await drizzle(env.DB).insert(venues).values(venue);
  await compile(chain, "MENU_a", menuWorker);
});

afterEach(() => vi.restoreAllMocks());

const ann = person(chain, "ROLE_ANONYMOUS");
const cook = person(chain, "ROLE_kitchen_KDS", "ROLE_kitchen_PAY");
type Wire = {
  seq: number;
  status: string;
  etf?: string;
  completedTime: string;
  receipts?: object[];
  priority?: boolean;
  buckets: { lines: { id: string; status: string; stations?: string[]; bumped?: string[] }[] }[];
};

const orderOf = async (id: string): Promise<Wire> => (await cook.ask("GET", `orders/${id}`)).json();
const wireOf = async (answer: Promise<{ status: number; body: unknown }>): Promise<Wire> => {
  const { status, body } = await answer;
  expect([status, body]).toEqual([200, expect.anything()]);
  return (body as { order: Wire }).order; // oxlint-disable-line typescript/no-unsafe-type-assertion -- the platform's own answer
};
const problemOf = async (answer: Response) => {
  const { type, ...facts } = await answer.json<{ type: string }>();
  return { code: type.split("/").at(-1), ...facts };
};
const to = async (order: string, name: string, body: unknown) => wireOf(cook.wait(`order/${order}/${name}`, body));

const line = (wire: Wire) => wire.buckets[0]?.lines[0];

/** A burger, paid. */
async function placed() {
  const order = await ann.create();
  await ann.wait(`order/${order}/append`, { ...burger(), venue: "kitchen" });
  await cook.wait(`order/${order}/paymentUpdate`, { type: "CASH", amount: "50" });
  return { order, wire: await orderOf(order) };
}

const manager = (tenant: string, id: string, role: string) => ({
  tenant,
  id,
  login: id,
  password: "",
  roles: [role],
  active: true,
  created: "2026-11-25T12:00:00Z",
});

describe("the kitchen over HTTP", () => {
  it("[K67] what a venue says of its stations and of its kitchen's time reaches the order", async () => {
    const { wire } = await placed();
    expect(wire.buckets[0]?.lines[0]?.stations).toEqual(["grill", "pass"]);
    expect(wire.etf).toBe(new Date(Date.parse(wire.completedTime) + 40 * MINUTE_MS).toISOString());
  });

  it("[K68] a screen says in the query or in the body what it has shown, and wrong fields are named", async () => {
    const { order, wire } = await placed();
    const shown = await wireOf(cook.wait(`order/${order}/kdsTraceView?config=grill&seq=${wire.seq}`, {}));
    expect(shown.receipts).toMatchObject([{ config: "grill", by: cook.user, seq: wire.seq }]);
    expect((await to(order, "kdsTraceView", { config: "printer", seq: 2 })).receipts).toMatchObject([
      { config: "grill" },
      { config: "printer", seq: 2 },
    ]);
    expect(await problemOf(await cook.post(`order/${order}/kdsTraceView?seq=soon&venue=a%20b`, {}))).toMatchObject({
      code: "invalid-request",
      errors: [
        { pointer: "/query/config" },
        { pointer: "/query/venue" },
        { pointer: "/query/seq", message: "expected the number of an event, from 1" },
      ],
    });
    expect(await problemOf(await cook.post(`order/${order}/kdsTraceView`, { config: "grill", seq: 0 }))).toMatchObject({
      errors: [{ pointer: "/seq" }],
    });
    expect(await problemOf(await cook.post(`order/${order}/kdsTraceView`, { config: "grill", seq: 99 }, { prefer: "wait" }))).toMatchObject(
      {
        code: "revision-mismatch",
        expected: 99,
      },
    );
  });

  it("[K69] stations bump their parts, what was made too soon is recalled, and an order is put before others", async () => {
    const { order } = await placed();
    expect(await to(order, "kds/expedite", {})).toMatchObject({ priority: true });
    expect(await to(order, "kds/expedite", { on: false })).not.toHaveProperty("priority");
    expect(line(await to(order, "kds/bump", { venue: "kitchen", station: "grill" }))).toMatchObject({
      status: "PROCESSING",
      bumped: ["grill"],
    });
    const made = await to(order, "kds/bump", { venue: "kitchen", station: "pass" });
    expect([made.status, line(made)?.status]).toEqual(["DELIVER", "PROCESSED"]);
    const again = await to(order, "lines/recall", [line(made)?.id]);
    expect([again.status, line(again)?.status]).toEqual(["COMPLETED", "PROCESSING"]);
    expect(await to(order, "kds/bump", { venue: "kitchen" })).toMatchObject({ status: "DELIVER" });
    expect(
      await problemOf(await cook.post(`order/${order}/kds/bump`, { venue: "kitchen", station: "bar" }, { prefer: "wait" })),
    ).toMatchObject({
      status: 404,
      code: "station-not-found",
      known: ["grill", "pass"],
    });
    expect(await problemOf(await cook.post(`order/${order}/kds/bump`, { station: "bar" }))).toMatchObject({
      errors: [{ pointer: "/venue" }],
    });
    expect(await problemOf(await ann.post(`order/${order}/kds/bump`, { venue: "kitchen" }, { prefer: "wait" }))).toMatchObject({
      code: "forbidden",
    });
    const other = person(chain, "ROLE_centrum_KDS");
    expect(await problemOf(await other.post(`order/${order}/kds/expedite`, {}, { prefer: "wait" }))).toMatchObject({ status: 404 });
  });

  it("[K64] the webhook worker tells the venue's managers, each on a feed of their own, and no other tenant's", async () => {
    const { order, wire } = await placed();
    await drizzle(env.DB)
      .insert(users)
      .values([
        manager(chain, "mia", "ROLE_kitchen_MANAGER"),
        manager(chain, "max", "ROLE_centrum_MANAGER"),
        manager(crypto.randomUUID(), "eve", "ROLE_SU"),
      ]);
    const told: string[] = [];
    vi.spyOn(FeedObject.prototype, "tell").mockImplementation(async function (this: FeedObject, showings) {
      told.push(...showings.map(({ topic, body }) => `${Reflect.get(this, "ctx").id.name} ${topic} ${JSON.parse(body).codes[0].code}`));
    });
    const job = {
      tenant: chain,
      region: "global",
      order,
      from: 1,
      to: wire.seq,
      happened: [{ type: "order.unacknowledged", seq: wire.seq, at: new Date().toISOString() }],
    };
    const batch = createMessageBatch("webhooks", [{ id: "m", timestamp: new Date(), attempts: 1, body: job }]);
    await webhookWorker.queue(batch, env);
    expect(told).toEqual([`${userFeed(chain, "mia")} notifications orderUnacknowledged`]);
    expect((await env.ORDER.getByName(orderName(chain, order)).progress()).destinations.webhooks).toBe(wire.seq);
  });

  it("[K52] a keeper writes stations with the venue, and is told every field that is wrong", async () => {
    const keeper = caller(chain, "ROLE_VENUES");
    const put = (more: object) =>
      keeper("PUT", "/venue-api/api/venues/other", { body: { name: "Other", timeZone: "Europe/Warsaw", menu: "MENU_a", ...more } });
    expect(await problemOf(await put({ stations: [{ id: "grill", name: "Grill" }], kitchen: { readyAfterMinutes: 0 } }))).toMatchObject({
      errors: [{ pointer: "/kitchen/readyAfterMinutes" }, { pointer: "/stations/0/tags" }],
    });
    expect((await put({ stations })).status).toBe(201);
    expect(await (await keeper("GET", "/venue-api/api/venues/other")).json()).toMatchObject({ stations });
  });
});
