// SockJS clients that know nothing of us, against all workers: where pos-integrator-core falls back to when its runtime has no websocket.
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { Client } from "@stomp/stompjs";
import type { Page } from "playwright-core";
import SockJS from "sockjs-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as webstomp from "webstomp-client";
import { z } from "zod";
import { signIn } from "../scripts/platform/api-client.ts";
import { portOf } from "../scripts/platform/ports.ts";
import { openBrowser } from "./browser.ts";
import { openTestPlatform, type TestPlatform } from "./platform.fixture.ts";

let house: TestPlatform;
beforeAll(async () => {
  house = await openTestPlatform();
}, 120_000);
afterAll(() => house?.close());

/** A guest, and the SockJS connection of one transport that a STOMP client of theirs may go over. */
async function guestOver(transport: string) {
  const { tenant, basicAuth } = house.sheet;
  const guest = await signIn(house.platform.baseUrl, { tenant, basicAuth }, "anonymous", "");
  const dial = () => new SockJS(`${house.platform.baseUrl}/ws`, null, { transports: [transport] });
  const order = async () => {
    const { body } = await guest.call("POST", "/ordering-api/api/order/new", { orderType: "TAKE_AWAY" });
    return z.object({ orderId: z.string() }).parse(body).orderId;
  };
  return { guest, dial, order, destination: `/order-changes/${tenant}/${guest.user}` };
}

describe.each(["websocket", "xhr-streaming", "xhr-polling"])("SockJS by %s", (transport) => {
  it("[SJ22] a plain STOMP client over it sees its own order change", async () => {
    const { guest, dial, order, destination } = await guestOver(transport);
    const seen: unknown[] = [];
    const client = new Client({
      webSocketFactory: dial,
      connectHeaders: { login: guest.token, passcode: "" },
      heartbeatIncoming: 4000,
      heartbeatOutgoing: 4000,
      reconnectDelay: 0,
    });
    await new Promise<void>((ready, failed) => {
      client.onStompError = ({ headers }) => failed(new Error(headers.message));
      client.onWebSocketClose = ({ code, reason }) => failed(new Error(`${code} ${reason}`));
      client.onConnect = () => {
        client.watchForReceipt("heard", () => ready());
        client.subscribe(destination, ({ body }) => void seen.push(JSON.parse(body)), { receipt: "heard" });
      };
      client.activate();
    });
    const id = await order();
    await expect.poll(() => seen, { timeout: 10_000 }).toContainEqual(expect.objectContaining({ id, status: "NEW" }));
    await client.deactivate();
  }, 60_000);

  it("[SJ22] … and so does another maker's", async () => {
    const { guest, dial, order, destination } = await guestOver(transport);
    const seen: unknown[] = [];
    const client = webstomp.over(dial(), { debug: false, heartbeat: { incoming: 4000, outgoing: 4000 } });
    await new Promise<void>((ready, failed) => {
      client.connect(
        { login: guest.token, passcode: "" },
        () => {
          client.onreceipt = () => ready();
          client.subscribe(destination, ({ body }) => void seen.push(JSON.parse(body)), { id: "s", receipt: "heard" });
        },
        (error) => failed(new Error(JSON.stringify(error))),
      );
    });
    const id = await order();
    await expect.poll(() => seen, { timeout: 10_000 }).toContainEqual(expect.objectContaining({ id, status: "NEW" }));
    client.disconnect();
  }, 60_000);
});

it("[SJ14] a session whose client has vanished in the middle of a stream ends: the next thing that it is told finds out", async () => {
  const { guest } = await guestOver("xhr-streaming");
  const session = `${house.platform.baseUrl}/ws/000/${crypto.randomUUID()}`;
  const say = async (text: string) => (await fetch(`${session}/xhr_send`, { method: "POST", body: JSON.stringify([text]) })).status;
  await new Promise<void>((heard, failed) => {
    let said = "";
    const call = request(`${session}/xhr_streaming`, { method: "POST" }, (answer) =>
      answer.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said.endsWith("o\n")) void say(`CONNECT\naccept-version:1.2\nlogin:${guest.token}\n\n\0`);
        if (!said.includes("CONNECTED")) return;
        heard();
        call.destroy();
      }),
    );
    call.on("error", failed).end();
  });
  expect(await say("\n")).toBe(204);
  await expect.poll(() => say("\n"), { timeout: 30_000, interval: 500 }).toBe(404);
}, 60_000);

it("[SJ10] what a browser would have compressed comes at once and uncompressed", async () => {
  const session = `${house.platform.baseUrl}/ws/000/${crypto.randomUUID()}`;
  const answer = await fetch(`${session}/xhr_streaming`, { method: "POST", headers: { "accept-encoding": "gzip, br" } });
  let said = "";
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    said += chunk;
    if (said.endsWith("o\n")) break;
  }
  expect([said, answer.headers.get("content-encoding")]).toEqual([`${"h".repeat(2048)}\no\n`, "identity"]);
}, 20_000);

describe("SockJS in a browser, on a page of another origin", () => {
  const script = readFileSync("node_modules/sockjs-client/dist/sockjs.min.js");
  const shop = createServer(({ url }, answer) =>
    url === "/sockjs.js"
      ? answer.setHeader("content-type", "text/javascript").end(script)
      : answer.setHeader("content-type", "text/html").end("<!doctype html><body><script src='/sockjs.js'></script></body>"),
  );
  let page: Page;
  beforeAll(async () => {
    await new Promise<void>((listening) => shop.listen(0, "127.0.0.1", listening));
    page = await (await openBrowser()).newPage();
    await page.goto(`http://127.0.0.1:${portOf(shop)}/`);
  }, 60_000);
  afterAll(async () => {
    await page?.context().browser()?.close();
    shop.close();
  });

  it.each(["websocket", "xhr-streaming", "xhr-polling"])(
    "[SJ22] a guest connects by %s",
    async (transport) => {
      const { guest } = await guestOver(transport);
      const heard = await page.evaluate(
        ({ url, options, connect }) =>
          new Promise<string>((done) => {
            const socket = new (Object(globalThis).SockJS)(url, null, options);
            socket.addEventListener("open", () => socket.send(connect));
            socket.addEventListener("message", ({ data }: { data: string }) => done(`${socket.transport}: ${data}`));
            socket.addEventListener("close", ({ code, reason }: { code: number; reason: string }) => done(`closed: ${code} ${reason}`));
          }),
        {
          url: `${house.platform.baseUrl}/ws`,
          options: { transports: [transport] },
          connect: `CONNECT\naccept-version:1.2\nlogin:${guest.token}\n\n\0`,
        },
      );
      expect(heard).toMatch(new RegExp(`^${transport}: CONNECTED\n`));
    },
    30_000,
  );
});
