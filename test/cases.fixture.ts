// What a file of cases works with. Who imports it has the demo chain's house open for all of its tests,
// with its staff, and a new guest for each.
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type TestPlatform, openTestPlatform } from "./platform.fixture.ts";
import { newGuest, type Person, type Staff, staffOf } from "./people.fixture.ts";

export let house: TestPlatform;
export let staff: Staff;
export let guest: Person;

/** The first venue of the demo chain, where its staff work. */
export const CENTRUM = "waw-centrum";

beforeAll(async () => {
  house = await openTestPlatform();
  staff = await staffOf(house.sheet);
}, 120_000);
beforeEach(async () => {
  guest = await newGuest(house.sheet);
});
afterAll(() => house?.close());
