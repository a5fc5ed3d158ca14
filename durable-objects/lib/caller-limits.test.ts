import { expect, it } from "vitest";
import { CallerLimits } from "./caller-limits";

it("[O560] each caller has a bucket of his own, and takes nothing of another's", () => {
  const limits = new CallerLimits();
  const takes = (caller: string, times: number, now: number) =>
    Array.from({ length: times }, () => limits.take(caller, { burst: 2, perSecond: 1 }, now));
  expect(takes("ann", 3, 0)).toEqual([0, 0, 1]);
  expect(takes("ben", 3, 0)).toEqual([0, 0, 1]);
  expect(takes("ann", 2, 1_000)).toEqual([0, 1]);
  for (let n = 0; n < 1_000; n++) takes(`caller ${n}`, 1, 1_000);
  expect(takes("ann", 3, 1_000)).toEqual([0, 0, 1]);
});
