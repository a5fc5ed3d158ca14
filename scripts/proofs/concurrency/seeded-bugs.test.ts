import { describe, expect, it } from "vitest";
import { OrderInMemory } from "./order-in-memory.ts";
import { rehearse } from "./rehearsal.ts";
import { findingsOn, SEEDED_BUGS } from "./seeded-bugs.ts";

const ROUNDS = 20;
const sound = (pause: () => Promise<void>) => new OrderInMemory(pause);

describe("sixteen clients and an order in memory", () => {
  it.each(Object.entries(SEEDED_BUGS))("[R48] the checker finds the seeded bug %s", async (_, Bug) => {
    expect(await findingsOn(Bug, 1, ROUNDS)).not.toEqual([]);
  });

  it("[R48] it finds nothing in an order that has no bug", async () => {
    expect(await findingsOn(OrderInMemory, 1, ROUNDS)).toEqual([]);
  });

  it("[R49] a round goes as its seed has it, asks everything there is to ask, and lets clients overtake each other", async () => {
    const { operations, ...history } = await rehearse(sound, 7);
    expect(await rehearse(sound, 7)).toEqual({ operations, ...history });
    expect(await rehearse(sound, 8)).not.toEqual({ operations, ...history });
    const asks = new Set(operations.map((operation) => (operation.read ? "read" : operation.ask.do)));
    expect(asks).toEqual(new Set(["read", "append", "remove", "quantity", "comment", "comment-line", "extra"]));
    expect(new Set(operations.map(({ client }) => client)).size).toBe(16);
    const overtaking = operations.some(({ sent, answered }) => operations.some((other) => other.sent > sent && other.answered < answered));
    expect(overtaking).toBe(true);
  });
});
