import { around, paced } from "../load.ts";
import { median, type Metric } from "../metric.ts";

const ORDERS = 50;
const CALLS = 150;
const EVERY_MS = 20; // 50 requests a second

/** How long one guest waits for the word that the order has taken a line. */
export const acceptLatency: Metric = {
  what: "append accepted, one connection, 50/s, p50",
  unit: "ms",
  target: { bound: "at most", ratio: 1.5 },
  open: async (rig) => {
    const tables = await rig.seat(ORDERS);
    const round = async (side: "house" | "floor") => {
      const calls = Array.from({ length: CALLS }, (_, n) => rig.append(around(tables, n), side));
      return median(await paced(rig[side], calls, EVERY_MS));
    };
    return { ours: () => round("house"), floor: () => round("floor") };
  },
};
