// The pages as the worker serves them. What they do is in test/client.browser.test.ts.
import { env, exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

const ask = (path: string, init?: RequestInit) => exports.default.fetch(new Request(`https://api.test${path}`, init));
const srcOf = (html: string) => /src="([^"]+)"/.exec(html)?.[1] ?? "";

describe("the pages", () => {
  it.each(["/kitchen", "/order/018f0000-0000-8000-8000-000000000001"])(
    "[TC40] %s is a page whose policy lets nothing in from elsewhere",
    async (path) => {
      const answer = await ask(path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect(policy.split("; ")).toEqual(
        expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]),
      );
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      const html = await answer.text();
      expect(html).not.toMatch(/<script(?! type="module" src="\/assets\/)|<style| on[a-z]+=/);
    },
  );

  it("[TC41] what a page loads is named by what is in it, and may be kept for good", async () => {
    for (const page of ["/kitchen", "/order/x"]) {
      const src = srcOf(await (await ask(page)).text());
      expect(src).toMatch(/^\/assets\/[a-z]+-[\da-f]{12}\.js$/);
      const script = await ask(src);
      expect(script.status).toBe(200);
      expect(script.headers.get("content-type")).toMatch(/^text\/javascript/);
      expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      await script.text();
    }
  });

  it.each([
    "/assets/kitchen.html",
    "/assets/kitchen-000000000000.js",
    "/assets/..%2fkitchen.html",
    "/kitchen.html",
    "/order",
    "/kitchen/x",
  ])("[TC41] %s is nothing", async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  it("[TC41] pages are only read", async () => {
    expect((await ask("/kitchen", { method: "POST" })).status).toBe(405);
    expect((await ask("/kitchen", { method: "HEAD" })).status).toBe(200);
    expect(env.ASSETS).toBeDefined();
  });
});
