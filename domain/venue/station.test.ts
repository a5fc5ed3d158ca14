import { describe, expect, it } from "vitest";
import type { ProductDescription } from "../menu/product-description";
import { Station, stationsOf } from "./station";
import { VenueDocument } from "./venue";

const grill: Station = { id: "grill", name: "Grill", tags: ["GRILL", "BBQ"] };
const bar: Station = { id: "bar", name: "Bar", tags: ["DRINK"] };
const part = (id: string, tags?: string, items: ProductDescription[] = []): ProductDescription => ({
  id,
  kind: "product",
  literals: {},
  items,
  ...(tags !== undefined && { extra: { tags } }),
});
const group = (...items: ProductDescription[]): ProductDescription => ({ id: "g", kind: "group", literals: {}, items });

const faultsOf = (more: object) =>
  (VenueDocument.safeParse({ name: "V", timeZone: "UTC", ...more }).error?.issues ?? []).map(({ path, message }) => [
    path.join("/"),
    message,
  ]);

describe("a kitchen's stations", () => {
  it("[K51] make what carries their tags, the product itself or what was chosen in it", () => {
    expect(stationsOf([grill, bar], part("burger", "PROMO, GRILL"))).toEqual(["grill"]);
    expect(
      stationsOf([grill, bar], part("set", undefined, [group(part("burger", "BBQ"), part("fries")), group(part("cola", "DRINK"))])),
    ).toEqual(["grill", "bar"]);
    expect(stationsOf([grill, bar], part("set", "GRILL", [group(part("burger", "GRILL"))]))).toEqual(["grill"]);
    expect(stationsOf([grill, bar], part("fries", "FRY"))).toEqual([]);
    expect(stationsOf([], part("burger", "GRILL"))).toEqual([]);
  });

  it("[K52] are written in the venue's document, and every wrong field is named", () => {
    expect(faultsOf({ stations: [grill, bar], kitchen: { alertAfterMinutes: 1, escalateAfterMinutes: 4, readyAfterMinutes: 20 } })).toEqual(
      [],
    );
    expect(
      faultsOf({
        stations: [
          { id: "a b", name: "", tags: [] },
          { ...grill, tags: ["A,B", " A"], colour: "red" },
        ],
      }),
    ).toEqual([
      ["stations/0/id", "expected 1 to 64 letters, digits, dots, dashes or underscores"],
      ["stations/0/name", "expected a name"],
      ["stations/0/tags", "expected at least one tag"],
      ["stations/1/tags/0", "expected a tag of 1 to 64 characters, without commas or blanks around it"],
      ["stations/1/tags/1", "expected a tag of 1 to 64 characters, without commas or blanks around it"],
      ["stations/1", 'Unrecognized key: "colour"'],
    ]);
    expect(faultsOf({ stations: [grill, bar, { ...bar, id: "grill" }] })).toEqual([
      ["stations/2/id", "expected another id than grill, which is taken"],
    ]);
    expect(faultsOf({ stations: Array.from({ length: 31 }, (_, n) => ({ ...grill, id: `s${n}` })) })).toEqual([
      ["stations", "expected at most 30 stations"],
    ]);
    expect(faultsOf({ kitchen: { alertAfterMinutes: 0, escalateAfterMinutes: 1.5, readyAfterMinutes: 1_441 } })).toEqual([
      ["kitchen/alertAfterMinutes", "expected at least 1 minute"],
      ["kitchen/escalateAfterMinutes", "expected whole minutes"],
      ["kitchen/readyAfterMinutes", "expected at most 1440 minutes"],
    ]);
  });
});
