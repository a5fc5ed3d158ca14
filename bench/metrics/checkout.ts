// Going to pay for what several kitchens make: each of them is asked to keep its part before the order commits.
// Here `floor` is our own append.
import { randomUUID } from "node:crypto";
import type { VenueCard } from "../../domain/menu/venue-card.ts";
import type { OrderCommand } from "../../domain/order/commands.ts";
import { byUser } from "../../domain/order/envelope.ts";
import { type ApiClient, signIn } from "../../scripts/platform/api-client.ts";
import { compileMenus } from "../../scripts/platform/demo-chain.ts";
import { accepted, type Call, openCaller } from "../caller.ts";
import { around, paced, spread } from "../load.ts";
import { median, type Metric } from "../metric.ts";
import type { Rig, Table } from "../rig.ts";

const VENUES = ["bench-north", "bench-south"];
const CHANNEL = "TAKE_AWAY";
const ORDERS = 50;
const WARM = 300;
const WIDTH = 16;
const EVERY_MS = 20;
const UNITS = 1_000_000;
const CAPACITY = { slotMinutes: 15, orders: { [CHANNEL]: 100_000 } };
/** The provider that moves no money. */
const SANDBOX = { paymentType: 1, payment: "EPAYMENT", source: "sandbox" } as const;
const JSON_BODY = { "content-type": "application/json" };

/** Where both kinds of calls go. `total`: of each of the orders, in major units. */
type Door = { address: string; append: (table: Table) => Call; pay: (table: Table, total: string) => Call };

/** The commands as orders get them: a decision, a hold at each venue, the decision again, the commit. */
export const checkoutTwoVenues: Metric = {
  what: "an order goes to pay for lines of two venues with counted stock and slots (command to its object), against an append",
  unit: "ms",
  target: { bound: "at most", ratio: 1.5 },
  open: (rig) => checkout(rig, doorOfObjects),
};

/** The same as guests ask for it, `POST /payment-api/create`: each venue is read anew before, from D1 and from its object. */
export const checkoutOverHttp: Metric = {
  what: "… over HTTP, with the terms of both venues as they are at that moment",
  unit: "ms",
  target: { bound: "at most", ratio: 3 },
  open: (rig) => checkout(rig, doorOfGuests),
};

async function checkout(rig: Rig, doorOf: (rig: Rig) => Door | Promise<Door>) {
  await openVenues(rig);
  const { address, append, pay } = await doorOf(rig);
  // An isolate that serves people has served for a while: neither side is measured cold. Filling the orders has warmed the other one.
  const warm = await filled(rig, WARM);
  await all(
    address,
    warm.tables.map((table) => pay(table, warm.total)),
  );
  const round = async (callOf: (table: Table, total: string) => Call) => {
    const { tables, total } = await filled(rig, ORDERS);
    const calls = tables.map((table) => callOf(table, total));
    return median(await paced(address, calls, EVERY_MS));
  };
  return { ours: () => round(pay), floor: () => round(append) };
}

const doorOfGuests = (rig: Rig): Door => ({
  address: rig.house,
  append: (table) => rig.append(table, "house", { venue: around(VENUES, 0) }),
  pay: ({ guest, order }, amount) => ({
    path: "/payment-api/create",
    body: JSON.stringify({ orderId: order, paymentType: SANDBOX.paymentType, amount }),
    headers: { ...JSON_BODY, authorization: `Bearer ${guest.token}` },
  }),
});

async function doorOfObjects(rig: Rig): Promise<Door> {
  const { tenant, products } = rig.sheet;
  const cards = await cardsOf(rig);
  const given = ({ guest: { user }, order }: Table, command: OrderCommand, facts: { card?: VenueCard; cards?: VenueCard[] }): Call => {
    const envelope = byUser({ tenant, region: "global", user, roles: [] }, order, randomUUID(), new Date().toISOString(), command);
    return { path: "/orders", body: JSON.stringify({ ...envelope, ...facts }), headers: JSON_BODY };
  };
  const card = around(cards, 0);
  const line = { productId: products.simple, quantity: 1, config: {}, status: "NEW" } as const;
  return {
    address: rig.guests,
    append: (table) => given(table, { type: "AppendLines", venue: card.venue, lines: [{ ...line, id: randomUUID() }] }, { card }),
    pay: (table, total) => {
      const { payment, source } = SANDBOX;
      const amount = Math.round(Number(total) * 10 ** card.currency.decimals);
      return given(table, { type: "OpenPayment", id: randomUUID(), payment, source, amount }, { cards });
    },
  };
}

/** The venues as orders need to know them here. */
async function cardsOf(rig: Rig): Promise<VenueCard[]> {
  const { tables } = await filled(rig, 1);
  const { guest, order } = around(tables, 0);
  const { body } = await guest.call("GET", `/ordering-api/api/order/${order}/explain`);
  const { lines = [] }: { lines?: { menu: { document?: string } }[] } = Object(body);
  return VENUES.map((venue, index) => {
    const document = lines[index]?.menu.document;
    if (document === undefined) throw new Error(`the order does not say what it was sold from: ${JSON.stringify(body)}`);
    return {
      tenant: rig.sheet.tenant,
      venue,
      name: venue,
      menu: around(rig.sheet.venues, 0).menu,
      menuHashes: { [CHANNEL]: document },
      closed: {},
      timeZone: around(rig.sheet.venues, 0).timeZone,
      currency: { code: "PLN", decimals: 2 },
      locks: [],
      discountTags: [],
    };
  });
}

/** Venues of these metrics' own, always open, that count what their orders take. */
async function openVenues({ house, sheet }: Rig): Promise<void> {
  const { login, password } = sheet.users.admin;
  const admin = await signIn(house, sheet, login, password);
  const { menu, timeZone } = around(sheet.venues, 0);
  const venues = VENUES.map((id) => ({ id, name: id, menu, timeZone }));
  for (const venue of venues) {
    await written(admin, `/venue-api/api/venues/${venue.id}`, { ...venue, capacity: CAPACITY });
    await written(admin, `/venue-api/api/venues/${venue.id}/stock/${sheet.products.simple}`, { left: UNITS });
  }
  await compileMenus(admin, { venues });
}

async function written(admin: ApiClient, path: string, document: unknown): Promise<void> {
  const { status, body } = await admin.call("PUT", path, document);
  if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
}

async function all(address: string, calls: readonly Call[]): Promise<void> {
  const caller = openCaller(address, WIDTH);
  try {
    await spread(calls, WIDTH, (call) => accepted(caller, call));
  } finally {
    caller.close();
  }
}

/** New orders with a line from each venue. What each of them costs. */
async function filled(rig: Rig, count: number): Promise<{ tables: Table[]; total: string }> {
  const tables = await rig.seat(count);
  for (const venue of VENUES) {
    await all(
      rig.house,
      tables.map((table) => rig.append(table, "house", { venue })),
    );
  }
  const { guest, order } = around(tables, 0);
  const { body } = await guest.call("GET", `/ordering-api/api/orders/${order}`);
  const { total }: { total?: string } = Object(body);
  if (total === undefined) throw new Error(`the order has no total: ${JSON.stringify(body)}`);
  return { tables, total };
}
