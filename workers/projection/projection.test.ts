import { describe, expect, it } from "vitest";
import type { ProjectionJob } from "../../protocol/queue";
import { projectBatch, type ProjectionDeps } from "./projection";

const one = "0b8b2c1e-8f4e-4c3e-9d3a-111111111111";
const two = "0b8b2c1e-8f4e-4c3e-9d3a-222222222222";
const at = "2026-11-22T12:00:00.000Z";
const job = (order: string, from: number, to: number): ProjectionJob => ({
  tenant: "t",
  region: "global",
  order,
  from,
  to,
  row: {
    status: "NEW",
    orderType: "TAKE_AWAY",
    source: "web",
    creator: "u",
    venues: ["v"],
    currency: "PLN",
    total: 1399,
    discount: 0,
    paid: 0,
    paymentTypes: [],
    lines: 1,
    phone: null,
    email: null,
    extId: null,
    claimCode: null,
    venueTotals: {},
    created: at,
    changed: at,
    due: null,
    completedTime: null,
    closedDate: null,
  },
});

const metadata = { metrics: { backlogCount: 0, backlogBytes: 0 } };
const never = () => {
  throw new Error("a batch is never settled as a whole");
};

/** A batch that writes down what becomes of its messages: `[body, attempts]`. */
function batchOf(...contents: [unknown, number?][]) {
  const fates: string[] = [];
  const messages = contents.map(([body, attempts = 1], index): Message => ({
    id: String(index),
    timestamp: new Date(at),
    body,
    attempts,
    ack: () => void fates.push(`ack ${index}`),
    retry: (options?: QueueRetryOptions) => void fates.push(`retry ${index} after ${options?.delaySeconds ?? 0} s`),
  }));
  const batch: MessageBatch = { queue: "projections", messages, metadata, ackAll: never, retryAll: never };
  return { batch, fates };
}

function deps(change: Partial<ProjectionDeps> = {}) {
  const calls: string[] = [];
  const all: ProjectionDeps = {
    write: async (jobs) => void calls.push(`write ${jobs.map(({ order, to }) => `${order.at(-1)}:${to}`).join()}`),
    acknowledge: async ({ order, from, to }) => void calls.push(`acknowledge ${order.at(-1)}:${from}…${to}`),
    ...change,
  };
  return { calls, all };
}

describe("projection worker", () => {
  it("[J1] a batch is one write, of the newest state of each order", async () => {
    const { batch, fates } = batchOf([job(one, 3, 4)], [job(two, 1, 1)], [job(one, 1, 2)]);
    const { calls, all } = deps();
    await projectBatch(batch, all);
    expect(calls[0]).toBe("write 1:4,2:1");
    expect(calls.filter((call) => call.startsWith("write"))).toHaveLength(1);
    expect(fates.toSorted((a, b) => a.localeCompare(b))).toEqual(["ack 0", "ack 1", "ack 2"]);
  });

  it("[J2] an order gets its words after the write and in the order of its events", async () => {
    const { batch } = batchOf([job(one, 3, 4)], [job(one, 1, 2)]);
    const { calls, all } = deps();
    await projectBatch(batch, all);
    expect(calls).toEqual(["write 1:4", "acknowledge 1:1…2", "acknowledge 1:3…4"]);
  });

  it("[J3] when the write fails each message waits and comes again, and no order gets a word", async () => {
    const { batch, fates } = batchOf([job(one, 1, 1)], [job(two, 1, 1)]);
    const { calls, all } = deps({ write: () => Promise.reject(new Error("D1 is busy")) });
    await projectBatch(batch, all);
    expect(calls).toEqual([]);
    expect(fates).toEqual(["retry 0 after 2 s", "retry 1 after 2 s"]);
  });

  it("[J4] what has failed before is written alone, and takes nobody with it", async () => {
    const { batch, fates } = batchOf([job(one, 1, 1), 2], [job(two, 1, 1)], [job(two, 2, 3), 3]);
    const { all } = deps({
      write: async (jobs) => {
        if (jobs.some(({ order }) => order === one)) throw new Error("this one cannot be written");
      },
    });
    await projectBatch(batch, all);
    expect(fates.toSorted((a, b) => a.localeCompare(b))).toEqual(["ack 1", "ack 2", "retry 0 after 4 s"]);
  });

  it("[J5] an order that cannot be told keeps its message, and only its own", async () => {
    const { batch, fates } = batchOf([job(one, 1, 1)], [job(two, 1, 1)]);
    const { all } = deps({
      acknowledge: async ({ order }) => {
        if (order === one) throw new Error("the order is moving");
      },
    });
    await projectBatch(batch, all);
    expect(fates).toEqual(expect.arrayContaining(["retry 0 after 2 s", "ack 1"]));
  });

  it("[J6] a message that cannot be read is sent towards the dead letters, its neighbours are done", async () => {
    const { batch, fates } = batchOf([{ tenant: "t", junk: true }], [job(two, 1, 1)]);
    const { calls, all } = deps();
    await projectBatch(batch, all);
    expect(calls[0]).toBe("write 2:1");
    expect(fates).toEqual(["retry 0 after 0 s", "ack 1"]);
  });
});
