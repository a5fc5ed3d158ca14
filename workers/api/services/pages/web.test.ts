// The pages as the worker serves them. What they do is in test/client.browser.test.ts.
import { env, exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { problemRows } from "../../../../protocol/problem";

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

  it("[TC49] the address itself says where pages and the reference are", async () => {
    const page = await ask("/", { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const links = [...(await page.text()).matchAll(/href="([^"]+)"/g)].map(([, path = ""]) => path);
    expect(links).toEqual(["/kitchen", "/docs", "/openapi.json", "/problems"]);
    for (const path of links) {
      const there = await ask(path);
      expect([path, there.status]).toEqual([path, 200]);
      await there.text();
    }
    for (const accept of ["application/json", "*/*"]) {
      const program = await ask("/", { headers: { accept } });
      expect(await program.json()).toMatchObject({
        name: "Brigade",
        documentation: "/docs",
        openapi: "/openapi.json",
        problems: "/problems",
      });
    }
  });

  it("[TC57] the type of a refusal is an address of the same host, whose page says what it means", async () => {
    const refused: { type: string; title: string } = await (await ask("/nowhere")).json();
    expect(refused.type).toBe("/problems/not-found");
    const page = await ask(refused.type);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(refused.title);
    const listed = await (await ask("/problems")).text();
    for (const { code } of problemRows()) {
      expect(listed).toContain(`href="/problems/${code}"`);
      const one = await ask(`/problems/${code}`);
      expect([code, one.status]).toEqual([code, 200]);
      await one.text();
    }
    for (const code of ["nothing", "__proto__", "<script>"]) expect((await ask(`/problems/${encodeURIComponent(code)}`)).status).toBe(404);
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
