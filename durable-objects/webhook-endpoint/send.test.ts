import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { newWebhookSecret } from "../../protocol/webhook";
import { send, type SendDeps } from "./send";

const endpoint = { url: "https://hooks.example.com/orders", secret: newWebhookSecret() };
const delivery = { id: "msg_1", type: "order.completed" as const, body: '{"a":"ż"}' };

function deps(fetch: SendDeps["fetch"], timeoutMs = 5_000) {
  const sent: { url: string; init: RequestInit }[] = [];
  let clock = Date.now();
  const all: SendDeps = {
    fetch: (url, init) => {
      sent.push({ url, init });
      return fetch(url, init);
    },
    now: () => (clock += 5),
    timeoutMs,
    local: false,
  };
  return { sent, all };
}

const hanging = () => new Promise<never>(() => {});

describe("send", () => {
  it("[W17] posts the body as it is, under headers that the library verifies", async () => {
    const { sent, all } = deps(async () => new Response("thanks", { status: 201 }));
    const { attempt } = await send(endpoint, delivery, all);
    expect(attempt).toMatchObject({ status: 201, error: null, response: "thanks", durationMs: 10 });
    const [{ url, init } = { url: "", init: {} }] = sent;
    expect([url, init.method, init.body]).toEqual([endpoint.url, "POST", delivery.body]);
    const headers = Object.fromEntries(new Headers(init.headers));
    expect(headers["content-type"]).toBe("application/json");
    expect(new Webhook(endpoint.secret).verify(delivery.body, headers)).toEqual({ a: "ż" });
  });

  it("[W18] a redirect is not followed", async () => {
    const { sent, all } = deps(async () => new Response(null, { status: 302, headers: { location: "https://169.254.169.254/" } }));
    const { attempt } = await send(endpoint, delivery, all);
    expect(attempt.status).toBe(302);
    expect(sent.map(({ init }) => init.redirect)).toEqual(["manual"]);
  });

  it("[W19] an address that is not allowed gets no request", async () => {
    const { sent, all } = deps(async () => new Response());
    const { attempt } = await send({ ...endpoint, url: "https://10.0.0.1/" }, delivery, all);
    expect(attempt).toMatchObject({ status: null, error: expect.stringContaining("not a public one") });
    expect(sent).toEqual([]);
  });

  it("[W20] a receiver that never answers is left alone when its time is up", async () => {
    const { all } = deps(hanging, 5);
    expect((await send(endpoint, delivery, all)).attempt).toMatchObject({ status: null, error: "no answer in time" });
  });

  it("[W20] an answer that never ends counts by its status", async () => {
    const drip = new ReadableStream({ start: (c) => c.enqueue(new TextEncoder().encode("well")), pull: hanging });
    const { all } = deps(async () => new Response(drip), 5);
    expect((await send(endpoint, delivery, all)).attempt).toMatchObject({ status: 200, response: "well" });
  });

  it("[W21] of a large answer 20 KB are read and 1 KB is kept", async () => {
    let pulled = 0;
    let cancelled = false;
    const flood = new ReadableStream(
      {
        pull: (c) => {
          pulled += 1_000;
          c.enqueue(new Uint8Array(1_000).fill(120));
        },
        cancel: () => void (cancelled = true),
      },
      { highWaterMark: 0 },
    );
    const { all } = deps(async () => new Response(flood));
    const { attempt } = await send(endpoint, delivery, all);
    expect(attempt.response).toBe("x".repeat(1_024));
    expect([pulled, cancelled]).toEqual([20_000, true]);
  });

  it("[W22] a connection that fails is an outcome, not an exception", async () => {
    const { all } = deps(() => Promise.reject(new Error("connection refused")));
    expect((await send(endpoint, delivery, all)).attempt).toMatchObject({ status: null, error: "no answer: connection refused" });
  });

  it("[W15] what Retry-After asks for is handed on", async () => {
    const { all } = deps(async () => new Response(null, { status: 503, headers: { "retry-after": "60" } }));
    expect((await send(endpoint, delivery, all)).retryAfterMs).toBe(60_000);
  });
});
