import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distance } from "./distance";

const warsaw = { lat: 52.2297, lng: 21.0122 };
const krakow = { lat: 50.0647, lng: 19.945 };
const degrees = (range: number) => fc.double({ min: -range, max: range, noNaN: true });
const anywhere = fc.record({ lat: degrees(90), lng: degrees(180) });

describe("distance", () => {
  it("[V1] is what the map says, in metres", () => {
    expect(Math.round(distance(warsaw, krakow) / 1000)).toBe(252);
    expect(distance({ lat: 0, lng: 179.5 }, { lat: 0, lng: -179.5 })).toBe(111_195);
  });
  it("[V2] is the same both ways, nothing to itself and never more than half round the earth", () => {
    fc.assert(
      fc.property(anywhere, anywhere, (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, a)).toBe(0);
        expect(distance(a, b)).toBeLessThanOrEqual(20_015_115);
      }),
    );
  });
});
