import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { consume } from "./consume";
import { failures } from "./db/failures";
import { storeDeadLetters } from "./dead-letters";

const page = { start: 0, end: 10, sort: "failedAt", order: "ASC" } as const;
const letters = (...bodies: [string, unknown][]) =>
  createMessageBatch(
    "webhooks-dlq",
    bodies.map(([id, body]) => ({ id, body, timestamp: new Date(), attempts: 1 })),
  );

describe("dead letters", () => {
  it("[J10] each is kept as a failure of its tenant, and leaves the queue", async () => {
    const batch = letters(["a", { tenant: "t1", order: "o1" }], ["b", { tenant: "t2" }]);
    await storeDeadLetters(batch, env.DB);
    expect((await getQueueResult(batch, createExecutionContext())).explicitAcks).toEqual(["a", "b"]);
    const { total, rows } = await failures(env.DB, "t1").list(page);
    expect(total).toBe(1);
    expect(rows).toEqual([
      { id: "a", queue: "webhooks", body: '{"tenant":"t1","order":"o1"}', attempts: 1, failedAt: expect.stringMatching(/Z$/) },
    ]);
  });

  it("[J11] one that comes twice is one failure", async () => {
    await storeDeadLetters(letters(["c", { tenant: "t3" }]), env.DB);
    await storeDeadLetters(letters(["c", { tenant: "t3" }]), env.DB);
    expect((await failures(env.DB, "t3").list(page)).total).toBe(1);
  });

  it("[J12] one that does not say whose it is, is kept too", async () => {
    await storeDeadLetters(letters(["d", "gibberish"], ["e", { tenant: 7 }]), env.DB);
    expect((await failures(env.DB, "unknown").list(page)).rows.map(({ body }) => body)).toEqual(['"gibberish"', '{"tenant":7}']);
  });

  it("[J13] one that cannot be kept stays in the queue", async () => {
    const batch = letters(["f", { tenant: "t4" }]);
    const broken = new Proxy(env.DB, {
      get: () => {
        throw new Error("D1 is away");
      },
    });
    await storeDeadLetters(batch, broken);
    const result = await getQueueResult(batch, createExecutionContext());
    expect(result.explicitAcks).toEqual([]);
    expect(result.retryMessages).toMatchObject([{ msgId: "f" }]);
  });

  it("[J7] what a consumer says of a job it says under the job's correlation id", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    const broken: MessageBatch = letters(["h", { tenant: "t6", correlationId: "click" }], ["i", { tenant: "t6" }]);
    await consume(broken, z.object({ tenant: z.string() }), async () => Promise.reject(new Error("not now")));
    const lines = said.mock.calls.map(([line]) => z.looseObject({ event: z.string() }).parse(JSON.parse(String(line))));
    expect(lines.map(({ event, id, correlationId }) => [event, id, correlationId])).toEqual([
      ["message.failed", "h", "click"],
      ["message.failed", "i", undefined],
    ]);
  });

  it("[XE10] what reports know of a guest is not kept with what could not be written", async () => {
    await storeDeadLetters(letters(["g", { tenant: "t5", order: "o1", row: { phone: "600700800", email: "a@b.pl", total: 1 } }]), env.DB);
    const [kept] = (await failures(env.DB, "t5").list(page)).rows;
    expect(JSON.parse(kept?.body ?? "")).toEqual({ tenant: "t5", order: "o1", row: { phone: null, email: null, total: 1 } });
  });
});
