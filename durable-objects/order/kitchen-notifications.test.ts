import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { OrderCommand } from "../../domain/order/commands";
import { asked, boss, clock, creating, guest, id, kitchen, tab, till } from "../../domain/order/given.fixture";
import { steeringFeed, userFeed } from "../../protocol/feed";
import type { ReadyWord } from "../../protocol/venue";
import { FeedObject } from "../feed/feed-object";
import { GatewayObject } from "../gateway/gateway-object";
import { VenueObject } from "../venue/venue-object";
import { open, pay, soup } from "./open.fixture";
import { storeMenu } from "./stored-menu.fixture";

beforeAll(storeMenu);
afterEach(() => vi.restoreAllMocks());

const MINUTE_MS = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS).toISOString();
const nameOf = (object: object): string => Reflect.get(object, "ctx").id.name;

/** What steering feeds are told. The first `failures` tries fail. */
function steering(failures = 0) {
  const told: object[] = [];
  let left = failures;
  vi.spyOn(FeedObject.prototype, "tell").mockImplementation(async function (this: FeedObject, showings) {
    if (!nameOf(this).includes("/steering/")) return;
    if (left-- > 0) throw new Error("down");
    told.push(...showings.map(({ topic, body, venues }) => ({ feed: nameOf(this), topic, venues, body: JSON.parse(body) })));
  });
  return told;
}

/** What venues are told by orders that are ready. The first `failures` tries fail. */
function readyWords(failures = 0) {
  const told: (ReadyWord & { venue: string })[] = [];
  let left = failures;
  const fake = async (venue: string, word: ReadyWord) => {
    if (left-- > 0) throw new Error("down");
    told.push({ venue, ...word });
  };
  vi.spyOn(VenueObject.prototype, "ready").mockImplementation(function (this: VenueObject, word) {
    return Reflect.apply(fake, undefined, [nameOf(this), word]); // a promise in place of nothing: over RPC both are awaited
  });
  return told;
}

async function placed(n: number, at = ago(10)) {
  const order = open(n);
  await order.ask("c1", creating, guest, { at });
  await order.ask("c2", soup(1), guest, { at });
  await order.ask("c3", pay(90, 1250), till, { at });
  return order;
}
const settled = ({ stub }: ReturnType<typeof open>, destination: string) =>
  expect.poll(async () => {
    const { head, destinations } = await stub().progress();
    return destinations[destination] === head;
  });

describe("what an order tells of its kitchen", () => {
  it("[K61] who steers the venue hears that nobody has looked, and the order says it itself", async () => {
    const told = steering();
    const order = await placed(800);
    await runDurableObjectAlarm(order.stub());
    expect((await order.read()).order).toMatchObject({ alerted: expect.any(String) });
    await expect
      .poll(() => told)
      .toEqual([
        {
          feed: steeringFeed("t1", "v1"),
          topic: "steering",
          venues: ["v1"],
          body: {
            correlationId: expect.stringMatching(/^clock:AlertKitchen:/),
            command: "ORDER_UNACKNOWLEDGED",
            venue: "v1",
            properties: { order: order.order, since: expect.any(String) },
          },
        },
      ]);
  });

  it("[K61] a word that did not arrive is sent again, unless somebody has looked meanwhile", async () => {
    const told = steering(1);
    const order = await placed(801);
    await order.ask("k1", { type: "AlertKitchen" }, clock);
    await order.evict();
    await runDurableObjectAlarm(order.stub());
    await expect.poll(() => told.length).toBe(1);

    const silent = steering(1);
    const seen = await placed(802);
    await seen.ask("k1", { type: "AlertKitchen" }, clock);
    await seen.ask("k2", { type: "TraceOrder", config: "grill" }, kitchen);
    await seen.evict();
    await runDurableObjectAlarm(seen.stub());
    await settled(seen, "steering").toBe(true);
    expect(silent).toEqual([]);
  });

  it("[K50] the guest is told that the promise has moved", async () => {
    const shown: string[] = [];
    const order = await placed(803);
    const feed = env.FEED.getByName(userFeed("t1", "ann"));
    vi.spyOn(GatewayObject.prototype, "deliver").mockImplementation((_, showings) => {
      shown.push(...showings.filter(({ topic }) => topic === "notifications").map(({ body }) => body));
      return { listeners: 1 };
    });
    await feed.listen("kitchen-gateway", "global");
    await order.ask("k1", { type: "AlertKitchen" }, clock);
    const { etf } = (await order.read()).order;
    await expect
      .poll(() => shown.map((body) => JSON.parse(body)).filter(({ type }) => type === "OrderMessage"))
      .toEqual([
        expect.objectContaining({ users: ["ann"], orderId: order.order, codes: [{ code: "promiseMoved", message: etf, args: [etf] }] }),
      ]);
  });

  it("[K62] its venue hears how long it took, also when the first word was lost", async () => {
    const told = readyWords(1);
    const order = await placed(804, ago(7));
    await order.ask("k1", { type: "ProcessLines", lines: [id(1)] }, kitchen, { at: ago(2) });
    await order.evict();
    await runDurableObjectAlarm(order.stub());
    await expect.poll(() => told).toMatchObject([{ venue: "t1/venue/v1", order: order.order }]);
    expect(told[0]?.ms).toBeGreaterThanOrEqual(5 * MINUTE_MS - 100);
    expect(told[0]?.ms).toBeLessThan(5 * MINUTE_MS + 1_000);
  });

  it("[K60] an order that is placed promises by the pace that its venue tells at checkout", async () => {
    const venue = env.VENUE.getByName("t1/venue/v1");
    for (let n = 0; n < 50; n++) await venue.ready({ order: `o${n}`, at: Date.now(), ms: 3 * MINUTE_MS });
    const order = open(805);
    const fill: OrderCommand = { type: "AppendLines", venue: "v1", lines: [asked(1, "soup"), asked(2, "cola")] };
    await order.ask("c1", tab, boss);
    await order.ask("c2", fill, boss);
    const at = new Date().toISOString();
    await order.ask("c3", { type: "FireLines", lines: [id(1)] }, boss, { at });
    expect((await order.read()).order.etf).toBe(new Date(Date.parse(at) + 3 * MINUTE_MS).toISOString());
    const later = new Date(Date.now() + 20 * MINUTE_MS).toISOString();
    await order.ask("c4", { type: "FireLines", lines: [id(2)] }, boss, { at: later });
    expect((await order.read()).order.etf).toBe(new Date(Date.parse(later) + 3 * MINUTE_MS).toISOString());
  });
});
