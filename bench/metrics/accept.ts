import { around, flatOut, paced } from "../load.ts";
import { median, type Metric } from "../metric.ts";

const ORDERS = 100;
const CALLS = 150;
const WARM_MS = 3_000;
const EVERY_MS = 20; // 50 requests a second

/** How long one guest waits for the word that the order has taken a line. */
export const acceptLatency: Metric = {
  what: "append accepted, one connection, 50/s, p50",
  unit: "ms",
  target: { bound: "at most", ratio: 1.5 },
  open: async (rig) => {
    const tables = await rig.seat(ORDERS);
    // An isolate that serves people has served for a while: neither side is measured cold.
    for (const side of ["house", "floor"] as const) {
      await flatOut(rig[side], { connections: 8, forMs: WARM_MS, next: (n) => rig.append(around(tables, n), side) });
    }
    const round = async (side: "house" | "floor") => {
      const calls = Array.from({ length: CALLS }, (_, n) => rig.append(around(tables, n), side));
      return median(await paced(rig[side], calls, EVERY_MS));
    };
    return { ours: () => round("house"), floor: () => round("floor") };
  },
};
