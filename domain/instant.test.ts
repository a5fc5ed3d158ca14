import { describe, expect, it } from "vitest";
import { Instant } from "./instant";

const accepts = (text: string) => Instant.safeParse(text).success;

describe("instants", () => {
  it("[B1] an instant is of a year that RFC 3339 can write, in UTC as well", () => {
    expect(["0000-01-01T00:00:00Z", "2026-11-22T12:00:00+01:00", "9999-12-31T23:59:59.999Z"].map(accepts)).toEqual([true, true, true]);
    expect(["9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00+00:01", "soon"].map(accepts)).toEqual([false, false, false]);
  });
});
