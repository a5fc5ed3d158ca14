import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";

const correlationOf = async (headers: Record<string, string>, path = "/openapi.json") =>
  (await exports.default.fetch(new Request(`https://api.test${path}`, { headers }))).headers.get("x-correlation-id");

it("[B10] an answer says under which id its request is in the log: the caller's own, or one of our making", async () => {
  expect(await correlationOf({ "idempotency-key": "k1", "x-correlation-id": "click" })).toBe("k1");
  expect(await correlationOf({ "x-correlation-id": "click" }, "/nowhere")).toBe("click");
  const made = await Promise.all(
    [{}, {}, { "x-correlation-id": "two words" }, { "idempotency-key": "x".repeat(129) }].map((headers) => correlationOf(headers)),
  );
  for (const id of made) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(made).size).toBe(made.length);
});
