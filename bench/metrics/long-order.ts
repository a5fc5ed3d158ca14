import { accepted, openCaller } from "../caller.ts";
import { around, paced, spread } from "../load.ts";
import { median, type Metric } from "../metric.ts";
import type { Table } from "../rig.ts";

const ORDERS = 10;
const APPENDS = 4;
const EVERY_MS = 20;
const LINES_PER_APPEND = 100;

/** Whether an order that has become long is slower to work on. Here `floor` is our own order of 3 lines. */
export const longOrder: Metric = {
  what: "append to an order of 300 lines, against one of 3",
  unit: "ms",
  target: { bound: "at most", ratio: 1.3 },
  open: async (rig) => {
    const seat = async (...appends: number[]) => {
      const tables = await rig.seat(ORDERS);
      const caller = openCaller(rig.house, ORDERS);
      await spread(tables, ORDERS, async (table) => {
        for (const lines of appends) await accepted(caller, rig.append(table, "house", { lines }));
      });
      caller.close();
      return tables;
    };
    const long = await seat(LINES_PER_APPEND, LINES_PER_APPEND, LINES_PER_APPEND);
    const round = async (tables: readonly Table[]) => {
      const calls = Array.from({ length: APPENDS * ORDERS }, (_, n) => rig.append(around(tables, n), "house"));
      return median(await paced(rig.house, calls, EVERY_MS));
    };
    return { ours: () => round(long), floor: async () => round(await seat(3)) };
  },
};
