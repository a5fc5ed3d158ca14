import { expect, it } from "vitest";
import { anyGateway, kindOf, learn } from "./gateway-names";

const picked = (kind: "gateway" | "sockjs") => new Set(Array.from({ length: 2_000 }, () => anyGateway(kind)));

it("[G22] sockets share one gateway while it is not crowded, then two, and so on up to 32; each kind for itself", () => {
  learn("gateway", 1_000);
  expect(picked("gateway")).toEqual(new Set(["gateway/0"]));
  learn("gateway", 1_001);
  expect(picked("gateway")).toEqual(new Set(["gateway/0", "gateway/1"]));
  for (let n = 0; n < 10; n++) learn("gateway", 30_000);
  expect(picked("gateway").size).toBe(32);
  expect(picked("sockjs")).toEqual(new Set(["sockjs/0"]));
  expect([...picked("gateway"), ...picked("sockjs")].map(kindOf)).toEqual([...Array(32).fill("gateway"), "sockjs"]);
});
