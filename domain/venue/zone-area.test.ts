import { describe, expect, it } from "vitest";
import { DeliveryZones } from "./delivery-zone";
import { misplacement } from "./misplaced-zone";
import { polygonsOf, type Ring, ZoneArea } from "./zone-area";

const square = (lng: number, lat: number, side: number): Ring => [
  [lng, lat],
  [lng + side, lat],
  [lng + side, lat + side],
  [lng, lat + side],
];
const [town, lake, island] = [square(21, 52, 1), square(21.25, 52.25, 0.25), square(23, 52, 0.5)];
const areas = (written: unknown) => polygonsOf(ZoneArea.parse(written));
const zone = (more: object) => ({ id: "z", fee: "5.00", minOrderValue: "0", ...more });
const wrong = (written: object) => DeliveryZones.safeParse([written]).error?.issues.map(({ path }) => path.join("/"));

describe("the area of a zone", () => {
  it("[XG10] is a ring, a polygon with holes, or many, as arrays or as GeoJSON", () => {
    expect(areas(town)).toEqual([[town]]);
    expect(areas([town, lake])).toEqual([[town, lake]]);
    expect(areas([[town, lake], [island]])).toEqual([[town, lake], [island]]);
    expect(areas({ type: "Polygon", coordinates: [town, lake] })).toEqual([[town, lake]]);
    expect(areas({ type: "MultiPolygon", coordinates: [[town, lake], [island]] })).toEqual([[town, lake], [island]]);
  });

  it("[K130] names what is wrong with a point, at whatever depth, and what is no area at all", () => {
    const off: unknown[] = [...town.slice(0, 3), [52, 91]];
    expect(wrong(zone({ polygon: off }))).toEqual(["0/polygon/3/1"]);
    expect(wrong(zone({ polygon: [town, off] }))).toEqual(["0/polygon/1/3/1"]);
    expect(wrong(zone({ polygon: [[town], [off]] }))).toEqual(["0/polygon/1/0/3/1"]);
    expect(wrong(zone({ polygon: { type: "Polygon", coordinates: [off] } }))).toEqual(["0/polygon/coordinates/0/3/1"]);
    expect(wrong(zone({ polygon: { type: "Point", coordinates: [21, 52] } }))).toEqual(["0/polygon/type"]);
    expect(wrong(zone({ polygon: [] }))).toEqual(["0/polygon"]);
  });

  it("[K131] is kept to eleven centimetres", () => {
    expect(areas([[21.0122291234567, 52.2296756123], ...town])[0]?.[0]?.[0]).toEqual([21.012229, 52.229676]);
  });

  it("[K132] may be one to which nothing is brought, which asks for no fee; any other names fee and minimum", () => {
    expect(wrong({ id: "z", delivers: false, polygon: town })).toBeUndefined();
    expect(wrong({ id: "z", polygon: town })).toEqual(["0/fee", "0/minOrderValue"]);
  });

  it("[P55] the tax rate of a zone's fee is one that can be read", () => {
    expect(wrong(zone({ polygon: town, vat: "8%" }))).toBeUndefined();
    expect(wrong(zone({ polygon: town, vat: "5,5" }))).toEqual(["0/vat"]);
  });

  it("[XG10] latitude and longitude that changed places are noticed, where the venue says where it is", () => {
    const warsaw = { lat: 52.23, lng: 21.01 };
    const turned = town.map(([lng, lat]) => [lat, lng]);
    const circle = (center: object) => zone({ id: "c", circle: { center, radiusMeters: 1000 } });
    const zones = DeliveryZones.parse([zone({ polygon: turned }), zone({ id: "ok", polygon: town }), circle({ lat: 21.01, lng: 52.23 })]);
    expect(zones.map((each) => misplacement(each, warsaw))).toEqual(["swapped-coordinates", undefined, "swapped-coordinates"]);
  });

  it("[V85] a point's altitude says nothing; what lies on one line, or goes more than half the way round the earth, is no area", () => {
    expect(areas(town.map((point) => [...point, 110]))).toEqual(areas(town));
    const line = [
      [21, 52],
      [21.1, 52.1],
      [21.2, 52.2],
    ];
    const dateLine = [
      [179.9, -17],
      [-179.9, -17],
      [-179.9, -17.1],
    ];
    for (const polygon of [line, dateLine]) expect(wrong(zone({ polygon }))).toEqual(["0/polygon"]);
    expect(wrong(zone({ polygon: [{ lat: 52, lng: 21 }, ...town] }))).toEqual(["0/polygon/0"]);
  });
});
