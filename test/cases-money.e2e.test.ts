// Money that is derived (discounts, prices, shares, tax, fees) counts for what it was derived from, at every door. Each case as it was
// reported.
import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { openOrder } from "../client/index.ts";
import { CENTRUM, guest, house, staff } from "./cases.fixture.ts";
import { openChain } from "./chain.fixture.ts";
import { basket, newGuest, of, staffOf } from "./people.fixture.ts";

const BAIXA = "lis-baixa";

/** A burger of 36.00, of which the rules take a tenth. */
const burger = (quantity: number) => of("burger-classic", quantity, { productConfig: house.sheet.productConfigs.configurable });
const cash = (amount: string) => ({ type: "CASH", amount });
const takeAway = (...lines: ReturnType<typeof of>[]) => ({ orderType: "TAKE_AWAY", buckets: [basket(CENTRUM, ...lines)] });

it("[XA1] a thousand burgers at 36.00, a tenth off, become a hundred: they cost 3240.00 at once, and are not placed unpaid by any door", async () => {
  const order = await guest.create(takeAway(burger(1_000)));
  expect(await guest.read(order)).toMatchObject({ editTotal: "32400.00" });
  const [line = ""] = await guest.lines(order);
  const fewer = { command: "lines/quantity", body: { line, quantity: 100 } };
  expect(await guest.batch(order, fewer, { command: "complete" })).toEqual(["applied", "order-not-paid"]);
  expect(await guest.read(order)).toMatchObject({ status: "NEW", editTotal: "3240.00" });

  const screen = openOrder({ baseUrl: house.sheet.baseUrl, order, token: async () => guest.token });
  await screen.send("lines/quantity", { line, quantity: 1_000 });
  const answers = Promise.all([screen.send("lines/quantity", { line, quantity: 10 }), screen.send("complete")]);
  expect((await answers).map(({ status }) => status)).toEqual([200, 409]);
  screen.close();
  expect(await guest.read(order)).toMatchObject({ status: "NEW", editTotal: "324.00" });
});

it("[XA1] … nor are those that are taken out, moved or merged out of the basket that earned the discount", async () => {
  const order = await guest.create(takeAway(of("dessert-donut", 2), of("dessert-donut", 1)));
  expect(await guest.read(order)).toMatchObject({ editTotal: "17.50" });
  const [two, third] = await guest.lines(order);
  expect(await guest.batch(order, { command: "lines/remove", body: [third] }, { command: "complete" })).toEqual([
    "applied",
    "order-not-paid",
  ]);
  expect(await guest.read(order)).toMatchObject({ editTotal: "14.00" });

  await guest.give(order, "append", basket(BAIXA, of("dessert-donut")));
  await guest.give(order, "lines/move", { lines: [two], venue: BAIXA });
  expect(await guest.read(order)).toMatchObject({ editTotal: "17.50" });
  const other = await guest.create(takeAway(of("dessert-donut")));
  await guest.give(other, "merge", { into: order });
  await expect.poll(async () => (await guest.read(order)).editTotal).toBe("24.50");
});

it("[XA2] while 0.01 of ten burgers is being paid there stay ten, whoever asks; 0.01 places neither ten nor one", async () => {
  const order = await guest.create(takeAway(burger(10)));
  const [line] = await guest.lines(order);
  const fewer = { command: "lines/quantity", body: { line, quantity: 1 } };
  const { claimCode } = await guest.read(order);
  const friend = await newGuest(house.sheet);
  await friend.give(order, "claim", { claimCode });
  const payment = await guest.pay(order, "0.01");
  expect(payment.status).toBe(200);
  expect(await friend.batch(order, fewer, { command: "complete" })).toEqual(["forbidden", "skipped"]);
  for (const person of [guest, staff.till]) {
    expect(await person.batch(order, fewer, { command: "complete" })).toEqual(["order-being-paid", "skipped"]);
    expect(await person.give(order, "lines/remove", [line])).toMatchObject({
      code: "order-being-paid",
      body: { payment: payment.payment },
    });
  }
  await payment.approve();
  expect(await guest.read(order)).toMatchObject({ status: "NEW", editTotal: "324.00", remaining: "323.99" });
  expect(await guest.batch(order, fewer, { command: "complete" })).toEqual(["applied", "order-not-paid"]);
  expect(await guest.read(order)).toMatchObject({ status: "NEW", editTotal: "32.40", remaining: "32.39" });
});

it("[XA3] a payment of 25.20, the dry run's price, that begins as soon as the order does, places it at 25.20", async () => {
  const asked = takeAway(of("burger-classic"));
  const tried = await guest.ask("POST", "/ordering-api/api/order/dry-run", asked);
  expect(tried.body).toMatchObject({ valid: true, order: { editTotal: "25.20" } });
  const { body } = await guest.ask("POST", "/ordering-api/api/order/new", asked);
  const order = String(Object(body).orderId);
  const payment = await guest.pay(order, "25.20");
  await payment.approve();
  expect(await guest.read(order)).toMatchObject({ status: "COMPLETED", total: "25.20", remaining: "0.00" });
});

it("[XA4] 28.00 in cash, taken as soon as there is the order, are 25.20 and change of 2.80", async () => {
  const { body } = await guest.ask("POST", "/ordering-api/api/order/new", takeAway(of("burger-classic")));
  const paid = await staff.till.give(String(Object(body).orderId), "paymentUpdate", { type: "CASH", amount: "28.00" });
  expect(paid.order).toMatchObject({
    status: "COMPLETED",
    total: "25.20",
    payments: [{ amount: "25.20", initialAmount: "28.00", extra: { change: "2.80" } }],
  });
});

it("[XA5] of two cookies one is paid for by name, the other doubled: 6.00 and 9.00, and 9.00 pay for it", async () => {
  const order = await guest.create(takeAway(of("dessert-cookie"), of("dessert-cookie")));
  const [a, b = ""] = await guest.lines(order);
  await staff.till.give(order, "paymentUpdate", { type: "TERMINAL", amount: "6.00", lines: [a] });
  expect((await guest.give(order, "lines/quantity", { line: b, quantity: 2 })).status).toBe(200);
  expect(await guest.bill(order)).toEqual(["9.00", "6.00", "9.00"]);
  expect((await guest.give(order, "lines/quantity", { line: a, quantity: 2 })).code).toBe("line-already-paid");
  const rest = await guest.pay(order, "9.00", [b]);
  await rest.approve();
  expect(await guest.read(order)).toMatchObject({ status: "COMPLETED", total: "15.00", remaining: "0.00" });
});

it("[XA5] … and of three cookies the one at half price is not bought alone", async () => {
  const order = await guest.create(takeAway(of("dessert-cookie"), of("dessert-cookie"), of("dessert-cookie")));
  const [first, , third = ""] = await guest.lines(order);
  const payment = await guest.pay(order, "3.00", [third]);
  const without = { command: "lines/remove", body: [first] };
  expect(await guest.batch(order, without, { command: "complete" })).toEqual(["order-has-payments", "skipped"]);
  await payment.approve();
  expect(await guest.batch(order, without, { command: "complete" })).toEqual(["order-has-payments", "skipped"]);
  expect(await guest.read(order)).toMatchObject({ status: "NEW", editTotal: "15.00", remaining: "12.00" });
});

it("[XA6] of two tonics one is paid for by name, then a tip of 2.00 is given: the other bears 12.00, which is what remains", async () => {
  const order = await guest.create(takeAway(of("drink-tonic"), of("drink-tonic")));
  const [a, b] = await guest.lines(order);
  await staff.till.give(order, "paymentUpdate", { type: "TERMINAL", amount: "10.00", lines: [a] });
  await guest.give(order, "tip", { amount: "2.00" });
  expect(await guest.bill(order)).toEqual(["12.00", "10.00", "12.00"]);
  expect(await staff.till.give(order, "paymentUpdate", { type: "TERMINAL", amount: "11.00", lines: [b] })).toMatchObject({
    code: "lines-amount-mismatch",
    body: { expected: "12.00" },
  });
  const paid = await staff.till.give(order, "paymentUpdate", { type: "TERMINAL", amount: "12.00", lines: [b] });
  expect(paid.order).toMatchObject({ status: "COMPLETED", total: "22.00" });
});

it("[XA6] … and when one that is paid for by name is void, the other owes 10.00, and 10.00 can be given back", async () => {
  const order = await guest.create({ ...takeAway(of("drink-tonic"), of("drink-tonic")), orderType: "DINE_IN_OPEN" });
  await staff.till.give(order, "lines/fire");
  const [a = "", b] = await guest.lines(order);
  const payment = await guest.pay(order, "10.00", [a]);
  await payment.approve();
  await staff.till.give(order, "lines/void", [a]);
  expect(await guest.read(order)).toMatchObject({ remaining: "10.00", overpaid: "10.00" });
  expect(await guest.bill(order)).toEqual(["10.00", "0.00", "10.00"]);
  const back = { orderId: order, payment: payment.payment, amount: "10.00", reason: "broken bottle" };
  expect((await staff.till.ask("POST", "/payment-api/refund", back)).status).toBe(200);
  expect(await guest.read(order)).toMatchObject({ remaining: "10.00", overpaid: "0.00" });
  const paid = await staff.till.give(order, "paymentUpdate", { type: "TERMINAL", amount: "10.00", lines: [b] });
  expect(paid.order).toMatchObject({ remaining: "0.00", overpaid: "0.00" });
});

const toCentrum = async (order: string) => ({ lines: await guest.lines(order), venue: CENTRUM });

it("[XA7] ten colas of 0.10 at one venue cost 95.00 where one costs 9.50, whoever moves them", async () => {
  const { body: cola } = await staff.office.ask("GET", "/menu-api/api/items/drink-cola");
  const pricelists = [
    { name: "PL_default", price: null },
    { name: `PL_${BAIXA}`, price: "0.10" },
  ];
  await staff.office.ask("PUT", "/menu-api/api/items/drink-cola", { ...Object(cola), pricelists });
  const there = { orderType: "TAKE_AWAY", buckets: [basket(BAIXA, of("drink-cola", 10))] };
  const shown = async () => Object((await guest.ask("POST", "/ordering-api/api/order/dry-run", there)).body).order.editTotal;
  await expect.poll(shown, { timeout: 20_000 }).toBe("1.00");
  for (const person of [guest, staff.office]) {
    const order = await guest.create(there);
    const moved = await person.give(order, "lines/move", await toCentrum(order));
    expect(moved.order).toMatchObject({ editTotal: "95.00", tax: [{ rate: "23", brutto: 95 }] });
  }
  const order = await guest.create(there);
  expect(await guest.batch(order, { command: "lines/move", body: await toCentrum(order) }, { command: "complete" })).toEqual([
    "applied",
    "order-not-paid",
  ]);
  const payment = await guest.pay(order, "1.00");
  await payment.approve();
  expect(await guest.read(order)).toMatchObject({ status: "NEW", remaining: "94.00" });
}, 60_000);

it("[XA8] what bears 13 % in the house and 5 % to take away bears 5 % in the order to take away that it moves to, and 13 % when it comes back", async () => {
  const chain = await openChain(house, { number: 4, products: { "drink-tonic": { taxes: { DINE_IN: "13", TAKE_AWAY: "5" } } } });
  const ann = await newGuest(chain);
  const here = await ann.create({ ...takeAway(of("drink-tonic"), of("drink-tonic")), orderType: "DINE_IN" });
  const there = await ann.create(takeAway());
  const rates = async (order: string) =>
    Object(await ann.read(order)).tax.map(({ rate, brutto }: { rate: string; brutto: number }) => [rate, brutto]);
  expect(await rates(here)).toEqual([["13", 20]]);
  const [line] = await ann.lines(here);
  expect((await ann.give(here, "lines/transfer", { to: there, lines: [line] })).status).toBe(200);
  await expect.poll(() => rates(there)).toEqual([["5", 10]]);
  expect(await rates(here)).toEqual([["13", 10]]);
  await ann.give(there, "merge", { into: here });
  await expect.poll(() => rates(here)).toEqual([["13", 20]]);
});

it("[XA9] tax on top, rounded by line, 21 %: two at 10.70 cost 25.89, and so do one and one", async () => {
  const properties = { taxation: "exclusive", taxRounding: "line" };
  const chain = await openChain(house, { number: 2, properties, products: { "drink-tonic": { price: "10.70", vat: "21" } } });
  const ann = await newGuest(chain);
  const order = await ann.create(takeAway(of("drink-tonic", 2)));
  expect(await ann.read(order)).toMatchObject({ editTotal: "25.89" });
  const [line] = await ann.lines(order);
  const split = await ann.give(order, "lines/split", { line, quantities: [1, 1] });
  expect(split.order).toMatchObject({ editTotal: "25.89" });
  const [remaining, ...shares] = await ann.bill(order);
  expect([remaining, shares.toSorted()]).toEqual(["25.89", ["12.94", "12.95"]]);
});

it("[XA10] ten percent off eight at 15.58 are 112.18, and 112.18 of eight rows of one", async () => {
  const order = await staff.office.create(takeAway(of("burger-classic", 8, { price: "15.58" })));
  const total = async () => (await staff.office.read(order)).editTotal;
  expect(await total()).toBe("112.18");
  const [line] = await staff.office.lines(order);
  await staff.office.give(order, "lines/split", { line, quantities: Array.from({ length: 8 }, () => 1) });
  expect(await total()).toBe("112.18");
  await pause(500); // whoever computes discounts has looked by then
  expect(await total()).toBe("112.18");
});

it("[XA11] coins of 0.05: of 1.98 that are paid with 1.99 every cent is on record", async () => {
  const chain = await openChain(house, { number: 3, properties: { cashRounding: "0.05" } });
  const { office, till } = await staffOf(chain);
  const paid = async (...tenders: object[]) => {
    const order = await office.create(takeAway(of("drink-tonic", 1, { price: "1.98" })));
    for (const tender of tenders) await till.give(order, "paymentUpdate", tender);
    const { status, total, cashRounding, payments } = await office.read(order);
    return [status, total, cashRounding, ...payments.map(({ amount, initialAmount = amount }) => [amount, initialAmount])];
  };
  expect(await paid(cash("1.99"))).toEqual(["COMPLETED", "1.99", "0.01", ["1.99", "1.99"]]);
  expect(await paid(cash("1.98"))).toEqual(["COMPLETED", "1.98", "0.00", ["1.98", "1.98"]]);
  expect(await paid(cash("5.00"))).toEqual(["COMPLETED", "2.00", "0.02", ["2.00", "5.00"]]);
  expect(await paid(cash("1.00"), cash("0.99"))).toEqual(["COMPLETED", "1.99", "0.01", ["1.00", "1.00"], ["0.99", "0.99"]]);
  expect(await paid({ type: "TERMINAL", amount: "1.98" })).toEqual(["COMPLETED", "1.98", "0.00", ["1.98", "1.98"]]);
});

it("[XA12] 14.00 are paid and handed over, 2.00 go back for the wait: 0.00 remain, and it is closed; so it is when all goes back", async () => {
  for (const [amount, forgiven] of [
    ["2.00", "2.00"],
    ["14.00", "14.00"],
  ]) {
    const order = await guest.create(takeAway(of("dessert-donut", 2)));
    const payment = await guest.pay(order, "14.00");
    await payment.approve();
    await staff.kitchen.give(order, "lines/processed", await guest.lines(order));
    await staff.till.give(order, "deliver");
    const back = { orderId: order, payment: payment.payment, amount, reason: "the wait" };
    expect((await staff.till.ask("POST", "/payment-api/refund", back)).status).toBe(200);
    expect(await guest.read(order)).toMatchObject({ remaining: "0.00", forgiven });
    expect((await staff.till.give(order, "close")).order).toMatchObject({ status: "CLOSED", remaining: "0.00" });
  }
});

/** Round the venue. */
const zone = (fee: string) => ({
  id: "near",
  fee,
  minOrderValue: "0.00",
  circle: { center: { lat: 52.2319, lng: 21.0067 }, radiusMeters: 2_000 },
});

it("[XA13] a zone's fee redrawn from 9.00 to 3.00 holds for an order that is created at once", async () => {
  const address = `/venue-api/api/venues/${CENTRUM}`;
  const { body: venue } = await staff.office.ask("GET", address);
  const redraw = (fee: string) => staff.office.ask("PUT", address, { ...Object(venue), deliveryZones: [zone(fee)] });
  const delivery = { orderType: "DELIVERY", geoPosition: { lat: 52.232, lng: 21.007 }, buckets: [basket(CENTRUM, of("drink-tonic"))] };
  const total = async () => (await guest.read(await guest.create(delivery))).editTotal;
  expect((await redraw("9.00")).status).toBe(200);
  expect(await total()).toBe("19.00");
  const before = await guest.create(delivery);
  await redraw("3.00");
  expect(await total()).toBe("13.00");
  expect(await guest.read(before)).toMatchObject({ editTotal: "19.00" });
  const tried = await guest.ask("POST", "/ordering-api/api/order/dry-run", delivery);
  expect(tried.body).toMatchObject({ order: { editTotal: "13.00" } });
});

it("[XA1] no worker complains on the way", () => {
  expect(house.said).toEqual([]);
});
