import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";
import { rateLimits } from "../../../../protocol/rate-limits";

const open = (token: string, address: string) =>
  exports.default.fetch(`https://api.test/menu-api/previews/${token}`, { headers: { "cf-connecting-ip": address } });

it("[A81] guesses at links to previews are 429 after so many from one address", async () => {
  const { burst } = rateLimits.wrongPreviewAt;
  const statuses: number[] = [];
  for (let n = 0; n < burst + 3; n++) statuses.push((await open(`guess.${n}`, "10.6.0.1")).status);
  expect(statuses).toEqual([...Array(burst).fill(404), 429, 429, 429]);
  expect((await open("guess.x", "10.6.0.1")).headers.get("retry-after")).not.toBeNull();
  expect((await open("guess.x", "10.6.0.2")).status).toBe(404);
});
