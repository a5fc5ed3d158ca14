import { describe, expect, it } from "vitest";
import type { WebhookJob } from "../../protocol/queue";
import { messageId } from "../../protocol/webhook";
import type { WebhookEndpoint } from "../lib/db/webhook-endpoints";
import { handOver, type HandOverDeps } from "./enqueue-deliveries";

const order = "0b8b2c1e-8f4e-4c3e-9d3a-111111111111";
const at = "2026-11-22T12:00:00.000Z";
const job: WebhookJob = {
  tenant: "t",
  region: "global",
  order,
  from: 3,
  to: 5,
  happened: [
    { type: "order.created", seq: 3, at },
    { type: "order.completed", seq: 5, at },
  ],
};
const endpoint = (id: string, change: Partial<WebhookEndpoint>): WebhookEndpoint => ({
  id,
  url: "https://hooks.example.com/",
  description: "",
  types: ["order.completed"],
  format: "standard",
  active: true,
  created: at,
  ...change,
});

/** Writes down what is called, in order. */
function deps(endpoints: WebhookEndpoint[], change: Partial<HandOverDeps> = {}) {
  const calls: string[] = [];
  const all: HandOverDeps = {
    tenant: async () => ({ card: { name: "Sienna", properties: {} }, endpoints }),
    orderAt: async (seq) => JSON.stringify({ id: order, status: "COMPLETED", seq }),
    enqueue: async (id, deliveries) => {
      calls.push(...deliveries.map((delivery) => `${id} ${delivery.id} ${Object.keys(JSON.parse(delivery.body)).join()}`));
      return true;
    },
    erasedOrder: async () => undefined,
    erase: async (snapshot) => calls.push(`erase ${snapshot}`),
    deactivate: async (id) => calls.push(`deactivate ${id}`),
    acknowledge: async (from, to) => calls.push(`acknowledge ${from}…${to}`),
    managersOf: async () => [],
    tell: async () => {},
    now: () => Date.parse(at),
    ...change,
  };
  return { calls, all };
}

describe("webhook worker", () => {
  it("[W40] each endpoint gets the types it has chosen, in its own format; the order gets its word last", async () => {
    const { calls, all } = deps([
      endpoint("a", { types: ["order.created", "order.completed"] }),
      endpoint("b", { format: "classic" }),
      endpoint("c", { types: ["order.closed"] }),
    ]);
    await handOver(job, all);
    expect(calls).toEqual([
      `a ${messageId(order, 3, "order.created")} type,timestamp,data`,
      `a ${messageId(order, 5, "order.completed")} type,timestamp,data`,
      `b ${messageId(order, 5, "order.completed")} commandClass,command,tenant,order`,
      "acknowledge 3…5",
    ]);
  });

  it("[W41] without an endpoint the order gets its word all the same", async () => {
    const { calls, all } = deps([]);
    await handOver(job, all);
    expect(calls).toEqual(["acknowledge 3…5"]);
  });

  it("[W42] an endpoint that cannot be reached keeps the order waiting: no word, and the job fails", async () => {
    const { calls, all } = deps([endpoint("a", {})], { enqueue: () => Promise.reject(new Error("down")) });
    await expect(handOver(job, all)).rejects.toThrow("down");
    expect(calls).toEqual([]);
  });

  it("[W43] an endpoint that has stopped is not matched again", async () => {
    const { calls, all } = deps([endpoint("a", {})], { enqueue: async () => false });
    await handOver(job, all);
    expect(calls).toEqual(["deactivate a", "acknowledge 3…5"]);
  });

  it("[W44] when a guest's data have left an order, they leave what endpoints keep of it, before the order gets its word", async () => {
    const { calls, all } = deps([endpoint("a", {})]);
    await handOver({ ...job, happened: [], erased: true }, { ...all, erasedOrder: async () => "as it is now" });
    expect(calls).toEqual(["erase as it is now", "acknowledge 3…5"]);
  });

  it("[W70] a job that comes late, or again, leaves nothing of a guest whose data have left the order meanwhile", async () => {
    const { calls, all } = deps([endpoint("a", {})], { erasedOrder: async () => "as it is now" });
    await handOver(job, all);
    expect(calls).toEqual([`a ${messageId(order, 5, "order.completed")} type,timestamp,data`, "erase as it is now", "acknowledge 3…5"]);
  });
});
