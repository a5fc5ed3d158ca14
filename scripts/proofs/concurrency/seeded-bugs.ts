// Bugs that the checker must find: each is a patch to an order that has none (`bugs-of-the-turn.ts`, `bugs-of-telling.ts`).
import * as telling from "./bugs-of-telling.ts";
import * as turning from "./bugs-of-the-turn.ts";
import { violations } from "./checker.ts";
import type { OrderInMemory } from "./order-in-memory.ts";
import { rehearse } from "./rehearsal.ts";

type Kind = new (pause: () => Promise<void>) => OrderInMemory;

export const SEEDED_BUGS: Readonly<Record<string, Kind>> = { ...turning, ...telling };

/** What the checker says of an order of this kind, after the first round in which it has anything to say. */
export async function findingsOn(Order: Kind, seed: number, rounds: number): Promise<string[]> {
  for (let round = 0; round < rounds; round++) {
    const found = violations(await rehearse((pause) => new Order(pause), seed + round));
    if (found.length > 0) return found;
  }
  return [];
}

/** Names of the bugs that the checker has not seen in so many rounds each. */
export async function escaped(seed: number, rounds: number): Promise<string[]> {
  const names: string[] = [];
  for (const [name, Bug] of Object.entries(SEEDED_BUGS)) if ((await findingsOn(Bug, seed, rounds)).length === 0) names.push(name);
  return names;
}
