// Counted stock, slots and throttles follow the lines of orders, whoever sells them. Each case as it was reported.
import { expect, it } from "vitest";
import { z } from "zod";
import { CENTRUM, guest, house, staff } from "./cases.fixture.ts";
import { openChain } from "./chain.fixture.ts";
import { basket, newGuest, of, type Person, staffOf } from "./people.fixture.ts";

const VENUES = "/venue-api/api/venues";
const DONUT = "dessert-donut";
const TONIC = "drink-tonic";
const COOKIE = "dessert-cookie";

type Asked = ReturnType<typeof of>;
const takeAway = (...lines: Asked[]) => ({ orderType: "TAKE_AWAY", buckets: [basket(CENTRUM, ...lines)] });
const table = (...lines: Asked[]) => ({ orderType: "DINE_IN_OPEN", buckets: [basket(CENTRUM, ...lines)] });
const counted = (product: string, units: number) => staff.office.ask("PUT", `${VENUES}/${CENTRUM}/stock/${product}`, { left: units });
const Counted = z.array(z.looseObject({ product: z.string(), left: z.int() }));
/** What is left of it on the shelf. */
async function left(product: string): Promise<number | undefined> {
  const { body } = await staff.office.ask("GET", `${VENUES}/${CENTRUM}/stock`);
  return Counted.parse(body).find((one) => one.product === product)?.left;
}
/** A till's sale, paid in cash. */
async function sold(lines: Asked[], till = staff.till): Promise<string> {
  const order = await till.create(takeAway(...lines));
  const { editTotal: amount } = await till.read(order);
  const paid = await till.give(order, "paymentUpdate", { type: "CASH", amount });
  expect(paid.order).toMatchObject({ status: "COMPLETED" });
  return order;
}
async function withCapacity(capacity: object, office: Person): Promise<void> {
  const { body } = await office.ask("GET", `${VENUES}/${CENTRUM}`);
  expect((await office.ask("PUT", `${VENUES}/${CENTRUM}`, { ...Object(body), capacity })).status).toBe(200);
}
const fromGlovo = (id: string, ...lines: Asked[]) => ({
  orderType: "GLOVO_DELIVERY",
  extra: { "x-agg-id": id },
  buckets: [basket(CENTRUM, ...lines)],
});

it("[XB1] of five donuts a till sells two and an aggregator one: a guest who wants three is told that two are left, and has two", async () => {
  await counted(DONUT, 5);
  await sold([of(DONUT, 2)]);
  await expect.poll(() => left(DONUT)).toBe(3);
  const order = fromGlovo("g-1", of(DONUT));
  for (const _ of ["once", "again"]) {
    expect((await staff.office.ask("POST", "/ordering-api/api/order/newAggregator", order, { prefer: "wait" })).status).toBe(200);
    await expect.poll(() => left(DONUT)).toBe(2);
  }
  const three = await guest.create(takeAway(of(DONUT, 3)));
  expect(await guest.pay(three, "17.50")).toMatchObject({ code: "sold-out", body: { products: [`${DONUT} (2 left)`] } });
  expect(await staff.till.batch(three, { command: "paymentUpdate", body: { type: "CASH", amount: "17.50" } })).toEqual(["sold-out"]);
  const [line] = await guest.lines(three);
  await guest.give(three, "lines/quantity", { line, quantity: 2 });
  const payment = await guest.pay(three, "14.00");
  await payment.approve();
  expect(await guest.read(three)).toMatchObject({ status: "COMPLETED" });
  expect(await left(DONUT)).toBe(0);
});

it("[XB1] what is chosen in a set is taken off the shelf as well, by a till's queue too; what a till sold while it was away is owed", async () => {
  await counted("side-fries", 3);
  const config = {
    productConfig: {
      selected: {
        "set-burger": { "burger-cheese": "1" },
        bun: { "bun-classic": "1" },
        "set-side": { "side-fries": "1" },
        "set-drink": { "drink-cola": "1" },
      },
    },
  };
  const order = await staff.till.create(takeAway(of("set-burger", 2, config)));
  const { editTotal: amount } = await staff.till.read(order);
  expect(await staff.till.batch(order, { command: "paymentUpdate", body: { type: "TERMINAL", amount } })).toEqual(["applied"]);
  await expect.poll(() => left("side-fries")).toBe(1);
  const late = await staff.till.create(takeAway(of("side-fries", 3)));
  const taken = { type: "TERMINAL", amount: "33.00", taken: true };
  expect((await staff.till.give(late, "paymentUpdate", taken)).order).toMatchObject({ status: "COMPLETED" });
  await expect
    .poll(async () => (await staff.office.ask("GET", `${VENUES}/${CENTRUM}/stock`)).body)
    .toContainEqual({
      product: "side-fries",
      left: 0,
      oversold: 2,
    });
  const tried = async () => (await guest.ask("POST", "/ordering-api/api/order/dry-run", takeAway(of("side-fries")))).body;
  await expect.poll(tried).toMatchObject({ valid: false, problems: [{ type: expect.stringMatching(/product-locked$/) }] });
});

it("[XB2] three sales at the till fill a slot of two orders: a guest is told `slot-full`, and has a place when two are cancelled", async () => {
  const chain = await openChain(house, { number: 2 });
  const { till, manager, office } = await staffOf(chain);
  const ann = await newGuest(chain);
  await withCapacity({ slotMinutes: 240, orders: { TAKE_AWAY: 2 } }, office);
  const sales = [await sold([of(TONIC)], till), await sold([of(TONIC)], till), await sold([of(TONIC)], till)];
  const order = await ann.create(takeAway(of(TONIC)));
  await expect.poll(() => ann.pay(order, "10.00")).toMatchObject({ code: "slot-full", body: { next: expect.any(String) } });
  for (const sale of sales.slice(0, 2)) expect((await manager.give(sale, "cancel")).status).toBe(200);
  await expect.poll(async () => (await ann.pay(order, "10.00")).status).toBe(200);
});

it("[XB2] … and two of them a kitchen that takes two in an hour: a guest is told when to come back", async () => {
  const chain = await openChain(house, { number: 3 });
  const { till, office } = await staffOf(chain);
  const ann = await newGuest(chain);
  await withCapacity({ slotMinutes: 60, throttle: { orders: 2, minutes: 60 } }, office);
  await sold([of(TONIC)], till);
  await sold([of(TONIC)], till);
  const order = await ann.create(takeAway(of(TONIC)));
  await expect.poll(() => ann.pay(order, "10.00")).toMatchObject({ code: "venue-busy", body: { retryAfterSeconds: expect.any(Number) } });
});

it("[XB3] a table that pays before it fires is counted, and so is what is added to a fired table as CONFIRMED", async () => {
  await counted(COOKIE, 5);
  const order = await guest.create(table(of(COOKIE, 2)));
  expect(await left(COOKIE)).toBe(5);
  const payment = await guest.pay(order, "12.00");
  await payment.approve();
  await expect.poll(() => left(COOKIE)).toBe(3);
  await staff.till.give(order, "lines/fire");
  await expect.poll(() => left(COOKIE)).toBe(3);
  await staff.till.give(order, "append", basket(CENTRUM, of(COOKIE, 1, { status: "CONFIRMED" })));
  await expect.poll(() => left(COOKIE)).toBe(2);
  await staff.till.give(order, "append", basket(CENTRUM, of(COOKIE)));
  expect(await left(COOKIE)).toBe(2);
  await staff.till.give(order, "lines/fire");
  await expect.poll(() => left(COOKIE)).toBe(1);
});

it("[XB4] T6 fires two of five cookies, T7 three and merges into T6: T6 fires a cola, and none is left", async () => {
  await counted(COOKIE, 5);
  const t6 = await staff.till.create(table(of(COOKIE, 2)));
  const t7 = await staff.till.create(table(of(COOKIE, 3)));
  expect((await staff.till.give(t6, "lines/fire")).status).toBe(200);
  expect((await staff.till.give(t7, "lines/fire")).status).toBe(200);
  expect((await staff.till.give(t7, "merge", { into: t6 })).status).toBe(200);
  await expect.poll(async () => (await staff.till.lines(t6)).length).toBe(2);
  await staff.till.give(t6, "append", basket(CENTRUM, of("drink-cola")));
  expect((await staff.till.give(t6, "lines/fire")).status).toBe(200);
  await expect.poll(() => left(COOKIE)).toBe(0);
  expect(await staff.till.read(t7)).toMatchObject({ status: "CLOSED" });
  const [first] = await staff.till.lines(t6);
  expect((await staff.till.give(t6, "lines/void", [first])).status).toBe(200);
  await expect.poll(() => left(COOKIE)).toBe(2);
});

it("[XB5] of two paid lines one is void before it is begun: four are left; two that are wasted stay gone when the order is cancelled", async () => {
  await counted(COOKIE, 5);
  const order = await sold([of(COOKIE), of(COOKIE)]);
  await expect.poll(() => left(COOKIE)).toBe(3);
  const [first, second] = await staff.till.lines(order);
  expect((await staff.till.give(order, "lines/void", [first])).status).toBe(200);
  await expect.poll(() => left(COOKIE)).toBe(4);
  await staff.manager.give(order, "cancel");
  await expect.poll(() => left(COOKIE)).toBe(5);
  expect(second).toBeDefined();

  const wasted = await sold([of(COOKIE, 2)]);
  const lines = await staff.till.lines(wasted);
  await staff.kitchen.give(wasted, "lines/processing", lines);
  await staff.kitchen.give(wasted, "lines/waste", { lines, reason: "fell down" });
  await staff.manager.give(wasted, "cancel");
  expect(await staff.till.read(wasted)).toMatchObject({ status: "CANCELLED" });
  await expect.poll(() => left(COOKIE)).toBe(3);
});

it("[XB6] a tab of two is fired, staff count eight, the tab fires one more: seven are left; after a count of one it may fire one more", async () => {
  await counted(COOKIE, 10);
  const order = await staff.till.create(table(of(COOKIE, 2)));
  await staff.till.give(order, "lines/fire");
  await expect.poll(() => left(COOKIE)).toBe(8);
  const more = async () => {
    await staff.till.give(order, "append", basket(CENTRUM, of(COOKIE)));
    return staff.till.give(order, "lines/fire");
  };
  await counted(COOKIE, 8);
  expect((await more()).status).toBe(200);
  await expect.poll(() => left(COOKIE)).toBe(7);
  await counted(COOKIE, 1);
  expect((await more()).status).toBe(200);
  await expect.poll(() => left(COOKIE)).toBe(0);
});

it("[XB7] a basket that is being paid for is not swapped for six cookies of which there is one; when the payment is given up it is asked for anew", async () => {
  await counted(COOKIE, 1);
  const order = await guest.create(takeAway(of(TONIC)));
  const [tonic] = await guest.lines(order);
  const payment = await guest.pay(order, "10.00");
  expect(await guest.batch(order, { command: "append", body: basket(CENTRUM, of(COOKIE, 6)) })).toEqual(["order-being-paid"]);
  expect((await guest.give(order, "lines/remove", [tonic])).code).toBe("order-being-paid");
  await guest.ask("POST", "/payment-api/cancel", { orderId: order, trxId: payment.payment });
  expect((await guest.give(order, "append", basket(CENTRUM, of(COOKIE, 6)))).status).toBe(200);
  expect((await guest.give(order, "lines/remove", [tonic])).status).toBe(200);
  const { editTotal } = await guest.read(order);
  expect((await guest.pay(order, editTotal)).code).toBe("sold-out");
  await payment.approve();
  expect(await guest.read(order)).toMatchObject({ status: "NEW", remaining: editTotal });
  expect(await left(COOKIE)).toBe(1);
});

const inKolkata = (due: string) => ({ orderType: "TAKE_AWAY", due, buckets: [basket("ccu-park", of(TONIC))] });

it("[XB8] slots of 60 minutes and one order each, in Asia/Kolkata: 12:00 is taken, 12:45 is `slot-full`, 13:15 is taken", async () => {
  const venue = {
    name: "Brigade Kolkata",
    timeZone: "Asia/Kolkata",
    menu: "MENU_default",
    capacity: { slotMinutes: 60, orders: { TAKE_AWAY: 1 } },
  };
  await staff.office.ask("PUT", `${VENUES}/ccu-park`, venue);
  const day = new Date(Date.now() + 48 * 3_600_000).toISOString().slice(0, 10);
  const local = (time: string) => new Date(`${day}T${time}:00+05:30`).toISOString();
  await expect
    .poll(async () => Object((await guest.ask("POST", "/ordering-api/api/order/dry-run", inKolkata(local("12:00")))).body).valid, {
      timeout: 20_000,
    })
    .toBe(true);
  const paid = async (time: string) => {
    const payment = await guest.pay(await guest.create(inKolkata(local(time))), "10.00");
    return payment.code ?? payment.status;
  };
  expect([await paid("12:00"), await paid("12:45"), await paid("13:15")]).toEqual([200, "slot-full", 200]);
}, 60_000);

it("[XB1] no worker complains on the way", () => {
  expect(house.said).toEqual([]);
});
