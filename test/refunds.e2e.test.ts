// Money that goes back on the whole platform: orders reach the providers through the bundled API worker.
import { afterAll, beforeAll, expect, it } from "vitest";
import { signIn, type ApiClient } from "../scripts/platform/api-client.ts";
import { approvePayment } from "../scripts/story/payment-page.ts";
import { openTestPlatform, type TestPlatform } from "./platform.fixture.ts";

let house: TestPlatform;
let guest: ApiClient;
let kitchen: ApiClient;
let till: ApiClient;

beforeAll(async () => {
  house = await openTestPlatform();
  const { sheet } = house;
  guest = await signIn(sheet.baseUrl, sheet, "anonymous", "");
  kitchen = await signIn(sheet.baseUrl, sheet, sheet.users.kds.login, sheet.users.kds.password);
  till = await signIn(sheet.baseUrl, sheet, sheet.users.pos.login, sheet.users.pos.password);
}, 120_000);
afterAll(() => house?.close());

const path = (order: string, name = "") => `/ordering-api/api/order/${order}${name}`;
const read = async (order: string) => Object((await till.call("GET", `/ordering-api/api/orders/${order}`)).body);
const amounts = async (order: string): Promise<string[]> => (await read(order)).payments.map(({ amount }: { amount: string }) => amount);

/** Two donuts, 14.00, paid at the sandbox. */
async function paidOrder() {
  const { sheet } = house;
  const venue = sheet.venues[0]?.id;
  const lines = [{ productId: "dessert-donut", quantity: 2, productConfig: {} }];
  const made = await guest.call("POST", path("new"), { orderType: "TAKE_AWAY", buckets: [{ venue, lines }] });
  const order: string = Object(made.body).orderId;
  const asked = { orderId: order, paymentType: 1, amount: "14.00", returnUrl: "https://shop.test/" };
  const created = await guest.call("POST", "/payment-api/create", asked);
  const { trxId: payment, url }: { trxId: string; url: string } = Object(created.body);
  await approvePayment(url);
  return { order, payment };
}

it("[H233] a paid order that staff cancel gives its money back by itself; a kitchen's login cannot cause that", async () => {
  const { order } = await paidOrder();
  const refused = await kitchen.call("POST", path(order, "/cancel"), {});
  expect([refused.status, refused.body]).toMatchObject([403, { needs: ["ROLE_MANAGER", "ROLE_PAY"] }]);
  expect(await amounts(order)).toEqual(["14.00"]);
  expect((await till.call("POST", path(order, "/cancel"), { statusInfo: "closed early" }, { prefer: "wait" })).status).toBe(200);
  await expect.poll(() => amounts(order)).toEqual(["14.00", "-14.00"]);
  expect(await read(order)).toMatchObject({ status: "CANCELLED", refunding: [], remaining: "0.00" });
}, 30_000);

it("[XA12] two donuts are paid with 14.00 and handed over, 2.00 go back for the wait: 0.00 remain, and the order is closed", async () => {
  const { order, payment } = await paidOrder();
  const lines = (await read(order)).buckets[0].lines.map(({ id }: { id: string }) => id);
  await kitchen.call("POST", path(order, "/lines/processed"), lines, { prefer: "wait" });
  await till.call("POST", path(order, "/deliver"), {}, { prefer: "wait" });
  const refunded = await till.call("POST", "/payment-api/refund", { orderId: order, payment, amount: "2.00", reason: "the wait" });
  expect([refunded.status, refunded.body]).toMatchObject([200, { payment, amount: "2.00", reference: expect.stringMatching(/^sandbox-/) }]);
  const closed = await till.call("POST", path(order, "/close"), {}, { prefer: "wait" });
  expect([closed.status, closed.body]).toMatchObject([200, { order: { status: "CLOSED", remaining: "0.00", forgiven: "2.00" } }]);
}, 30_000);
