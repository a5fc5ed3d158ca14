import { describe, expect, it } from "vitest";
import { outboxStep, type OutboxStepDeps, type Cursor } from "./outbox-step";

const cursor = (over: Partial<Cursor> = {}): Cursor => ({ destination: "q", done: 0, sent: 0, attempts: 0, deadline: 0, ...over });

async function step(from: Cursor, over: Partial<OutboxStepDeps> = {}) {
  const sends: number[] = [];
  const deps: OutboxStepDeps = {
    now: 1_000,
    head: 3,
    resend: true,
    random: () => 0,
    sendWithinMs: 50,
    send: async () => ({ sent: 3 }),
    ...over,
  };
  const next = await outboxStep(from, { ...deps, send: (after) => (sends.push(after), deps.send(after)) });
  return { sends, next };
}

describe("carry", () => {
  it("[Q1] sends what lags and waits for the consumer's word", async () =>
    expect(await step(cursor())).toEqual({ sends: [0], next: cursor({ sent: 3, deadline: 32_000 }) }));
  it("[Q2] sends nothing twice while the word may still come", async () =>
    expect(await step(cursor({ sent: 3, deadline: 9_000 }))).toEqual({ sends: [], next: undefined }));
  it("[Q3] sends again from what is done when the word is overdue", async () =>
    expect(await step(cursor({ done: 1, sent: 3, deadline: 900 }))).toMatchObject({ sends: [1], next: { sent: 3, attempts: 1 } }));
  it("[Q4] a command's own step leaves that to the alarm", async () =>
    expect(await step(cursor({ done: 1, sent: 3, deadline: 900 }), { resend: false })).toEqual({ sends: [], next: undefined }));
  it("[Q5] a send that fails is tried later", async () =>
    expect(await step(cursor(), { send: () => Promise.reject(new Error("down")) })).toMatchObject({
      next: { sent: 0, attempts: 1, deadline: 3_000 },
    }));
  it("[Q6] a send that hangs has failed", async () =>
    expect(await step(cursor(), { send: () => new Promise(() => {}) })).toMatchObject({ next: { sent: 0, attempts: 1 } }));
  it("[Q7] a destination that does not answer gets nothing new until its next turn", async () =>
    expect(await step(cursor({ sent: 2, attempts: 2, deadline: 5_000 }))).toEqual({ sends: [], next: undefined }));
  it("[Q8] new events do not postpone the deadline of those on their way", async () =>
    expect(await step(cursor({ sent: 2, deadline: 4_000 }))).toMatchObject({ sends: [2], next: { sent: 3, deadline: 4_000 } }));
  it("[Q9] a destination that answers at once is done at once", async () =>
    expect(await step(cursor(), { send: async () => ({ sent: 3, done: 3 }) })).toMatchObject({ next: { sent: 3, done: 3 } }));
  it("[W60] what is on its way is done by its own word alone, also when nothing after it had to be sent", async () => {
    const nothingToSend = { send: async () => ({ sent: 3, done: 3 }) };
    expect(await step(cursor({ sent: 2, deadline: 9_000 }), nothingToSend)).toMatchObject({
      sends: [2],
      next: { sent: 3, done: 0, deadline: 9_000 },
    });
    expect(await step(cursor({ done: 2, sent: 2 }), nothingToSend)).toMatchObject({ next: { sent: 3, done: 3 } });
  });
  it("[Q10] where one thing goes at a time, what is new waits for the word on what was sent", async () => {
    expect(await step(cursor({ sent: 2, deadline: 9_000 }), { oneAtATime: true })).toEqual({ sends: [], next: undefined });
    expect(await step(cursor({ done: 2, sent: 2 }), { oneAtATime: true })).toMatchObject({ sends: [2], next: { sent: 3 } });
  });
  it("[Q11] a destination that answers again owes no more patience", async () =>
    expect(await step(cursor({ attempts: 3, deadline: 900 }), { send: async () => ({ sent: 3, done: 3 }) })).toMatchObject({
      next: { done: 3, attempts: 0 },
    }));
});
