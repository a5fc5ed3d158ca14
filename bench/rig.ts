// Both sides of the bench: the whole platform with its demo chain, and the floor, each with its state in memory,
// and what the metrics need of them.
import { setTimeout as pause } from "node:timers/promises";
import { join } from "node:path";
import { type ApiClient, signIn } from "../scripts/platform/api-client.ts";
import { openDemoChain } from "../scripts/platform/demo-chain.ts";
import type { DemoSheet } from "../scripts/platform/demo-sheet.ts";
import { openPlatform } from "../scripts/platform/open-platform.ts";
import type { Call } from "./caller.ts";
import { openFloor } from "./floor/open-floor.ts";
import { spread } from "./load.ts";

/** A guest and the order that only this guest edits. `lines`: how many lines it has, by what was accepted. */
export type Table = { guest: ApiClient; order: string; lines: number };

export type Rig = {
  sheet: DemoSheet;
  venue: string;
  house: string;
  floor: string;
  /** Where sockets are dialled: without the front door of the local runtime, which would copy each message once more. */
  live: { house: string; floor: string };
  /** The program that calls orders and venues as the platform does (guests/guests-worker.ts). */
  guests: string;
  /** New guests, each with an empty order. */
  seat(count: number): Promise<Table[]>;
  /**
   * One line more for the order, or so many, from the rig's venue or another; `side` decides where it is sent. The same bytes go to both.
   */
  append(table: Table, side: "house" | "floor", what?: { lines?: number; venue?: string }): Call;
  /** Milliseconds until every order's row for reports shows what was accepted. @throws Error when that takes longer than `withinMs` */
  drained(tables: readonly Table[], withinMs: number): Promise<number>;
  close(): Promise<void>;
};

/** How many set-up calls are under way at a time. */
const WIDTH = 16;

export async function openRig(folder: string): Promise<Rig> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    while (opened.length > 0) await opened.pop()?.();
  };
  try {
    const floor = await openFloor(join(folder, "floor"));
    opened.push(() => floor.close());
    const beside = { name: "guests", main: "bench/guests/guests-worker.ts", objects: { ORDER: "OrderObject", VENUE: "VenueObject" } };
    const platform = await openPlatform({ persist: join(folder, "house"), beside });
    opened.push(() => platform.close());
    const { sheet, receiver } = await openDemoChain(platform, () => {});
    opened.push(() => receiver.close());
    const [first] = sheet.venues;
    if (!first) throw new Error("the demo chain has no venue");
    const main = first.id;
    const line = { productId: sheet.products.simple, quantity: 1, productConfig: sheet.productConfigs.simple, status: "NEW" };

    return {
      sheet,
      venue: main,
      house: sheet.baseUrl,
      floor: floor.baseUrl,
      live: { house: platform.directUrl, floor: floor.directUrl },
      guests: platform.besideUrl,
      close,
      seat: (count) =>
        spread(Array.from({ length: count }), WIDTH, async () => {
          const guest = await signIn(sheet.baseUrl, sheet, "anonymous", "");
          const { status, body } = await guest.call("POST", "/ordering-api/api/order/new", { orderType: "TAKE_AWAY" });
          const { orderId }: { orderId?: string } = Object(body);
          if (status !== 202 || !orderId) throw new Error(`no order: ${status} ${JSON.stringify(body)}`);
          return { guest, order: orderId, lines: 0 };
        }),
      append: ({ guest, order }, side, { lines = 1, venue = main } = {}) => ({
        path: side === "house" ? `/ordering-api/api/order/${order}/append` : `/append/${order}`,
        body: JSON.stringify({ venue, lines: Array.from({ length: lines }, () => line) }),
        headers: { "content-type": "application/json", authorization: `Bearer ${guest.token}` },
      }),
      drained: async (tables, withinMs) => {
        const expected = new Map(tables.map(({ order, lines }) => [order, lines]));
        const behind = async () => {
          const rows = await platform.db
            .prepare("SELECT id, lines FROM orders WHERE tenant = ?")
            .bind(sheet.tenant)
            .all<{ id: string; lines: number }>();
          const shown = new Map(rows.results.map(({ id, lines }) => [id, lines]));
          return [...expected].filter(([order, lines]) => shown.get(order) !== lines);
        };
        const start = performance.now();
        for (let late = await behind(); late.length > 0; late = await behind()) {
          if (performance.now() - start > withinMs)
            throw new Error(
              `${late.length} of ${tables.length} orders are not in the reports ${withinMs} ms after the load (e.g. ${late[0]?.[0]})`,
            );
          await pause(100);
        }
        return performance.now() - start;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
