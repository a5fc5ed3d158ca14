// Whether reports keep up: so many commands a second for a while, and how far the rows are behind meanwhile.
import { setTimeout as pause } from "node:timers/promises";
import { accepted, openCaller } from "../caller.ts";
import { around } from "../load.ts";
import type { Metric } from "../metric.ts";

const ORDERS = 100;
const PER_SECOND = 300;
const FOR_MS = 10_000;
const TICK_MS = 20;
const CONNECTIONS = 16;

/** `ours`: milliseconds from the last command until every row shows it; the floor is what a row of a basket may linger, twice. */
export const projectionLag: Metric = {
  what: `${PER_SECOND} commands/s for ${FOR_MS / 1_000} s over ${ORDERS} orders, then until every row in D1 is as new as its order; the floor is 6 s`,
  unit: "ms",
  target: { bound: "at most", ratio: 1 },
  open: async (rig) => {
    const reached: number[] = [];
    return {
      ours: async () => {
        const tables = await rig.seat(ORDERS);
        const caller = openCaller(rig.house, CONNECTIONS);
        const start = performance.now();
        const sent: Promise<unknown>[] = [];
        // An open loop: who is late does not slow the others down.
        for (let n = 0; performance.now() - start < FOR_MS; await pause(TICK_MS)) {
          const due = Math.floor(((performance.now() - start) / 1_000) * PER_SECOND);
          for (; n < due; n++) {
            const table = around(tables, n);
            sent.push(accepted(caller, rig.append(table, "house")).then(() => (table.lines += 1)));
          }
        }
        await Promise.all(sent);
        reached.push(sent.length / ((performance.now() - start) / 1_000));
        caller.close();
        return rig.drained(tables, 60_000);
      },
      floor: () => Promise.resolve(6_000),
      remark: () => `commands/s reached: ${reached.map((rate) => rate.toFixed(0)).join(", ")}`,
    };
  },
};
