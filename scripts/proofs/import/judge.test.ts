import { describe, expect, it } from "vitest";
import { dice } from "../lib/dice";
import { surprise, type Tally } from "./judge";
import { platform } from "./platform";
import { writtenMenu } from "./written-menus";
import { writtenSheet } from "./written-sheets";

type Look = typeof platform.look;
const SEEDS = Array.from({ length: 24 }, (_, seed) => seed);

/** What is found out about a platform that looks at files like this. */
function found(look: Look): string[] {
  const tally: Tally = { refused: 0, warned: 0, sold: 0 };
  return SEEDS.flatMap((seed) => {
    const written = seed % 2 === 0 ? writtenMenu(dice(seed)) : writtenSheet(dice(seed));
    return surprise(written, { ...platform, look }, tally) ?? [];
  });
}

const without: Look = (written) => ({ ...platform.look(written), products: new Map() });
const silent: Look = (written) => ({ ...platform.look(written), problems: [], warnings: [], warned: new Set() });
const strict: Look = (written) => ({ ...platform.look(written), problems: [{ code: "invalid", pointer: "/", message: "no" }] });
const dearer: Look = (written) => {
  const looked = platform.look(written);
  return { ...looked, products: new Map([...looked.products].map(([id, product]) => [id, { ...product, price: "999.99" }])) };
};

describe("the proof of imports", () => {
  it("[M139] has nothing to say of the platform as it is", () => {
    expect(found(platform.look)).toEqual([]);
  });

  it("[M139] finds a product that is silently not sold, one at another price, a problem that is not told, and a fault that is none", () => {
    expect(found(without).join()).toContain("it is not sold");
    expect(found(dearer).join()).toContain("and costs 99999");
    expect(found(silent).length).toBeGreaterThan(0);
    expect(found(strict).join()).toContain("nothing is odd about it");
  });
});
