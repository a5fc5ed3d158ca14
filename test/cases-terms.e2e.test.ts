// What venues ask of guests holds for every venue, at every door, at every moment; and what is written is whose it is. Each case as it was
// reported.
import { expect, it } from "vitest";
import { openOrder } from "../client/index.ts";
import { CENTRUM, guest, house, staff } from "./cases.fixture.ts";
import { openChain } from "./chain.fixture.ts";
import { basket, newGuest, of, staffOf } from "./people.fixture.ts";

const BAIXA = "lis-baixa";
const VENUES = "/venue-api/api/venues";
const ORDER = "/ordering-api/api/order";
const TONIC = "drink-tonic";
const DAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
const MINUTE_MS = 60_000;

const takeAway = (venue = CENTRUM, more: object = {}) => ({ orderType: "TAKE_AWAY", ...more, buckets: [basket(venue, of(TONIC))] });
const outcome = async (answer: Promise<{ code: string | undefined; status: number }>) => answer.then(({ code, status }) => code ?? status);
const dryRun = async (body: object) => Object((await guest.ask("POST", `${ORDER}/dry-run`, body)).body);
const faults = async (body: object): Promise<string[]> =>
  (await dryRun(body)).problems.map(({ type }: { type: string }) => type.split("/").at(-1));

/** A venue of the chain, as its document says beside `more`; its menu is there. */
async function opened(id: string, more: object): Promise<void> {
  await staff.office.ask("PUT", `${VENUES}/${id}`, { name: id, timeZone: "Etc/UTC", menu: "MENU_default", ...more });
  const menu = async () => (await guest.ask("GET", `/menu-api/api/menu/MENU_default?channel=TAKE_AWAY&instance=${id}`)).status;
  await expect.poll(menu, { timeout: 20_000 }).toBe(200);
}
/** The same hours every day; `to` in minutes from now, by a clock that shows about noon now. */
function untilIn(minutes: number) {
  const ahead = 12 - new Date().getUTCHours();
  const timeZone = ahead === 0 ? "Etc/UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
  const to = new Date(Date.now() + (minutes + ahead * 60) * MINUTE_MS).toISOString().slice(11, 16);
  return { timeZone, week: Object.fromEntries(DAYS.map((day) => [day, [{ from: "00:00", to }]])) };
}

it("[XC1] a guest's delivery without a position, at a venue with zones, is refused by every door, and the dry run says so", async () => {
  const near = { lat: 50.001, lng: 20 };
  const circle = { center: { lat: 50, lng: 20 }, radiusMeters: 1_000 };
  await opened("zoned", { deliveryZones: [{ id: "near", fee: "6.50", minOrderValue: "15.00", circle }] });
  const delivery = { ...takeAway("zoned"), orderType: "DELIVERY" };
  expect(await faults(delivery)).toEqual(["delivery-position-needed"]);
  const order = await guest.create(delivery);
  const screen = openOrder({ baseUrl: house.sheet.baseUrl, order, token: async () => guest.token });
  expect(await outcome(guest.pay(order, "10.00"))).toBe("delivery-position-needed");
  expect(await outcome(guest.give(order, "complete"))).toBe("delivery-position-needed");
  expect(await guest.batch(order, { command: "complete" })).toEqual(["delivery-position-needed"]);
  expect(await screen.send("complete")).toMatchObject({ status: 422, body: { venue: "zoned" } });
  screen.close();
  const { claimCode } = await guest.read(order);
  const friend = await newGuest(house.sheet);
  await friend.give(order, "claim", { claimCode });
  expect(await outcome(friend.pay(order, "10.00"))).toBe("delivery-position-needed");

  await guest.give(order, "delivery", { geoPosition: near });
  expect(await outcome(guest.pay(order, "16.50"))).toBe("below-minimum-order");
  await guest.give(order, "append", basket("zoned", of(TONIC)));
  expect(await guest.read(order)).toMatchObject({ editTotal: "26.50" });
  expect(await outcome(guest.pay(order, "26.50"))).toBe(200);
  const elsewhere = await guest.create({ ...delivery, geoPosition: { lat: 51, lng: 20 } });
  expect(await outcome(guest.pay(elsewhere, "10.00"))).toBe("outside-delivery-zones");
  const atTheTill = await staff.office.create(delivery);
  const cash = await staff.office.give(atTheTill, "paymentUpdate", { type: "CASH", amount: "10.00" });
  expect(cash.order).toMatchObject({ status: "COMPLETED" });
}, 60_000);

it("[XC2] begun at an open venue, filled from a closed one, and the first line taken out: neither paid for nor placed", async () => {
  await opened("shut", { channelConstraints: { TAKE_AWAY: { week: {} } } });
  const order = await guest.create(takeAway());
  expect((await guest.give(order, "append", basket("shut", of(TONIC)))).status).toBe(200);
  expect(await outcome(guest.pay(order, "20.00"))).toBe("venue-closed");
  const [first] = await guest.lines(order);
  expect((await guest.give(order, "lines/remove", [first])).status).toBe(200);
  expect(await outcome(guest.pay(order, "10.00"))).toBe("venue-closed");
  expect(await guest.batch(order, { command: "complete" })).toEqual(["venue-closed"]);
  const moved = await guest.create(takeAway());
  await guest.give(moved, "lines/move", { lines: await guest.lines(moved), venue: "shut" });
  expect(await outcome(guest.pay(moved, "10.00"))).toBe("venue-closed");
  const merged = await guest.create(takeAway());
  expect((await guest.give(order, "merge", { into: merged })).status).toBe(200);
  await expect.poll(async () => (await guest.lines(merged)).length).toBe(2);
  expect(await outcome(guest.pay(merged, "20.00"))).toBe("venue-closed");
});

it("[XC2] … nor is what is left of it, below the venue's minimum, placed by a payment by name that began when there was more", async () => {
  await opened("least", { channelConstraints: { TAKE_AWAY: { minOrderValue: "15.00" } } });
  const order = await guest.create({ orderType: "TAKE_AWAY", buckets: [basket("least", of(TONIC), of(TONIC))] });
  const [first = "", second] = await guest.lines(order);
  const payment = await guest.pay(order, "10.00", [first]);
  expect(await guest.batch(order, { command: "lines/remove", body: [second] })).toEqual(["order-being-paid"]);
  await payment.approve();
  expect((await guest.give(order, "lines/remove", [second])).status).toBe(200);
  expect(await outcome(guest.give(order, "complete"))).toBe("below-minimum-order");
});

it("[XC2] … nor where the venue shuts for the moment after its line was chosen", async () => {
  await opened("gas", {});
  const order = await guest.create(takeAway("gas"));
  await staff.office.ask("POST", `${VENUES}/gas/disable`, { reason: "no gas" });
  expect(await guest.pay(order, "10.00")).toMatchObject({ code: "venue-closed", body: { venue: "gas", reason: "no gas" } });
  await staff.office.ask("POST", `${VENUES}/gas/enable`);
  await expect.poll(() => outcome(guest.pay(order, "10.00"))).toBe(200);
});

it("[XC3] ten minutes before closing, at a lead time of 30, an order without a time gets the answer of one that is wanted in 31 minutes", async () => {
  const { timeZone, week } = untilIn(10);
  await opened("late", { timeZone, channelConstraints: { TAKE_AWAY: { week, minDeliveryTime: "30" } } });
  const due = new Date(Date.now() + 31 * MINUTE_MS).toISOString();
  const order = await guest.create(takeAway("late"));
  expect(await outcome(guest.pay(order, "10.00"))).toBe("venue-closed");
  expect(await outcome(guest.give(order, "complete"))).toBe("venue-closed");
  expect(await outcome(guest.give(order, "due", { due }))).toBe("venue-closed");
  expect(await outcome(guest.ask("POST", `${ORDER}/new`, takeAway("late", { due }), { prefer: "wait" }))).toBe("venue-closed");
  expect([await faults(takeAway("late")), await faults(takeAway("late", { due }))]).toEqual([["venue-closed"], ["venue-closed"]]);
  const inTime = new Date(Date.now() + 5 * MINUTE_MS).toISOString();
  expect(await outcome(guest.ask("POST", `${ORDER}/new`, takeAway("late", { due: inTime }), { prefer: "wait" }))).toBe("due-too-soon");
});

/** What a manager finds. */
const found = async (query: string) => (await staff.manager.ask("GET", `/ordering-api/api/orders?${query}`)).body;

it("[XC4] a guest brings no aggregator's order and names no kiosk; no search finds his as an aggregator's", async () => {
  const forged = { "x-agg-id": "G-9" };
  const asAggregator = { ...takeAway(), orderType: "GLOVO_DELIVERY" };
  expect(await outcome(guest.ask("POST", `${ORDER}/new`, asAggregator))).toBe("forbidden");
  expect(await outcome(guest.ask("POST", `${ORDER}/newAggregator`, { ...asAggregator, extra: forged }))).toBe("forbidden");
  expect(await outcome(guest.ask("POST", `${ORDER}/new`, takeAway(CENTRUM, { extra: forged })))).toBe("forbidden");
  const order = await guest.create(takeAway(CENTRUM, { source: "KIOSK", extra: { "x-source": "GLOVO" } }));
  expect(await guest.read(order)).toMatchObject({ source: "WEB", extra: {} });
  const [line] = await guest.lines(order);
  expect(
    await guest.batch(
      order,
      { command: "extra", body: { store: forged } },
      { command: "lines/extra", body: { lines: [line], store: forged } },
    ),
  ).toEqual(["forbidden", "skipped"]);
  expect(await outcome(guest.give(order, "lines/extra", { lines: [line], store: forged }))).toBe("forbidden");
  await (await guest.pay(order, "10.00")).approve();
  await expect.poll(() => found(`id=${order}`)).toMatchObject([{ id: order, source: "WEB" }]);
  expect([await found("aggregator=_ANY_"), await found("aggregator=GLOVO"), await found("extId=G-9")]).toEqual([[], [], []]);
});

it("[XC5] a guest takes out nothing that the till has stored, and stores nothing over it; the till does", async () => {
  const order = await guest.create(takeAway());
  const lines = await guest.lines(order);
  await staff.till.give(order, "extra", { store: { "x-pos-id": "7", "manual-verify": "1", bill: "12" } });
  await staff.till.give(order, "lines/extra", { lines, store: { pan: "2" } });
  for (const key of ["x-pos-id", "manual-verify", "bill"]) {
    expect(await guest.give(order, "extra", { remove: [key] })).toMatchObject({ code: "forbidden", body: { extra: [key] } });
    expect(await guest.batch(order, { command: "extra", body: { store: { [key]: "0" } } })).toEqual(["forbidden"]);
  }
  expect(await outcome(guest.give(order, "lines/extra", { lines, remove: ["pan"] }))).toBe("forbidden");
  expect((await guest.give(order, "extra", { store: { "x-seat": "3" } })).order).toMatchObject({
    extra: { "manual-verify": "1", "x-seat": "3" },
  });
  const cleared = await staff.till.give(order, "extra", { remove: ["x-pos-id", "manual-verify", "bill"] });
  expect(cleared.order).toMatchObject({ extra: { "x-seat": "3" } });
});

it("[XC6] a guest takes nothing of a fired, unpaid tab away: it stays open at its total; a waiter merges it", async () => {
  const table = { ...takeAway(), orderType: "DINE_IN_OPEN" };
  const tab = await guest.create(table);
  expect((await staff.till.give(tab, "lines/fire")).status).toBe(200);
  const other = await guest.create(table);
  const lines = await guest.lines(tab);
  expect(await outcome(guest.give(tab, "merge", { into: other }))).toBe("forbidden");
  expect(await outcome(guest.give(tab, "lines/transfer", { to: other, lines }))).toBe("forbidden");
  expect(await outcome(guest.give(tab, "lines/move", { lines, venue: BAIXA }))).toBe("forbidden");
  expect(await guest.batch(tab, { command: "merge", body: { into: other } })).toEqual(["forbidden"]);
  expect(await guest.read(tab)).toMatchObject({ status: "COMPLETED", remaining: "10.00", closed: false });
  const target = await staff.till.create(table);
  await staff.till.give(target, "lines/fire");
  expect((await staff.till.give(tab, "merge", { into: target })).status).toBe(200);
  await expect.poll(() => staff.till.read(target)).toMatchObject({ editTotal: "20.00" });
});

it("[XC7] open on Saturdays from 20:00 to 02:30: on the night when the clocks go back it is never closed and open again", async () => {
  const chain = await openChain(house, { number: 2, properties: { dueMaxMinutes: "525600" } });
  const { office } = await staffOf(chain);
  const ann = await newGuest(chain);
  const week = { SAT: [{ from: "20:00", to: "02:30" }] };
  const { body } = await office.ask("GET", `${VENUES}/${CENTRUM}`);
  await office.ask("PUT", `${VENUES}/${CENTRUM}`, { ...Object(body), channelConstraints: { TAKE_AWAY: { week } } });
  const back = lastSundayOfOctober(Date.now() + 24 * 60 * MINUTE_MS);
  const at = (time: string) => takeAway(CENTRUM, { due: `${back}T${time}:00Z` });
  const answers = async () =>
    Promise.all(["00:15", "00:45", "01:15", "01:45"].map((time) => outcome(ann.ask("POST", `${ORDER}/new`, at(time), { prefer: "wait" }))));
  await expect.poll(answers).toEqual([200, "venue-closed", "venue-closed", "venue-closed"]);
});

/** The next one after `from`, as a date: then the clocks go back in Warsaw. */
function lastSundayOfOctober(from: number): string {
  const year = new Date(from).getUTCFullYear();
  const [day] = [year, year + 1]
    .map((one) => Date.UTC(one, 9, 31))
    .map((end) => end - new Date(end).getUTCDay() * 24 * 60 * MINUTE_MS)
    .filter((sunday) => sunday > from);
  return new Date(day ?? from).toISOString().slice(0, 10);
}

/** The status, and where the fields are that are wrong. */
const faultsOf = ({ status, body }: { status: number; body: unknown }) => [
  status,
  ...(Object(body).errors ?? []).map(({ pointer }: { pointer: string }) => pointer),
];

it("[XC8] a price list of FRI 22:00 to 02:00 is taken, `22:00` alone and 99:99 are refused at their day, also in an import", async () => {
  const list = "/menu-api/api/price-lists/night";
  const put = async (FRI: string[]) => faultsOf(await staff.office.ask("PUT", list, { availability: { FRI } }));
  expect(await put(["22:00"])).toEqual([400, "/availability/FRI"]);
  expect(await put(["99:99", "02:00"])).toEqual([400, "/availability/FRI"]);
  expect(await put(["22:00", "02:00"])).toEqual([201]);
  const brought = { priceLists: [{ id: "late", availability: { FRI: ["22:00"] } }] };
  for (const query of ["", "?dryRun=true"]) {
    const { status, body } = await staff.office.ask("POST", `/menu-api/api/import${query}`, brought);
    expect([status, JSON.stringify(body)]).toEqual([query ? 200 : 400, expect.stringContaining("/priceLists/0/availability/FRI")]);
  }
});

const until1330 = (from: string) => Object.fromEntries(DAYS.map((day) => [day, [from, "13:30"]]));

it("[XC8] … and a list that goes on after midnight holds after midnight", async () => {
  // A clock that shows about noon now: the night that began yesterday at 14:00 ends in an hour.
  const { timeZone } = untilIn(0);
  const priced = { name: "happy", price: "4.00" };
  await staff.office.ask("PUT", "/menu-api/api/price-lists/happy", { venues: ["night"], availability: until1330("14:00") });
  const { body } = await staff.office.ask("GET", "/menu-api/api/items/drink-ice-tea");
  const item = Object(body);
  await staff.office.ask("PUT", "/menu-api/api/items/drink-ice-tea", { ...item, pricelists: [...item.pricelists, priced] });
  await opened("night", { timeZone });
  const asked = { orderType: "TAKE_AWAY", buckets: [basket("night", of("drink-ice-tea"))] };
  await expect.poll(async () => (await dryRun(asked)).order.editTotal, { timeout: 20_000 }).toBe("4.00");
  await staff.office.ask("PUT", "/menu-api/api/price-lists/happy", { venues: ["night"], availability: until1330("13:15") });
  await expect.poll(async () => (await dryRun(asked)).order.editTotal, { timeout: 20_000 }).toBe("12.00");
}, 60_000);

it("[XC1] no worker complains on the way", () => {
  expect(house.said).toEqual([]);
});
