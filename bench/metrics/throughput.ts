// How many appends a second are accepted: 32 connections over 1,000 orders, while nobody listens and while every order's guest does.
import { setTimeout as pause } from "node:timers/promises";
import { around, flatOut, spread } from "../load.ts";
import { median, type Metric, type Sides } from "../metric.ts";
import type { Rig, Table } from "../rig.ts";
import { openScreen, type Screen } from "../screens.ts";

const ORDERS = 1_000;
const CONNECTIONS = 32;
const FOR_MS = 3_000;
/** After the load, everything that an append sets off must be done within this time. */
const DRAIN_MS = 5_000;

export const throughput: Metric = {
  what: "appends accepted, 32 connections, 1,000 orders",
  unit: "accepted/s",
  target: { bound: "at least", ratio: 0.5 },
  open: async (rig) => {
    const tables = await rig.seat(ORDERS);
    return sidesOf(rig, tables, () => rig.drained(tables, DRAIN_MS));
  },
};

export const throughputListening: Metric = {
  what: "… while every order's guest listens",
  unit: "accepted/s",
  target: { bound: "at least", ratio: 0.3 },
  open: async (rig) => {
    const tables = await rig.seat(ORDERS);
    const listeners = await spread(tables, CONNECTIONS, (table) => listen(rig, table));
    const drained = async () => {
      const start = performance.now();
      await rig.drained(tables, DRAIN_MS);
      for (const listener of listeners) await listener.complete(start + DRAIN_MS);
      return performance.now() - start;
    };
    return { ...sidesOf(rig, tables, drained), close: () => listeners.forEach(({ screen }) => screen.close()) };
  },
};

function sidesOf(rig: Rig, tables: readonly Table[], drained: () => Promise<number>): Sides {
  const drains: number[] = [];
  let next = 0;
  const load = (side: "house" | "floor", done?: (table: Table) => void) => {
    const first = next;
    next += ORDERS / 2; // the next load begins with other orders
    return flatOut(rig[side], {
      connections: CONNECTIONS,
      forMs: FOR_MS,
      next: (n) => rig.append(around(tables, first + n), side),
      done: (n) => done?.(around(tables, first + n)),
    });
  };
  return {
    floor: () => load("floor"),
    ours: async () => {
      const rate = await load("house", (table) => (table.lines += 1));
      drains.push(await drained());
      return rate;
    },
    remark: () => `drained ${median(drains).toFixed(0)} ms after the load (worst ${Math.max(...drains).toFixed(0)} ms)`,
  };
}

type Listener = { screen: Screen; complete(deadline: number): Promise<void> };

/** A guest's app: the order's states and the verdicts on its commands. */
async function listen(rig: Rig, table: Table): Promise<Listener> {
  const { guest, order } = table;
  const states = `/order-changes/${rig.sheet.tenant}/${guest.user}`;
  const notifications = `/notifications/${rig.sheet.tenant}/${guest.user}`;
  const before = table.lines;
  let verdicts = 0;
  let last = "";
  const screen = await openScreen(`${rig.house.replace("http", "ws")}/ws`, { login: guest.token }, [states, notifications], (frame) => {
    if (frame.includes("\ndestination:/notifications/")) verdicts += 1;
    else last = frame;
  });
  return {
    screen,
    complete: async (deadline) => {
      while (linesShown(last) !== table.lines || verdicts < table.lines - before) {
        if (performance.now() > deadline)
          throw new Error(
            `the guest of order ${order} sees ${linesShown(last)} of ${table.lines} lines and ${verdicts} verdicts ${DRAIN_MS} ms after the load`,
          );
        await pause(20);
      }
    },
  };
}

function linesShown(frame: string): number {
  if (frame === "") return 0;
  const { buckets = [] }: { buckets?: { lines: unknown[] }[] } = JSON.parse(frame.slice(frame.indexOf("\n\n") + 2));
  return buckets.reduce((sum, { lines }) => sum + lines.length, 0);
}
