import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { OrderCommand } from "../../domain/order/commands";
import { creating, guest } from "../../domain/order/given.fixture";
import { orderName } from "../../protocol/feed";

it("[B7] a socket that is being closed for what it said does not hinder the order", async () => {
  const order = "018f0000-0000-8000-8000-0000000b0007";
  const stub = env.ORDER.getByName(orderName("t1", order));
  const ask = (commandId: string, command: OrderCommand) =>
    stub.execute({
      tenant: "t1",
      region: "global",
      order,
      commandId,
      correlationId: commandId,
      actor: guest,
      at: new Date().toISOString(),
      command,
    });
  await ask("c1", creating);
  const principal = JSON.stringify({ ...guest, exp: Math.floor(Date.now() / 1000) + 600 });
  const res = await stub.fetch("https://api.test/live", { headers: { upgrade: "websocket", "x-brigade-principal": principal } });
  const socket = res.webSocket;
  if (!socket) throw new Error(`no socket: ${res.status}`);
  const closed = new Promise<number>((heard) => socket.addEventListener("close", ({ code }) => heard(code)));
  socket.accept({ allowHalfOpen: true });
  socket.send("garbage");
  expect(await closed).toBe(1003);

  expect(await ask("c2", { type: "StoreExtra", store: { table: "7" } })).toEqual({ ok: true, value: { seq: 2 } });
});
