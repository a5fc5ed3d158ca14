// The spine of the product, with the published client against all workers: the same story that `npm run demo` shows.
import { afterAll, beforeAll, expect, it } from "vitest";
import { playStory, type Beat, type StoryEnd } from "../scripts/story/story.ts";
import { openTestPlatform, type TestPlatform } from "./platform.fixture.ts";

let house: TestPlatform;
let end: StoryEnd;
const beats: Beat[] = [];

beforeAll(async () => {
  house = await openTestPlatform();
  end = await playStory(house.sheet, (beat) => beats.push(beat));
}, 120_000);
afterAll(() => house?.close());

const seenAt = (did: RegExp) => beats.find((beat) => did.test(beat.did))?.seen.map(({ where, what }) => `${where}: ${what}`);

it("[E1] a guest with the published client sees each change of the order on the socket", () => {
  expect(seenAt(/opens a basket/)).toEqual(["guest's screen: NEW"]);
  expect(seenAt(/configured/)?.[0]).toMatch(/^guest's screen: total \d+\.\d\d/);
  expect(seenAt(/approves the payment/)).toContain("guest's screen: COMPLETED");
});

it("[E2] the discount is there with the line that earns it, and lowers the price", () => {
  expect(Number(end.order.total)).toBeLessThan(Number(end.subtotal));
  expect(seenAt(/^adds a /)?.[0]).toMatch(/ with "/);
});

it("[E3] the payments of a placed order sum to its total", () => {
  const paid = end.order.payments?.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
  expect(paid).toBe(Math.round(Number(end.order.total) * 100));
});

it("[E4] a kitchen screen sees the placed order, and the guest sees that it is cooked", () => {
  expect(seenAt(/approves the payment/)).toContain("kitchen's screen: COMPLETED");
  expect(seenAt(/finishes every line/)).toEqual([
    expect.stringMatching(/^guest's .*PROCESSED$/),
    expect.stringMatching(/^kitchen's .*PROCESSED$/),
  ]);
});

it("[E5] the tenant's receiver gets a signed order.completed, and the endpoint's log shows one delivery at the first attempt", () => {
  expect(end.webhook).toMatchObject({ verified: true, type: "order.completed" });
  expect(JSON.stringify(end.webhook.payload)).toContain(end.order.id);
  expect(end.deliveries).toEqual([
    expect.objectContaining({ id: end.webhook.id, type: "order.completed", status: "delivered", attempts: [expect.anything()] }),
  ]);
});

it("[E6] the seeded endpoint of the demo chain is told, too", async () => {
  await expect
    .poll(() => house.webhooks.map(({ type, verified }) => ({ type, verified })), { timeout: 15_000 })
    .toContainEqual({ type: "order.completed", verified: true });
});

it("[E7] a report query finds the order", () => {
  expect(end.reported).toMatchObject({ id: end.order.id, total: end.order.total, venues: [house.sheet.venues[0]?.id], lines: 1 });
});

it("[E8] a closed order leaves every screen", () => {
  expect(seenAt(/closes it/)).toEqual(["guest's screen: gone", "kitchen's screen: gone"]);
});

it("[E9] no worker complains on the way", () => {
  expect(house.said).toEqual([]);
});
