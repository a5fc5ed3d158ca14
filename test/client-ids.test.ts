// The client names what its commands make as the server will.
import { expect, it } from "vitest";
import { derivedIds } from "../client/derived-ids";
import { derivedIdOf } from "../protocol/derived-id";

it("[TC25] ids of what a command makes are the server's own", async () => {
  const order = "018f0000-0000-8000-8000-000000000001";
  for (const [user, key] of [
    ["ann", "k-1"],
    ["zażółć", "~!"],
  ] as const) {
    const server = [0, 1, 2].map((index) => derivedIdOf(order, `${user}:${key}`, index));
    expect(await derivedIds(order, user, key, 3)).toEqual(server);
    expect(new Set(server).size).toBe(3);
  }
});
