import type { INotificationMessage } from "@orderingstack/ordering-types";
import { describe, expect, it } from "vitest";
import type { Wire } from "../../domain/order/wire.fixture";
import type { WebhookJob } from "../../protocol/queue";
import { handOver, type HandOverDeps } from "./enqueue-deliveries";

const order = "0b8b2c1e-8f4e-4c3e-9d3a-111111111111";
const at = "2026-11-25T12:05:00.000Z";
const job: WebhookJob = {
  tenant: "t",
  region: "global",
  order,
  from: 5,
  to: 6,
  happened: [{ type: "order.unacknowledged", seq: 6, at }],
};

function deps(change: Partial<HandOverDeps> = {}) {
  const calls: string[] = [];
  const all: HandOverDeps = {
    tenant: async () => ({ card: { name: "Sienna", properties: {} }, endpoints: [] }),
    erasedOrder: async () => undefined,
    orderAt: async () => JSON.stringify({ id: order, buckets: [{ venue: "v1" }, { venue: "v2" }] }),
    enqueue: async () => true,
    erase: async () => {},
    deactivate: async () => {},
    acknowledge: async (from, to) => calls.push(`acknowledge ${from}…${to}`),
    managersOf: async (venues) => [`mia of ${venues.join("+")}`, "max"],
    tell: async (user, body) => {
      const told: Wire<INotificationMessage> = JSON.parse(body);
      calls.push(`${user}: ${told.type} ${told.orderId} ${told.correlationId} ${told.users?.join()} ${JSON.stringify(told.codes)}`);
    },
    now: () => Date.parse(at) + 1_000,
    ...change,
  };
  return { calls, all };
}

describe("an order that the kitchen has missed", () => {
  it("[K64] is told to the managers of its venues, the same notification each time; then the order gets its word", async () => {
    const codes = JSON.stringify([{ code: "orderUnacknowledged", message: "v1, v2", args: ["v1", "v2"] }]);
    const { calls, all } = deps();
    await handOver(job, all);
    const once = [
      `mia of v1+v2: OrderMessage ${order} ${order}:6 mia of v1+v2 ${codes}`,
      `max: OrderMessage ${order} ${order}:6 max ${codes}`,
      "acknowledge 5…6",
    ];
    expect(calls).toEqual(once);
    await handOver(job, all);
    expect(calls).toEqual([...once, ...once]);
  });

  it("[K64] nothing else that happens is told to managers", async () => {
    const { calls, all } = deps();
    await handOver({ ...job, happened: [{ type: "order.completed", seq: 5, at }] }, all);
    expect(calls).toEqual(["acknowledge 5…6"]);
  });

  it("[K65] a manager who cannot be reached is tried again while it is news, after the others and the endpoints; then the order waits no longer", async () => {
    const [mia, max] = ["mia of v1+v2", "max"] as const;
    const failing = (told: string[]) => async (user: string) => {
      if (user === mia) throw new Error("unreachable");
      told.push(user);
    };
    const told: string[] = [];
    const early = deps({ tell: failing(told) });
    await expect(handOver(job, early.all)).rejects.toThrow("1 managers could not be told: Error: unreachable");
    expect([told, early.calls]).toEqual([[max], []]);
    const late = deps({ tell: failing(told), now: () => Date.parse(at) + 10 * 60_000 });
    await handOver(job, late.all);
    expect([told, late.calls]).toEqual([[max, max], ["acknowledge 5…6"]]);
  });
});
