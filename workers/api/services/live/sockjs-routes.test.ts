import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

const ask = (path: string, init?: RequestInit) => exports.default.fetch(new Request(`https://api.test/ws${path}`, init));

describe("the address of SockJS", () => {
  it("[SJ1] says what is served, with a number at random, and nobody keeps it", async () => {
    const answers = await Promise.all([ask("/info"), ask("/info")]);
    const infos = await Promise.all(answers.map((answer) => answer.json<{ entropy: number }>()));
    for (const info of infos) {
      expect(info).toEqual({ websocket: true, origins: ["*:*"], cookie_needed: false, entropy: expect.any(Number) });
      expect(Number.isInteger(info.entropy) && info.entropy >= 0 && info.entropy < 2 ** 32).toBe(true);
    }
    expect(infos[0]?.entropy).not.toBe(infos[1]?.entropy);
    expect(answers[0]?.headers.get("cache-control")).toBe("no-store, no-cache, no-transform, must-revalidate, max-age=0");
    expect(answers[0]?.headers.get("set-cookie")).toBeNull();
  });

  it("[SJ2] a page of any origin may ask with credentials, and is answered by its name", async () => {
    for (const origin of ["https://shop.test", "null"]) {
      const answer = await ask("/info", { headers: { origin } });
      expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
      expect(answer.headers.get("access-control-allow-credentials")).toBe("true");
    }
  });

  it.each(["/info", "/000/abc/xhr", "/000/abc/xhr_streaming", "/000/abc/xhr_send"])(
    "[SJ2] a preflight of %s holds for a year",
    async (path) => {
      const headers = { origin: "https://shop.test", "access-control-request-method": "POST", "access-control-request-headers": "a, b" };
      const answer = await ask(path, { method: "OPTIONS", headers });
      const [status, said] = [answer.status, (name: string) => answer.headers.get(name)];
      expect([status, await answer.text()]).toEqual([204, ""]);
      expect(said("access-control-allow-origin")).toBe("https://shop.test");
      expect(said("access-control-allow-credentials")).toBe("true");
      expect(said("access-control-allow-methods")).toBe("OPTIONS,GET,POST");
      expect(said("access-control-allow-headers")).toBe("a,b");
      expect(said("access-control-max-age")).toBe("31536000");
      expect(said("cache-control")).toBe("public, max-age=31536000");
      expect(Date.parse(said("expires") ?? "")).toBeGreaterThan(Date.now() + 300 * 86_400_000);
    },
  );

  it.each(["/a./b", "/a/b.", "/./.", "/a%2Fb/c", "//", "//b", `/a/${"x".repeat(65)}`])("[SJ3] %s names no session", async (names) => {
    for (const [method, transport] of [
      ["GET", "websocket"],
      ["POST", "xhr"],
      ["POST", "xhr_streaming"],
      ["POST", "xhr_send"],
    ] as const) {
      const answer = await ask(`${names}/${transport}`, { method });
      expect([transport, answer.status, answer.headers.get("content-type")]).toEqual([transport, 404, "application/problem+json"]);
    }
  });

  it.each(["/a/a" + crypto.randomUUID(), "/_/_", "/1/1", `/abcdefgh_i-j%20/${"x".repeat(64)}`])("[SJ3] %s names one", async (names) => {
    expect(await (await ask(`${names}/xhr`, { method: "POST" })).text()).toBe("o\n");
  });

  it("[SJ3] what differs in the server's part is another session", async () => {
    const session = crypto.randomUUID();
    expect(await (await ask(`/000/${session}/xhr`, { method: "POST" })).text()).toBe("o\n");
    expect((await ask(`/999/${session}/xhr_send`, { method: "POST", body: '["x"]' })).status).toBe(404);
  });

  it.each(["eventsource", "htmlfile", "jsonp", "jsonp_send", "iframe.html", "Websocket"])("[SJ21] %s is not served", async (transport) => {
    for (const method of ["GET", "POST"]) expect((await ask(`/000/abc/${transport}`, { method })).status).toBe(404);
  });

  it("[SJ21] a transport takes its own method, and a websocket its upgrade", async () => {
    expect((await ask("/000/abc/xhr_streaming")).status).toBe(405);
    expect((await ask("/000/abc/websocket")).status).toBe(426);
    expect((await ask("")).status).toBe(426);
  });
});
