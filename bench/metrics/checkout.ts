// Going to pay for what several kitchens make: each of them is asked to keep its part before the order commits.
import { type ApiClient, signIn } from "../../scripts/platform/api-client.ts";
import { compileMenus } from "../../scripts/platform/demo-chain.ts";
import { accepted, type Call, openCaller } from "../caller.ts";
import { around, paced, spread } from "../load.ts";
import { median, type Metric } from "../metric.ts";
import type { Rig, Table } from "../rig.ts";

const VENUES = ["bench-north", "bench-south"];
const ORDERS = 40;
const WIDTH = 16;
const EVERY_MS = 20;
const UNITS = 1_000_000;
const CAPACITY = { slotMinutes: 15, orders: { TAKE_AWAY: 100_000 } };
/** The provider that moves no money. */
const SANDBOX = 1;

/** `POST /payment-api/create`, until it is answered: the terms of both venues, a hold at each, the commit. Here `floor` is our own append. */
export const checkoutTwoVenues: Metric = {
  what: "going to pay for lines of two venues with counted stock and slots, against appending one more",
  unit: "ms",
  target: { bound: "at most", ratio: 1.5 },
  open: async (rig) => {
    await openVenues(rig);
    const round = async (callOf: (table: Table, total: string) => Call) => {
      const tables = await rig.seat(ORDERS);
      const total = await fill(rig, tables);
      const calls = tables.map((table) => callOf(table, total));
      return median(await paced(rig.house, calls, EVERY_MS));
    };
    return {
      ours: () => round(pay),
      floor: () => round((table) => rig.append(table, "house", { venue: around(VENUES, 0) })),
    };
  },
};

const pay = ({ guest, order }: Table, amount: string): Call => ({
  path: "/payment-api/create",
  body: JSON.stringify({ orderId: order, paymentType: SANDBOX, amount }),
  headers: { "content-type": "application/json", authorization: `Bearer ${guest.token}` },
});

/** Venues of this metric's own, always open, that count what its orders take. */
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

/** A line from each venue on every order. What each of them costs. */
async function fill(rig: Rig, tables: readonly Table[]): Promise<string> {
  const caller = openCaller(rig.house, WIDTH);
  try {
    await spread(tables, WIDTH, async (table) => {
      for (const venue of VENUES) await accepted(caller, rig.append(table, "house", { venue }));
    });
  } finally {
    caller.close();
  }
  const { guest, order } = around(tables, 0);
  const { body } = await guest.call("GET", `/ordering-api/api/orders/${order}`);
  const { total }: { total?: string } = Object(body);
  if (total === undefined) throw new Error(`the order has no total: ${JSON.stringify(body)}`);
  return total;
}
