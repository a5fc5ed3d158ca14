import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { addressLimiter, rateLimits } from "../../../../protocol/rate-limits";
import menuWorker from "../../../menu/index";
import { openChain } from "#api/services/menu/chain.fixture";
import { burger, person, projected } from "./person.fixture";

const chain = crypto.randomUUID();
beforeAll(() => openChain(chain, menuWorker));

type Shown = { id: string; claimCode: string; lastChanged: string };

const from = (address: string) => ({ "cf-connecting-ip": address });

const secrets = ["Ann Lee", "+48600100200", "ann@lee.test", "Hidden Street"];

/** Ann's delivery, with all that she has told the house. */
async function delivery() {
  const ann = person(chain, "ROLE_ANONYMOUS");
  const { body, status } = await ann.wait("order/new", {
    orderType: "DELIVERY",
    users: [{ name: "Ann Lee", phone: "+48600100200", email: "ann@lee.test" }],
    deliveryAddress: { street: "Hidden Street", number: "7", city: "Warsaw", country: "PL" },
    geoPosition: { lat: 52.23, lng: 21.01 },
    buckets: [burger()],
  });
  expect(status).toBe(200);
  const order: Shown = JSON.parse(JSON.stringify(body.order));
  return { ann, order: order.id, claimCode: order.claimCode };
}

it("[XE4] claim codes are of nothing that an order's id says, and two orders of one id's kind have two", async () => {
  const codes = await Promise.all(Array.from({ length: 20 }, async () => (await delivery()).claimCode));
  expect(new Set(codes).size).toBe(20);
  for (const code of codes) expect(code).toMatch(/^[A-HJ-NP-Z2-9]{8}$/);
});

it("[XE4] a guest guesses ten codes, one address sixty, and one order is guessed at twenty times; staff behind the same address are not kept", async () => {
  const { order, claimCode } = await delivery();
  const guess = (path: string, who: ReturnType<typeof person>, address: string) =>
    who.post(path, { claimCode: "ZZZZZZZZ" }, from(address)).then(({ status }) => status);
  const ben = person(chain, "ROLE_ANONYMOUS");
  const statuses = [];
  for (let n = 0; n < 12; n++) statuses.push(await guess("order/claim", ben, "10.4.0.1"));
  expect(statuses).toEqual([...Array(10).fill(404), 429, 429]);
  const refused = await ben.post("order/claim", { claimCode }, from("10.4.0.1"));
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ retryAfterSeconds: expect.any(Number) });

  const many = [];
  for (let n = 0; n < 25; n++) many.push(await guess(`order/${order}/claim`, person(chain, "ROLE_ANONYMOUS"), `10.4.1.${n}`));
  expect(many.filter((status) => status === 429).length).toBeGreaterThanOrEqual(4);
  const waiter = person(chain, "ROLE_centrum_WAITER");
  const counting = env.RATE_LIMITER.getByName(addressLimiter("10.4.2.1"));
  while ((await counting.charge([{ limit: "claimAt" }])) === 0);
  expect(await guess("order/claim", person(chain, "ROLE_ANONYMOUS"), "10.4.2.1")).toBe(429);
  expect((await waiter.wait(`order/${order}/claim`, { claimCode }, from("10.4.2.1"))).status).toBe(200);
});

it("[A114] a right code is no guess: a table of seventy joins at once from one network, and leaves everybody his tries", async () => {
  const { order, claimCode } = await delivery();
  const address = from("10.4.3.1");
  for (let n = 0; n < 70; n++) {
    const joining = await person(chain, "ROLE_ANONYMOUS").wait(`order/${order}/claim`, { claimCode }, address);
    expect(joining.status).toBe(200);
  }
  const wrong = async () => (await person(chain, "ROLE_ANONYMOUS").post(`order/${order}/claim`, { claimCode: "ZZZZZZZZ" }, address)).status;
  const guesses = await Promise.all(Array.from({ length: 30 }, wrong));
  expect(guesses.filter((status) => status === 404).length).toBeGreaterThanOrEqual(19);
  expect(guesses).toContain(429);
}, 60_000);

it("[XE4] who joins sees what the table needs wherever he looks, and nothing of whose it is; he adds and pays, and moves nothing away", async () => {
  const { ann, order, claimCode } = await delivery();
  await projected(chain, order);
  const friend = person(chain, "ROLE_ANONYMOUS");
  const joined = await friend.wait("order/claim", { claimCode });
  expect(joined.status).toBe(200);
  const seen = [
    JSON.stringify(joined.body),
    await (await friend.ask("GET", `orders/${order}`)).text(),
    await (await friend.ask("GET", "orders/opened")).text(),
    await (await friend.ask("GET", `orders/${order}?at=1`)).text(),
    await (await friend.ask("GET", `order/${order}/history`)).text(),
    await (await friend.ask("GET", `order/${order}/explain`)).text(),
    await (await friend.ask("GET", `order/${order}/export`)).text(),
  ];
  for (const text of seen) for (const secret of secrets) expect(text).not.toContain(secret);
  expect(seen[1]).toContain("burger");
  expect(await (await ann.ask("GET", `orders/${order}`)).text()).toContain("Hidden Street");

  const added = await friend.wait(`order/${order}/append`, burger());
  expect(added.status).toBe(200);
  const [first] = added.body.order.buckets[0]?.lines ?? [];
  const refusals: [string, unknown][] = [
    ["lines/remove", [first?.id]],
    ["lines/quantity", { line: first?.id, quantity: 9 }],
    ["lines/move", { lines: [first?.id], venue: "port" }],
    ["contact", { name: "Ben" }],
    ["delivery", { geoPosition: { lat: 52.24, lng: 21.02 } }],
    ["abandon", {}],
  ];
  for (const [command, body] of refusals)
    expect([command, (await friend.wait(`order/${order}/${command}`, body)).status]).toEqual([command, 403]);
  const elsewhere = await friend.create();
  expect((await friend.wait(`order/${order}/merge`, { into: elsewhere })).status).toBe(403);
  expect((await friend.wait(`order/${order}/lines/remove`, added.body.lines)).status).toBe(200);
});

it("[A125] who has joined hears of a line's comment wherever he sees it: order, history and export", async () => {
  const { ann, order, claimCode } = await delivery();
  await projected(chain, order);
  const line = (await ann.wait(`order/${order}/append`, burger())).body.lines[0] ?? "";
  expect((await ann.wait(`order/${order}/${line}/comment`, "well done")).status).toBe(200);
  expect((await ann.wait(`order/${order}/comment`, "ring at Lee")).status).toBe(200);
  const friend = person(chain, "ROLE_ANONYMOUS");
  expect((await friend.wait("order/claim", { claimCode })).status).toBe(200);
  for (const path of [`orders/${order}`, `order/${order}/history`, `order/${order}/export`]) {
    const text = await (await friend.ask("GET", path)).text();
    expect([path, text.includes("well done"), text.includes("Lee")]).toEqual([path, true, false]);
  }
});

it("[A80] a guest creates so many orders, one address so many, and tries so many coupons; staff go on", async () => {
  const ann = person(chain, "ROLE_ANONYMOUS");
  const statuses: number[] = [];
  for (let n = 0; n < rateLimits.orderOfGuest.burst + 10; n++)
    statuses.push((await ann.post("order/new", { orderType: "TAKE_AWAY" }, from("10.4.3.1"))).status);
  expect(statuses.filter((status) => status === 202).length).toBeGreaterThanOrEqual(rateLimits.orderOfGuest.burst);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);

  const counting = env.RATE_LIMITER.getByName(addressLimiter("10.4.3.2"));
  while ((await counting.charge([{ limit: "orderAt" }])) === 0);
  const created = ["ROLE_ANONYMOUS", "ROLE_KIOSK"].map((role) =>
    person(chain, role).post("order/new", { orderType: "TAKE_AWAY" }, from("10.4.3.2")),
  );
  expect((await Promise.all(created)).map(({ status }) => status)).toEqual([429, 202]);

  const ben = person(chain, "ROLE_ANONYMOUS");
  const order = await ben.create();
  const tried = [];
  for (let n = 0; n < 23; n++) tried.push((await ben.post(`order/${order}/addCoupon`, { coupon: `GUESS${n}` }, from("10.4.3.4"))).status);
  expect(tried).toEqual([...Array(20).fill(422), 429, 429, 429]);
  const batch = await ben.post(`order/${order}/commands`, { commands: [{ id: "c1", command: "addCoupon", body: { coupon: "GUESS" } }] });
  expect(await batch.json()).toMatchObject({ results: [{ outcome: "rejected", problem: { status: 429 } }] });
}, 60_000);

it("[O565] a guest commands an order at his pace, over any door: what is more is 429 at once, leaves no trace, and nobody else waits", async () => {
  const ann = person(chain, "ROLE_ANONYMOUS");
  const order = await ann.create();
  const give = (n: number) => ann.post(`order/${order}/comment`, `note ${n}`, { "idempotency-key": `n${n}` });
  const answers = await Promise.all(Array.from({ length: 500 }, (_, n) => give(n)));
  const refused = answers.findIndex(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThanOrEqual(299);
  expect(answers[refused]?.headers.get("retry-after")).toBe("1");
  const waiter = person(chain, "ROLE_MANAGER");
  expect((await waiter.post(`order/${order}/comment`, "from the house")).status).toBe(202);
  await expect.poll(async () => (await give(refused)).status).toBe(202);
}, 60_000);
