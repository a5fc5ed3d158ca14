import { describe, expect, it } from "vitest";
import type { CommandEnvelope } from "../../domain/order/commands";
import type { RecheckJob } from "../../protocol/queue";
import { card } from "../../domain/order/given.fixture";
import { type Deps, recheck } from "./recheck";

const job: RecheckJob = { tenant: "t1", region: "eu", recheck: "v1" };

/** A venue with so many open baskets, numbered from 0. */
function venue(count: number, more: Partial<Deps> = {}) {
  const all = Array.from({ length: count }, (_, n) => String(n).padStart(5, "0"));
  const looked: CommandEnvelope[] = [];
  const later: RecheckJob[] = [];
  const deps: Deps = {
    card: () => Promise.resolve(card),
    baskets: (after, most) => Promise.resolve(all.filter((id) => id > after).slice(0, most)),
    look: (_, envelope) => Promise.resolve(looked.push(envelope)),
    goOn: (next) => Promise.resolve(later.push(next)),
    now: () => "2026-11-24T12:00:00.000Z",
    ...more,
  };
  return { deps, looked, later, all };
}

describe("looking at open baskets again", () => {
  it("[X15] baskets are looked at in portions, and each is looked at though another one fails", async () => {
    const { deps, looked, later, all } = venue(450);
    const jobs: RecheckJob[] = [job];
    for (let next = jobs.pop(); next; next = later.pop()) await recheck(next, deps);
    expect(looked.map(({ order }) => order).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(all);
    expect(looked[0]).toMatchObject({
      tenant: "t1",
      region: "eu",
      actor: { service: "menu" },
      card,
      command: { type: "RecheckLines", venue: "v1" },
    });
    expect(new Set(looked.map(({ commandId }) => commandId)).size).toBe(450);
    const seen: string[] = [];
    const some = venue(20, {
      look: (order) => {
        seen.push(order);
        return Number(order) % 2 === 0 ? Promise.reject(new Error("away")) : Promise.resolve();
      },
    });
    await recheck(job, some.deps);
    expect(seen).toHaveLength(20);
    const gone = venue(3, { card: () => Promise.resolve(undefined) });
    await recheck(job, gone.deps);
    expect(gone.looked).toEqual([]);
  });
});
