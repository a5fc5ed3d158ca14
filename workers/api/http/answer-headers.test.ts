// What every answer says of itself, walked through the contract.
import { exports } from "cloudflare:workers";
import { z } from "zod";
import { beforeAll, describe, expect, it } from "vitest";
import menuWorker from "../../menu/index";
import { caller, openChain } from "#api/services/menu/chain.fixture";

const Contract = z.object({ paths: z.record(z.string(), z.record(z.string(), z.object({ security: z.array(z.unknown()).optional() }))) });
const root = caller("headers", "ROLE_SU");

beforeAll(() => openChain("headers", menuWorker));

const fetched = (path: string, init?: RequestInit) => exports.default.fetch(new Request(`https://api.test${path}`, init));
/** Some id for each parameter: what is there at `centrum` and `MENU_a`, and what is not there for the others. */
const filled = (path: string) =>
  path
    .replace(/\{(venue|instance)\}/, "centrum")
    .replace("{menu}", "MENU_a")
    .replaceAll(/\{[^}]+\}/g, "018f0000-0000-8000-8000-000000000001");

async function operations() {
  const { paths } = Contract.parse(await (await fetched("/openapi.json")).json());
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      path: filled(path),
      method: method.toUpperCase(),
      secured: security !== undefined,
    })),
  );
}

function expectGuarded({ headers }: Response, what: string) {
  const said = (name: string) => headers.get(name) ?? "";
  expect([what, said("x-content-type-options"), said("x-frame-options"), said("referrer-policy")]).toEqual([
    what,
    "nosniff",
    "DENY",
    "no-referrer",
  ]);
  expect([what, said("content-security-policy")]).toEqual([what, expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/)]);
  expect(said("content-security-policy")).not.toMatch(/unsafe|\*/);
  expect([what, said("cache-control")]).toEqual([what, expect.stringMatching(/./)]);
}

describe("every answer", () => {
  it("[XE13] every operation of the contract forbids guessing of types, framing and foreign content, whoever asks and whatever it answers", async () => {
    const all = await operations();
    expect(all.length).toBeGreaterThan(100);
    for (const { path, method } of all) {
      const what = `${method} ${path}`;
      for (const answer of [await root(method, path), await fetched(path, { method })]) {
        expectGuarded(answer, what);
        await answer.body?.cancel();
      }
    }
  });

  it("[XE13] every private read is nobody else's to keep: `private` with an ETag or `no-store`", async () => {
    const reads = (await operations()).filter(({ method, secured }) => method === "GET" && secured);
    for (const { path, method } of reads) {
      const answer = await root(method, path);
      const caching = answer.headers.get("cache-control") ?? "";
      const mayKeep = !caching.includes("no-store");
      expect([path, caching, mayKeep && !answer.headers.has("etag")]).toEqual([path, expect.stringMatching(/private|no-store/), false]);
      await answer.body?.cancel();
    }
  });

  it("[A104] pages and refusals of the door say the same, and a page's own styles stand under a nonce", async () => {
    for (const path of ["/problems", "/nowhere", "/kitchen", "/order/x", "/openapi.json", "/menu-api/previews/x"])
      expectGuarded(await fetched(path), path);
    const problems = await fetched("/problems");
    const [, nonce] = /style-src 'nonce-([^']+)'/.exec(problems.headers.get("content-security-policy") ?? "") ?? [];
    expect(await problems.text()).toContain(`<style nonce="${nonce}">`);
    const tooLarge = await fetched("/ordering-api/api/order/new", { method: "POST", body: new Uint8Array(300_000) });
    expectGuarded(tooLarge, "413");
  });

  it("[A104] the reference runs our own scripts alone, reads from here alone, and has its styles under a nonce, but for attributes", async () => {
    const docs = await fetched("/docs");
    const policy = docs.headers.get("content-security-policy") ?? "";
    const [, nonce] = /'nonce-([^']+)'/.exec(policy) ?? [];
    expect(policy.split("; ").toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "style-src-attr 'unsafe-inline'",
    ]);
    expect(await docs.text()).toContain(`<style nonce="${nonce}">`);
  });

  it("[A105] a page of another origin reads where something was made, what it is called, and when to come again", async () => {
    const { headers } = await fetched("/openapi.json", { headers: { origin: "https://shop.example" } });
    expect(headers.get("access-control-expose-headers")?.split(",").toSorted()).toEqual([
      "allow",
      "content-disposition",
      "etag",
      "location",
      "preference-applied",
      "retry-after",
      "www-authenticate",
      "x-bookmark",
      "x-correlation-id",
      "x-total-count",
    ]);
    expectGuarded(await fetched("/openapi.json", { headers: { origin: "https://shop.example" } }), "CORS");
  });
});
