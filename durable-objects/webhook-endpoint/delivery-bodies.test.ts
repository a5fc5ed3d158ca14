// What an endpoint keeps of the bodies that it sends.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Delivery, newWebhookSecret } from "../../protocol/webhook";

let received: { id: string | null; body: string }[];
let answer: (id: string | null) => Response;

beforeEach(() => {
  received = [];
  answer = () => new Response("ok");
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const id = request.headers.get("webhook-id");
    received.push({ id, body: await request.text() });
    return answer(id);
  });
});
afterEach(() => vi.restoreAllMocks());

async function opened(name: string) {
  const stub = env.ENDPOINT.getByName(`t/endpoint/${name}`);
  await stub.open({ tenant: "t", id: "e", url: "https://hooks.example.com/", active: true, secret: newWebhookSecret() });
  const status = async () => (await stub.log(0, 100)).entries.map((entry) => `${entry.status} ${entry.attempts.length}`);
  const stored = () =>
    runInDurableObject(stub, (_, { storage }) => {
      const parts = storage.sql.exec<{ bytes: ArrayBuffer }>("SELECT bytes FROM bodies").toArray();
      const rows = storage.sql.exec("SELECT * FROM deliveries").toArray();
      return JSON.stringify([rows, parts.map(({ bytes }) => new TextDecoder().decode(bytes))]);
    });
  const sendAgain = async () => {
    await runInDurableObject(stub, (_, { storage }) => storage.sql.exec("UPDATE deliveries SET next_at = 1").toArray());
    await runDurableObjectAlarm(stub);
  };
  return { stub, status, stored, sendAgain };
}

const told = (order: string, seq: number, name: string): Delivery => ({
  id: `msg_${order}_${seq}_order-closed`,
  type: "order.closed",
  body: JSON.stringify({ type: "order.closed", timestamp: "t", data: { order: { id: order, name } } }),
});

it("[W45] a body that is larger than a row is kept in parts, and goes out as it came", async () => {
  const { stub, status, sendAgain } = await opened("large");
  const large: Delivery = { id: "m1", type: "order.closed", body: JSON.stringify({ text: `żółw 🐢 ${"ż".repeat(1_700_000)}` }) };
  answer = () => new Response("not now", { status: 500 });
  await stub.enqueue([large]);
  await expect.poll(status).toEqual(["pending 1"]);
  await evictDurableObject(stub);
  answer = () => new Response("ok");
  await sendAgain();
  await expect.poll(status).toEqual(["delivered 2"]);
  expect(received.map(({ body }) => body === large.body)).toEqual([true, true]);
});

it("[W46] of what is finished no body is kept", async () => {
  const { stub, status, stored } = await opened("finished");
  await stub.enqueue([told("o1", 1, "Anna"), told("o1", 2, `Anna${"x".repeat(600_000)}`)]);
  await expect.poll(status).toEqual(["delivered 1", "delivered 1"]);
  expect(await stored()).not.toContain("Anna");
});

it("[XE10] what waits of an erased order goes out without the guest's data, and what receivers have echoed is forgotten", async () => {
  const { stub, status, stored, sendAgain } = await opened("erased");
  answer = (id) => new Response(`cannot take ${id?.includes("o1") ? "Anna" : "Bob"}`, { status: 500 });
  await stub.enqueue([told("o1", 1, "Anna"), told("o2", 1, "Bob"), told("o1", 2, `Anna${"x".repeat(600_000)}`)]);
  await expect.poll(status).toEqual(["pending 1", "pending 1", "pending 1"]);
  await stub.erase("o1", JSON.stringify({ id: "o1", name: "" }));
  expect(await stored()).toContain("Bob");
  expect(await stored()).not.toContain("Anna");
  received = [];
  answer = () => new Response("ok");
  await sendAgain();
  await expect.poll(() => received).toHaveLength(3);
  const orders = received.map(({ body }) => body.slice(body.indexOf('"order":'))).toSorted();
  expect(orders).toEqual(['"order":{"id":"o1","name":""}}}', '"order":{"id":"o1","name":""}}}', '"order":{"id":"o2","name":"Bob"}}}']);
});
