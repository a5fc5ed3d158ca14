import fc from "fast-check";
import { expect, it } from "vitest";
import { menusAt, type Publication, supersededPublications } from "./publication";

const publication = fc.record({
  number: fc.nat({ max: 50 }),
  menu: fc.constantFrom("a", "b"),
  version: fc.nat({ max: 9 }),
  at: fc.nat({ max: 20 }),
  hashes: fc.constant({ DINE_IN: "h" }),
});
const one = (number: number, at: number): Publication => ({ number, menu: "m", version: number, at, hashes: { DINE_IN: `h${number}` } });
const set = fc.uniqueArray(publication, { selector: ({ number }) => number, maxLength: 12 });
const time = fc.nat({ max: 25 });

it("[K1] what is in force is the same in whatever order publications came", () => {
  fc.assert(
    fc.property(set, time, fc.infiniteStream(fc.nat()), (all, at, dice) => {
      const shuffled = all.map((each) => [dice.next().value ?? 0, each] as const).toSorted(([a], [b]) => a - b);
      expect(
        menusAt(
          shuffled.map(([, each]) => each),
          at,
        ),
      ).toEqual(menusAt(all, at));
    }),
  );
});

it("[K1] the last that came in force counts, the greater number of two at once, and nothing before its time", () => {
  const all = [one(1, 10), one(2, 30), one(3, 20), one(4, 20)];
  const inForce = (at: number) => menusAt(all, at).m?.DINE_IN?.number;
  expect([9, 10, 19, 20, 29, 30].map(inForce)).toEqual([undefined, 1, 1, 4, 4, 2]);
});

it("[K2] what is pruned changes no answer from the limit on", () => {
  fc.assert(
    fc.property(set, time, time, (all, limit, later) => {
      const old = new Set(supersededPublications(all, limit));
      const left = all.filter((each) => !old.has(each));
      expect(menusAt(left, limit + later)).toEqual(menusAt(all, limit + later));
    }),
  );
});
