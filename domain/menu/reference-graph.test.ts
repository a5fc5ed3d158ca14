import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { circles, missing, referencesIn } from "./reference-graph";

const ref = (target: string) => ({ kind: "3e/ref", reference: target });
const placed = (id: string, ...targets: string[]) => ({
  pointer: `/items/${id}`,
  id,
  document: { id, kind: "3e/product", items: targets.map(ref) },
});

describe("references over many documents", () => {
  it("[I11] references are found at any depth, by their reference, else by their id", () => {
    const group = {
      kind: "3e/group",
      id: "g",
      items: [
        { kind: "3e/ref", id: "a" },
        { kind: "3e/product", id: "p", items: [ref("b")] },
      ],
    };
    expect(referencesIn({ items: [group] })).toEqual([
      { target: "a", pointer: "/items/0/items/0/id" },
      { target: "b", pointer: "/items/0/items/1/items/0/reference" },
    ]);
    let deep: object = ref("end");
    for (let depth = 0; depth < 20_000; depth += 1) deep = { items: [deep] };
    expect(referencesIn(deep)).toHaveLength(1);
  });

  it("[I12] a reference that leads nowhere is named", () => {
    expect(missing([placed("a", "b", "c")], (item) => item === "b")).toEqual([
      { code: "reference-missing", pointer: "/items/a/items/1/reference", message: 'there is no item "c"' },
    ]);
  });

  it("[I13] each circle is told once, with the way round it, however long", () => {
    expect(circles([placed("a", "b"), placed("b", "c"), placed("c", "b", "x"), placed("d", "a"), placed("s", "s")])).toEqual([
      {
        code: "reference-circle",
        pointer: "/items/c/items/0/reference",
        message: "this reference leads back to itself: b → c → b",
        ids: ["b", "c"],
      },
      {
        code: "reference-circle",
        pointer: "/items/s/items/0/reference",
        message: "this reference leads back to itself: s → s",
        ids: ["s"],
      },
    ]);
    const ring = Array.from({ length: 10_000 }, (_, n) => placed(`r${n}`, `r${(n + 1) % 10_000}`));
    expect(circles(ring).map(({ ids }) => ids.length)).toEqual([10_000]);
  });

  it("[I14] there is a circle exactly when the items cannot be put in an order in which each comes after what it stands for", () => {
    const edges = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 14 });
    fc.assert(
      fc.property(edges, (pairs) => {
        const items = Array.from({ length: 7 }, (_, n) =>
          placed(String(n), ...pairs.filter(([from]) => from === n).map(([, to]) => String(to))),
        );
        let left = [...items];
        for (let turn = 0; turn < 7; turn += 1) {
          const names = new Set(left.map(({ id }) => id));
          left = left.filter(({ document }) => document.items.some(({ reference }) => names.has(reference)));
        }
        expect(circles(items).length > 0).toBe(left.length > 0);
      }),
    );
  });
});
