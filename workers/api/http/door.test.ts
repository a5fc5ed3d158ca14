// What the API says to requests that no operation is meant for.
import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { caller } from "#api/services/menu/chain.fixture";
import { refuse, router } from "./refuse";

const ask = (path: string, init?: RequestInit) => exports.default.fetch(new Request(`https://api.test${path}`, init));
const json = { "content-type": "application/json" };

/** What a published client shows, and what a program goes by. */
async function problemOf(answer: Response) {
  const { type, status, message }: { type: string; status: number; message: string } = await answer.json();
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(status).toBe(answer.status);
  expect(message).not.toBe("");
  return { status, code: type.split("/").at(-1) };
}

describe("the door of the API", () => {
  it.each(["/nowhere", "/ordering-api/api/order", "/%00", "/%E0%A4%A", "//"])("[B2] %s is served nowhere: 404", async (path) => {
    expect(await problemOf(await ask(path))).toEqual({ status: 404, code: "not-found" });
  });

  it("[B3] a method that is not served at a path is 405, and `Allow` names those that are", async () => {
    const answer = await ask("/admin-api/api/webhooks/01936a00-0000-7000-8000-000000000001", { method: "POST" });
    expect(answer.headers.get("allow")).toBe("GET, PUT, PATCH, DELETE");
    expect(await problemOf(answer)).toEqual({ status: 405, code: "method-not-allowed" });
  });

  it("[B4] a body over 256 KB is 413, also when it does not say how long it is", async () => {
    const large = new Uint8Array(256 * 1024 + 1);
    for (const body of [large, new Blob([large]).stream()]) {
      const answer = await ask("/ordering-api/api/order/new", { method: "POST", headers: json, body });
      expect(await problemOf(answer)).toEqual({ status: 413, code: "body-too-large" });
    }
  });

  it("[B5] a body of another type is 415, also when it is empty", async () => {
    for (const type of ["text/plain", "application/jsonp", "application/json, application/json"]) {
      for (const body of [{ orderType: "TAKE_AWAY" }, undefined]) {
        const answer = await caller("t", "ROLE_ANONYMOUS")("POST", "/ordering-api/api/order/new", {
          body,
          headers: { "content-type": type },
        });
        expect(await problemOf(answer)).toEqual({ status: 415, code: "not-json" });
      }
    }
  });

  it("[B6] the token endpoint refuses a body of any size in the words of RFC 6749", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    for (const length of [20_000, 300_000]) {
      const answer = await ask("/auth-oauth2/oauth/token", { method: "POST", headers: form, body: "x".repeat(length) });
      expect(answer.status).toBe(413);
      expect(await answer.json()).toEqual(expect.objectContaining({ error: "invalid_request", message: expect.any(String) }));
    }
  });

  it("[B8] who is asked to try again is told when", async () => {
    const busy = router()
      .get("/known", (c) => refuse(c, { code: "temporarily-unavailable", retryAfterSeconds: 7 }))
      .get("/unknown", (c) => refuse(c, { code: "menu-not-compiled", menu: "m", venue: "v", channel: "DELIVERY" }))
      .get("/never", (c) => refuse(c, { code: "order-not-found" }));
    const waits = async (path: string) => (await busy.request(path)).headers.get("retry-after");
    expect([await waits("/known"), await waits("/unknown"), await waits("/never")]).toEqual(["7", "2", null]);
  });
});
