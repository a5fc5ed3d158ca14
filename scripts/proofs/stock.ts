// Escrow: many guests want the last units at once, some leave again, and never is one unit promised twice or lost.
import { signIn, type ApiClient } from "../platform/api-client.ts";
import type { DemoSheet } from "../platform/demo-sheet.ts";
import { Refusal } from "../platform/refusal.ts";
import { onOwnPlatform } from "./lib/own-platform.ts";
import type { Proof } from "./lib/proof.ts";

/** One unit for so many guests. */
const GUESTS_PER_UNIT = 10;

type Checkout = { guest: ApiClient; order: string; kept: boolean };

export const stock: Proof = {
  name: "stock",
  promise: "of many guests at once on the last units each unit goes to one, and what is given back is sold once more",
  unit: `guests, on one unit for every ${GUESTS_PER_UNIT}`,
  size: 100,
  run: async (size, report) => {
    const units = Math.max(1, Math.floor(size / GUESTS_PER_UNIT));
    let figure = "";
    await onOwnPlatform(async (_, sheet) => {
      const admin = await signIn(sheet.baseUrl, sheet, sheet.users.admin.login, sheet.users.admin.password);
      const [venue] = sheet.venues;
      if (!venue) throw new Error("the demo chain has no venue");
      const path = `/venue-api/api/venues/${venue.id}/stock`;
      const counted = await admin.call("PUT", `${path}/${sheet.products.simple}`, { left: units });
      if (counted.status !== 200) throw new Refusal(`stock: not counted: ${counted.status} ${JSON.stringify(counted.body)}`);
      const left = async (): Promise<number | undefined> => {
        const { body } = await admin.call("GET", path);
        const levels: { product: string; left: number }[] = Array.isArray(body) ? body : [];
        return levels.find(({ product }) => product === sheet.products.simple)?.left;
      };

      const baskets = await Promise.all(Array.from({ length: size }, () => basket(sheet, venue.id)));
      const first = await Promise.all(baskets.map(checkOut));
      const kept = first.filter((one) => one.kept);
      if (kept.length !== units || (await left()) !== 0) {
        throw new Refusal(`stock: ${units} units were promised to ${kept.length} guests, ${await left()} are left`);
      }
      report(`${size} guests on ${units} units: ${kept.length} have one`);

      const leaving = kept.slice(0, Math.ceil(units / 2));
      for (const { guest, order } of leaving) {
        const { status, body } = await guest.call("POST", `/ordering-api/api/order/${order}/abandon`, {}, { prefer: "wait" });
        if (status >= 300) throw new Refusal(`stock: a guest could not leave: ${status} ${JSON.stringify(body)}`);
      }
      const without = first.filter((one) => !one.kept);
      const again = (await eventuallySold(without, leaving.length)).filter((one) => one.kept);
      if (again.length !== leaving.length || (await left()) !== 0) {
        throw new Refusal(`stock: ${leaving.length} units came back, ${again.length} were promised again, ${await left()} are left`);
      }
      figure = `stock: ${size} guests, ${units} units: ${kept.length} promised, ${leaving.length} given back, ${again.length} promised again, 0 twice, 0 lost`;
    }, {});
    return figure;
  },
};

async function basket(sheet: DemoSheet, venue: string): Promise<Omit<Checkout, "kept">> {
  const guest = await signIn(sheet.baseUrl, sheet, "anonymous", "");
  const lines = [{ productId: sheet.products.simple, quantity: 1, productConfig: sheet.productConfigs.simple }];
  const { status, body } = await guest.call("POST", "/ordering-api/api/order/new", { orderType: "TAKE_AWAY", buckets: [{ venue, lines }] });
  const { orderId }: { orderId?: string } = Object(body);
  if (status !== 202 || !orderId) throw new Refusal(`stock: no basket: ${status} ${JSON.stringify(body)}`);
  return { guest, order: orderId };
}

/** Begins to pay: that is when the venue keeps what the order needs. */
async function checkOut({ guest, order }: Omit<Checkout, "kept">): Promise<Checkout> {
  const { body: shown } = await guest.call("GET", `/ordering-api/api/orders/${order}`);
  const { editTotal }: { editTotal?: string } = Object(shown);
  const urls = { returnUrl: "https://example.org/", returnErrorUrl: "https://example.org/" };
  const { status, body } = await guest.call("POST", "/payment-api/create", { orderId: order, paymentType: 1, amount: editTotal, ...urls });
  if (status === 200) return { guest, order, kept: true };
  const { type = "" }: { type?: string } = Object(body);
  const refused = ["sold-out", "product-locked"].some((code) => type.endsWith(code));
  if (!refused) throw new Refusal(`stock: an unexpected answer: ${status} ${JSON.stringify(body)}`);
  return { guest, order, kept: false };
}

const TRIES = 40;

/**
 * Those who had to go without try again, all at once, until as many as there can be have one: what was given back
 * is on sale a moment later.
 */
async function eventuallySold(guests: readonly Checkout[], units: number): Promise<Checkout[]> {
  let now = [...guests];
  for (let turn = 0; turn < TRIES && now.filter(({ kept }) => kept).length < units; turn += 1) {
    now = await Promise.all(now.map(async (one) => (one.kept ? one : checkOut(one))));
    await new Promise((wake) => setTimeout(wake, 250));
  }
  return Promise.all(now.map(async (one) => (one.kept ? one : checkOut(one))));
}
