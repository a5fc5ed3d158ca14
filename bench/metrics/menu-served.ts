// What a large menu costs those who are served: guests who read it, and orders that sell from it.
import { setTimeout as pause } from "node:timers/promises";
import { type ApiClient, signIn } from "../../scripts/platform/api-client.ts";
import { accepted, type Call, openCaller } from "../caller.ts";
import { around, flatOut, paced } from "../load.ts";
import { median, type Metric } from "../metric.ts";
import type { Rig, Table } from "../rig.ts";
import { largeMenu } from "./large-menu.ts";

const LARGE = 2_000;
const SMALL = 60;
const COMPILED_WITHIN_MS = 120_000;
const ORDERS = 20;
const APPENDS = 100;
const READS = 100;
const EVERY_MS = 20;
const WARM_MS = 2_000;

const named = (size: number) => ({ menu: `MENU_${size}`, venue: `bench-${size}` });

/** A venue that sells that many products, compiled and in force. Harmless when repeated. */
async function openVenue(rig: Rig, admin: ApiClient, size: number): Promise<void> {
  const { menu, venue } = named(size);
  const source = largeMenu(LARGE);
  const { items } = Object(largeMenu(size).menu);
  const body = { items: [...source.items.values()], menus: [{ id: menu, items }] };
  const imported = await admin.call("POST", "/menu-api/api/import", body);
  if (imported.status !== 200) throw new Error(`no menu: ${imported.status} ${JSON.stringify(imported.body).slice(0, 500)}`);
  const channelConstraints = { TAKE_AWAY: { active: true } };
  const written = await admin.call("PUT", `/venue-api/api/venues/${venue}`, { name: venue, menu, timeZone: "UTC", channelConstraints });
  if (written.status > 201) throw new Error(`no venue: ${written.status} ${JSON.stringify(written.body)}`);
  const start = performance.now();
  while ((await admin.call("GET", pathOf(size))).status !== 200) {
    if (performance.now() - start > COMPILED_WITHIN_MS) throw new Error(`${menu} is not compiled`);
    await pause(200);
  }
}

const pathOf = (size: number) => `/menu-api/api/menu/${named(size).menu}?channel=TAKE_AWAY&instance=${named(size).venue}`;

const asAdmin = ({ sheet }: Rig) => signIn(sheet.baseUrl, sheet, sheet.users.admin.login, sheet.users.admin.password);

/** Products without hours, so that every one can be had whenever the bench runs. */
const productAt = (n: number, size: number) => `product-${(((n * 37) % (size / 4)) * 4 + 1) % size}`;

function appendCall({ guest, order }: Table, n: number, size: number): Call {
  const line = { productId: productAt(n, size), quantity: 1, status: "NEW" };
  return {
    path: `/ordering-api/api/order/${order}/append`,
    body: JSON.stringify({ venue: named(size).venue, lines: [line] }),
    headers: { "content-type": "application/json", authorization: `Bearer ${guest.token}` },
  };
}

export const appendLargeMenu: Metric = {
  what: `append from a menu of ${LARGE} products, against one of ${SMALL}`,
  unit: "ms",
  target: { bound: "at most", ratio: 1.1 },
  open: async (rig) => {
    const admin = await asAdmin(rig);
    for (const size of [LARGE, SMALL]) await openVenue(rig, admin, size);
    const round = async (size: number) => {
      const tables = await rig.seat(ORDERS);
      const call = (n: number) => appendCall(around(tables, n), n, size);
      // Every shard of the large menu has been looked into by then: an isolate that serves people has served for a while.
      const caller = openCaller(rig.house, 4);
      for (let n = 0; n < 2 * ORDERS; n += 1) await accepted(caller, call(n));
      caller.close();
      const calls = Array.from({ length: APPENDS }, (_, n) => call(n));
      return median(await paced(rig.house, calls, EVERY_MS));
    };
    const tables = await rig.seat(ORDERS);
    for (const size of [LARGE, SMALL]) {
      await flatOut(rig.house, { connections: 8, forMs: WARM_MS, next: (n) => appendCall(around(tables, n), n, size) }).catch(() => 0);
    }
    return { ours: () => round(LARGE), floor: () => round(SMALL) };
  },
};

export const menuRead: Metric = {
  what: `a menu of ${LARGE} products read from cache, against a bare worker's answer of the same bytes`,
  unit: "ms",
  target: { bound: "at most", ratio: 1.5 },
  open: async (rig) => {
    await openVenue(rig, await asAdmin(rig), LARGE);
    const [table] = await rig.seat(1);
    if (!table) throw new Error("nobody reads");
    const headers = { authorization: `Bearer ${table.guest.token}` };
    const text = await (await fetch(rig.house + pathOf(LARGE), { headers })).text();
    await fetch(`${rig.floor}/page`, { method: "POST", body: text });
    const bytes = Buffer.byteLength(text);
    const round = async (baseUrl: string, path: string) => {
      const caller = openCaller(baseUrl, 1);
      const times: number[] = [];
      try {
        for (let n = 0; n < READS; n += 1) {
          const sent = performance.now();
          const answer = await caller.get(path, headers);
          times.push(performance.now() - sent);
          if (answer.status !== 200 || answer.bytes !== bytes)
            throw new Error(`${path} answered ${answer.status}, ${answer.bytes} bytes of ${bytes}`);
        }
      } finally {
        caller.close();
      }
      return median(times);
    };
    return {
      ours: () => round(rig.house, pathOf(LARGE)),
      floor: () => round(rig.floor, "/page"),
      remark: () => `${(bytes / 1024).toFixed(0)} KB`,
    };
  },
};
