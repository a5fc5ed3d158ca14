import { resolve } from "node:path";
import { expect, it } from "vitest";
import { unstable_getMiniflareWorkerOptions as optionsOf } from "wrangler";
import { z } from "zod";
import { ROOT } from "../scripts/platform/root.ts";

const Consumers = z.record(z.string(), z.object({ maxRetries: z.int(), retryDelay: z.int() }));

/** For how many seconds a job of each queue is tried. */
function patience(name: string): Record<string, number> {
  const { queueConsumers } = optionsOf(resolve(ROOT, `workers/${name}/wrangler.toml`)).workerOptions;
  const consumers = Object.entries(Consumers.parse(queueConsumers));
  return Object.fromEntries(consumers.map(([queue, { maxRetries, retryDelay }]) => [queue, maxRetries * retryDelay]));
}

it.each([
  ["discount", "discounts"],
  ["menu", "menu"],
  ["projection", "projections"],
  ["webhook", "webhooks"],
])("[J30] the worker %s can be down for a while before its jobs have been tried enough", (name, queue) => {
  const { [queue]: jobs, [`${queue}-dlq`]: deadLetters, ...others } = patience(name);
  expect(jobs).toBeGreaterThanOrEqual(60);
  expect(deadLetters).toBeGreaterThanOrEqual(3_600);
  expect(others).toEqual({});
});
