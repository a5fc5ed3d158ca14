import { expect, it } from "vitest";
import { faultsOf } from "./validate-authored";

const group = (more: object) => ({ id: "g", kind: "3e/group/options", items: [{ id: "a", kind: "3e/product" }], ...more });
const pointers = (document: unknown) => faultsOf(document).map(({ pointer }) => pointer);

it.each([
  [group({ attrs: { selMin: 3, selMax: 2 } }), "/attrs/selMin"],
  [group({ attrs: { qtyMin: "3", qtyMax: "2" } }), "/attrs/qtyMin"],
  [group({ attrs: { vital: true }, items: [] }), "/items"],
  [group({ items: [{ kind: "3e/ref" }] }), "/items/0/reference"],
  [group({ items: [{ id: "q", kind: "3e/query" }] }), "/items/0/query"],
  [
    group({
      items: [
        { id: "a", kind: "3e/product" },
        { id: "a", kind: "3e/product" },
      ],
    }),
    "/items/1",
  ],
  [{ id: "p", kind: "3e/product", price: "-1" }, "/price"],
  [{ id: "p", kind: "3e/product", price: "12,50" }, "/price"],
  [{ id: "p", kind: "3e/planet" }, "/kind"],
  [{ id: "p", kind: "3e/product", details: { literals: { "name-polish language": "x" } } }, "/details/literals/name-polish language"],
  [{ id: "p", kind: "3e/product", availability: { MON: ["08:00"] } }, "/availability/MON"],
  [{ id: "p", kind: "3e/product", availability: { MON: ["08:00", "99:99"] } }, "/availability/MON"],
  [group({ items: [{ id: "a", kind: "3e/product", availability: { FRI: ["24:00", "02:00"] } }] }), "/items/0/availability/FRI"],
  [{ id: "p", kind: "3e/product", vat: "5,5" }, "/vat"],
  [{ id: "p", kind: "3e/product", taxes: { DELIVERY: "VAT 23%" } }, "/taxes/DELIVERY"],
  [{ id: "p", kind: "3e/product", drs: "half" }, "/drs"],
  [{ id: "p", kind: "3e/product", drs: "-0.50" }, "/drs"],
  [{ id: "p", kind: "3e/product", availability: { mon: ["08:00", "09:00"] } }, "/availability/mon"],
  [{ id: "p", kind: "3e/product", taxes: { TAKEAWAY: "5" } }, "/taxes/TAKEAWAY"],
  [{ id: 1e19, kind: "3e/product" }, "/id"],
  [{ id: 1.5, kind: "3e/product" }, "/id"],
  [7, ""],
])("[I1] %j is refused at %s", (document, pointer) => {
  expect(pointers(document)).toEqual([pointer]);
});

it.each([
  [{ pricelists: [{ name: "PL_default", price: "-3.00" }] }, "/pricelists/0/price"],
  [{ pricelists: [{ name: "PL_default", price: "99999999999" }] }, "/pricelists/0/price"],
  [{ minPrice: "99999999999" }, "/minPrice"],
  [
    {
      pricelists: [
        { name: "PL_default", price: "5.00" },
        { name: "PL_default", price: "7.00" },
      ],
    },
    "/pricelists/1/name",
  ],
  [{ qtyMin: 3, qtyMax: 2 }, "/qtyMin"],
  [{ attrs: { qtyMin: -1 } }, "/attrs/qtyMin"],
  [{ attrs: { selMin: 0.5 } }, "/attrs/selMin"],
  [{ attrs: { selMin: -1, selMax: -1 } }, "/attrs/selMin", "/attrs/selMax"],
])("[M159] a product that says %j is refused there", (more, ...at) => {
  expect(pointers({ id: "p", kind: "3e/product", ...more })).toEqual(at);
});

const cheese = { kind: "3e/ref", reference: "cheese" };
it("[M164] an item that two references in one group stand for is refused at the second; a category may list a product twice", () => {
  expect(pointers(group({ items: [cheese, { ...cheese, price: "3.00" }] }))).toEqual(["/items/1"]);
  expect(
    pointers(
      group({
        items: [
          { id: "cheese", kind: "3e/product" },
          { ...cheese, id: "more" },
        ],
      }),
    ),
  ).toEqual(["/items/1"]);
  expect(pointers({ id: "c", kind: "3e/group/category", items: [cheese, { ...cheese, price: "3.00" }] })).toEqual([]);
});

const messages = (more: object) => faultsOf({ id: "p", kind: "3e/product", ...more }).map(({ message }) => message);
it("[M159] what was expected is said, and what was found", () => {
  expect(messages({ price: "9,90 zł" })).toEqual(['expected a decimal number such as 12.50, found "9,90 zł"']);
  expect(messages({ attrs: { allowMultiple: "yes" } })).toEqual(["expected true or false"]);
  expect(messages({ availability: { mon: [] } })[0]).toContain("expected some of MON, TUE");
});

it("[I2] what may be is not refused: options that take off the price, several languages, nights, references", () => {
  const cheaper = {
    id: "less",
    kind: "3e/product",
    price: "-1.50",
    vat: "8%",
    taxes: { DELIVERY: 23, UBER: "zw", WOLT: "8.2500" },
    drs: 0.5,
    details: { literals: { name: "x", "name-pt-BR": "y", "target-x-id": "z" } },
    availability: { FRI: ["22:00", "02:00"], SAT: ["8:00", "24:00"], SUN: ["00:00", "00:00"] },
  };
  expect(
    faultsOf({ id: "p", kind: "3e/product", price: "5", items: [group({ items: [cheaper, { kind: "3e/ref", reference: "b" }] })] }),
  ).toEqual([]);
});

it("[I3] ten thousand levels are refused with a sentence, not with a crash", () => {
  let deep: object = { id: "x", kind: "3e/group" };
  for (let level = 0; level < 10_000; level += 1) deep = { id: "x", kind: "3e/group", items: [deep] };
  expect(faultsOf(deep)).toEqual([{ code: "too-deep", pointer: "/items/0".repeat(64), message: "nested more than 64 deep" }]);
});

it("[I48] no id is one that no request can name", () => {
  for (const id of ["__proto__", ".", ".."]) {
    const message = `"${id}" cannot be an id: no request can name it`;
    const faults = [
      { code: "invalid", pointer: "/id", message },
      { code: "invalid", pointer: "/items/0/items/0/id", message },
    ];
    const option = { id, kind: "3e/product" };
    expect(faultsOf({ id, kind: "3e/product", items: [group({ items: [option] })] })).toEqual(faults);
  }
  for (const id of ["...", ".a", "__proto", "constructor"]) expect(faultsOf({ id, kind: "3e/product" })).toEqual([]);
});
