// Everybody wants the same thing at the same moment: how many holds a second one venue's object can give, and whether it gives anything
// twice.
import { randomUUID } from "node:crypto";
import type { Hold } from "../../protocol/hold.ts";
import { type Caller, openCaller } from "../caller.ts";
import type { Metric } from "../metric.ts";
import type { Rig } from "../rig.ts";

const GUESTS = 100;
const UNITS = 2_000;
const LEAST_PER_S = 200;
const PRODUCT = "hot";
/** Longer than the bench: no order is there to be asked what became of it. */
const LIFE_MS = 60 * 60_000;

export const hotProductHolds: Metric = {
  what: `${GUESTS} guests on one counted product of one venue, and none is sold twice; the floor is ${LEAST_PER_S} holds/s`,
  unit: "holds/s",
  target: { bound: "at least", ratio: 1 },
  open: async (rig) => ({
    ours: () => sellOut(rig),
    floor: () => Promise.resolve(LEAST_PER_S),
  }),
};

/** A venue of its own, until it has nothing left. */
async function sellOut({ guests }: Rig): Promise<number> {
  const path = `/${randomUUID()}`;
  const counted = await fetch(`${guests}${path}/${PRODUCT}`, { method: "PUT", body: String(UNITS) });
  if (!counted.ok) throw new Error(`not counted: ${counted.status} ${await counted.text()}`);
  const caller = openCaller(guests, GUESTS);
  try {
    const start = performance.now();
    const bought = await Promise.all(Array.from({ length: GUESTS }, () => buyUntilSoldOut(caller, path)));
    const seconds = (performance.now() - start) / 1_000;
    const sold = bought.reduce((sum, units) => sum + units, 0);
    const { left }: { left: number } = await (await fetch(`${guests}${path}/${PRODUCT}`)).json();
    if (sold !== UNITS || left !== 0) throw new Error(`of ${UNITS} units ${sold} were sold, and ${left} are left`);
    return sold / seconds;
  } finally {
    caller.close();
  }
}

/** One unit after the other, each for another order. How many it were. */
async function buyUntilSoldOut(caller: Caller, path: string): Promise<number> {
  for (let units = 0; ; units += 1) {
    const hold: Hold = {
      id: randomUUID(),
      order: randomUUID(),
      region: "global",
      takes: [{ line: randomUUID(), items: [{ product: PRODUCT, quantity: 1 }] }],
      gives: [],
      slot: { channel: "TAKE_AWAY", at: Date.now(), timeZone: "Europe/Warsaw" },
      limits: "all",
      until: Date.now() + LIFE_MS,
    };
    const { status, text } = await caller.post({ path, body: JSON.stringify(hold), headers: { "content-type": "application/json" } });
    if (status !== 200) throw new Error(`a hold was answered ${status}: ${text.slice(0, 300)}`);
    const { ok, error }: { ok: boolean; error?: { code: string } } = JSON.parse(text);
    if (!ok && error?.code !== "sold-out") throw new Error(`a hold was refused: ${text}`);
    if (!ok) return units;
  }
}
