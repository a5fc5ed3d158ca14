// A whole chain's menus through the platform: imported in one request, sold at every venue at that venue's price,
// edited, and never replaced by one that could not be compiled.
import { setTimeout as pause } from "node:timers/promises";
import { type ApiClient, signIn } from "../platform/api-client.ts";
import { Refusal } from "../platform/refusal.ts";
import { dice, type Dice } from "./lib/dice.ts";
import { onOwnPlatform } from "./lib/own-platform.ts";
import type { Proof } from "./lib/proof.ts";

/** A chain of so many products has a venue for so many of them. */
const PRODUCTS_PER_VENUE = 20 / 3;
const ZONES = 12;
const MENU = "MENU_proof";
const WITHIN_MS = 10 * 60_000;
const SAMPLES = 40;
const CHANNELS = ["DINE_IN", "TAKE_AWAY", "DELIVERY"];
const channelConstraints = Object.fromEntries(CHANNELS.map((channel) => [channel, { active: true }]));

export const compile: Proof = {
  name: "compile",
  promise:
    "a chain's menus are compiled for every venue and channel with that venue's prices; an edit arrives, and what cannot be compiled replaces nothing",
  unit: "products, with three venues for every twenty",
  size: 2_000,
  run: async (size, report, seed) => {
    const venues = Math.max(3, Math.round(size / PRODUCTS_PER_VENUE));
    let figure = "";
    await onOwnPlatform(async (_, sheet) => {
      const { login, password } = sheet.users.admin;
      const admin = await signIn(sheet.baseUrl, sheet, login, password);
      const throws = dice(seed);
      const started = performance.now();
      await expectStatus(admin.call("POST", "/menu-api/api/import", bundle(size)), 200, "the import");
      for (let n = 0; n < venues; n += 1) {
        const venue = { name: `Venue ${n}`, menu: MENU, timeZone: "Europe/Warsaw", channelConstraints };
        await expectStatus(admin.call("PUT", `/venue-api/api/venues/proof-${n}`, venue), 201, `venue ${n}`);
      }
      report(`${size} products and ${venues} venues are written`);
      for (let n = 0; n < venues; n += 1) await until(`venue ${n} sells`, () => sells(admin, n, CHANNELS[n % 3] ?? "", size));
      const tookMs = performance.now() - started;
      for (let n = 0; n < SAMPLES; n += 1) await compare(admin, throws, size, venues, 0);
      report(`all sell after ${(tookMs / 1000).toFixed(1)} s`);

      const edited = performance.now();
      await expectStatus(admin.call("PUT", "/menu-api/api/items/p0", product(0, 100)), 200, "an edit");
      for (let n = 0; n < venues; n += 1)
        await until(`venue ${n} has the edit`, async () => (await priceAt(admin, n, 0)) === price(0, n, 100));
      const editMs = performance.now() - edited;
      await expectStatus(admin.call("PUT", `/menu-api/api/menus/${MENU}`, { id: MENU, items: [] }), 200, "an empty menu");
      await until("the empty menu has failed", async () => {
        const { body } = await admin.call("GET", `/menu-api/api/menus/${MENU}/versions`);
        const [newest]: { state?: string }[] = Array.isArray(body) ? body : [];
        return newest?.state === "failed";
      });
      for (let n = 0; n < SAMPLES; n += 1) await compare(admin, throws, size, venues, 100);
      figure =
        `compile: ${size} products × ${venues} venues × ${CHANNELS.length} channels written and sold after ${(tookMs / 1000).toFixed(1)} s, ` +
        `an edit after ${(editMs / 1000).toFixed(1)} s, ${2 * SAMPLES} prices as they should be, a failed version replaced nothing`;
    }, {});
    return figure;
  },
};

/** Minor units, before the venue's zone. `edit`: what the first product was changed by. */
const basePrice = (n: number, edit: number) => 1_000 + (n % 700) + (n === 0 ? edit : 0);
const decimal = (minor: number) => (minor / 100).toFixed(2);
/** What a venue of that number asks: its zone's list adds a whole unit for each zone. */
const price = (n: number, venue: number, edit: number) => decimal(basePrice(n, edit) + (venue % ZONES) * 100);

const product = (n: number, edit: number) => ({
  id: `p${n}`,
  kind: "3e/product",
  price: decimal(basePrice(n, edit)),
  vat: "8",
  details: { literals: { name: `Product ${n}`, "name-pl": `Produkt ${n}` } },
  pricelists: Array.from({ length: ZONES }, (_, zone) => ({ name: `zone-${zone}`, price: decimal(basePrice(n, edit) + zone * 100) })),
});

function bundle(size: number) {
  const numbers = Array.from({ length: size }, (_, n) => n);
  const categories = Array.from({ length: 20 }, (_, c) => ({
    id: `c${c}`,
    kind: "3e/group/category",
    items: numbers.filter((n) => n % 20 === c).map((n) => ({ kind: "3e/ref", reference: `p${n}` })),
  }));
  const priceLists = Array.from({ length: ZONES }, (_, zone) => ({
    id: `zone-${zone}`,
    venues: Array.from({ length: 80 }, (__, n) => `proof-${n * ZONES + zone}`),
  }));
  return {
    items: numbers.map((n) => product(n, 0)),
    menus: [{ id: MENU, items: categories.filter(({ items }) => items.length > 0) }],
    priceLists,
  };
}

async function sells(admin: ApiClient, venue: number, channel: string, size: number): Promise<boolean> {
  const { status, body } = await admin.call("GET", `/menu-api/api/menu/${MENU}?channel=${channel}&instance=proof-${venue}`);
  const { items = [] }: { items?: { items?: unknown[] }[] } = Object(body);
  return status === 200 && items.reduce((sum, category) => sum + (category.items?.length ?? 0), 0) === size;
}

async function priceAt(admin: ApiClient, venue: number, n: number): Promise<string | undefined> {
  const query = `channel=DELIVERY&instance=proof-${venue}&product=p${n}`;
  const { body } = await admin.call("POST", `/menu-api/api/menu/${MENU}/validateProduct?${query}`, {});
  return Object(body).price;
}

async function compare(admin: ApiClient, throws: Dice, size: number, venues: number, edit: number): Promise<void> {
  const [n, venue] = [throws.int(size), throws.int(venues)];
  const asked = await priceAt(admin, venue, n);
  if (asked !== price(n, venue, edit)) {
    throw new Refusal(`compile: product ${n} costs ${asked} at venue ${venue}, and should cost ${price(n, venue, edit)}`);
  }
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const start = performance.now();
  while (!(await isSo())) {
    if (performance.now() - start > WITHIN_MS) throw new Refusal(`compile: ${what}: not within ${WITHIN_MS / 1000} s`);
    await pause(200);
  }
}

async function expectStatus(call: ReturnType<ApiClient["call"]>, wanted: number, what: string): Promise<void> {
  const { status, body } = await call;
  if (status !== wanted) throw new Refusal(`compile: ${what} was answered with ${status}: ${JSON.stringify(body).slice(0, 500)}`);
}
