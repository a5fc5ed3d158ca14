import { expect, it } from "vitest";
import { TokenBucket } from "./token-bucket";

it("[OL1] a bucket gives its burst at once, then as much as flows in, and never more than its burst after a pause", () => {
  const bucket = new TokenBucket(3, 2, 0);
  const takes = (...times: number[]) => times.map((now) => bucket.take(now));
  expect(takes(0, 0, 0, 0)).toEqual([0, 0, 0, 1]);
  expect(takes(499, 500, 500, 1000)).toEqual([1, 0, 1, 0]);
  expect(takes(60_000, 60_000, 60_000, 60_000)).toEqual([0, 0, 0, 1]);
  expect(takes(59_000)).toEqual([1]); // a clock that was set back gives nothing
});
