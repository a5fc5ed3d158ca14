// Law 2 from outside: however many edit one order at once, it takes their commands one by one,
// each between its request and its answer, and tells everybody the same story about it.
import { signIn } from "../platform/api-client.ts";
import type { DemoSheet, DemoUser } from "../platform/demo-sheet.ts";
import { Refusal } from "../platform/refusal.ts";
import { resolveAsBundled } from "./concurrency/as-bundled.ts";
import { violations } from "./concurrency/checker.ts";
import { type Device, playRound } from "./concurrency/round.ts";
import { dice } from "./lib/dice.ts";
import { onOwnPlatform } from "./lib/own-platform.ts";
import type { Proof } from "./lib/proof.ts";

/** Sixteen devices; one person's devices share a sign-in. */
const GUESTS_DEVICES = 4;
const STAFF_DEVICES: readonly (readonly [DemoUser, number])[] = [
  ["pos", 3],
  ["kds", 3],
  ["manager", 3],
  ["courier", 2],
  ["admin", 1],
];
const REPORT_EVERY = 50;
const SHOWN = 10;
const SHOWN_CHARACTERS = 400;
/** Rounds in which a seeded bug has to be found. */
const REHEARSALS = 20;

export const concurrency: Proof = {
  name: "concurrency",
  promise: "16 clients who edit one order at once see one sequence of commands that keeps real-time order, and no edit is lost or doubled",
  unit: "rounds, each on a new order",
  size: 200,
  run: async (size, report, seed) => {
    report(`seed ${seed}`);
    const caught = await catchSeededBugs(seed, report);
    const counts = { requests: 0, refused: 0, events: 0 };
    await onOwnPlatform(async (_, sheet) => {
      const devices = await openDevices(sheet);
      const table = { baseUrl: sheet.baseUrl, venue: sheet.venues[0]?.id ?? "", product: sheet.products.simple, devices };
      const throws = dice(seed);
      for (let round = 1; round <= size; round++) {
        const history = await playRound(table, throws);
        const found = violations(history);
        if (found.length > 0) {
          for (const violation of found.slice(0, SHOWN)) report(violation.slice(0, SHOWN_CHARACTERS));
          throw new Refusal(`concurrency: ${found.length} violations in round ${round} (seed ${seed})`);
        }
        counts.requests += history.operations.length;
        counts.refused += history.operations.filter(({ answer }) => answer.kind === "refused").length;
        counts.events += history.pushes.length;
        if (round % REPORT_EVERY === 0) report(`${round} rounds: ${counts.requests} requests, ${counts.events} changes, 0 violations`);
      }
    }, {});
    const { requests, refused, events } = counts;
    return `concurrency: ${size} rounds, ${requests} requests, ${events} changes, ${refused} refused, 0 violations; ${caught} (seed ${seed})`;
  },
};

/** A checker that finds nothing is only worth something if it finds what is there. */
async function catchSeededBugs(seed: number, report: (line: string) => void): Promise<string> {
  resolveAsBundled();
  const { escaped, findingsOn, SEEDED_BUGS } = await import("./concurrency/seeded-bugs.ts");
  const { OrderInMemory } = await import("./concurrency/order-in-memory.ts");
  const [alarm] = await findingsOn(OrderInMemory, seed, REHEARSALS);
  if (alarm !== undefined) throw new Refusal(`the checker finds fault with an order that has none: ${alarm}`);
  const missed = await escaped(seed, REHEARSALS);
  const all = Object.keys(SEEDED_BUGS).length;
  const caught = `${all - missed.length} of ${all} seeded bugs caught`;
  report(caught);
  if (missed.length > 0) throw new Refusal(`${caught}; not ${missed.join(", ")}`);
  return caught;
}

async function openDevices(sheet: DemoSheet): Promise<Device[]> {
  const { baseUrl, users } = sheet;
  const guest = await signIn(baseUrl, sheet, "anonymous", "");
  const devices = Array.from({ length: GUESTS_DEVICES }, (_, nth) => ({ name: `guest-${nth}`, client: guest }));
  for (const [role, many] of STAFF_DEVICES) {
    const { login, password } = users[role];
    const client = await signIn(baseUrl, sheet, login, password);
    devices.push(...Array.from({ length: many }, (_, nth) => ({ name: `${role}-${nth}`, client })));
  }
  return devices;
}
