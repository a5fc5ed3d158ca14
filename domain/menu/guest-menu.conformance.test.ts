// What `GET menu` answers is what the published types declare. The compiler proves it (`npm run check`);
// the test proves that the values are there.
import type { IMenuProduct } from "@orderingstack/ordering-types";
import { expect, it } from "vitest";
import type { Wire } from "../order/wire.fixture";
import { compileMenu } from "./compile.fixture";
import type { PageNode } from "./guest-menu";

/**
 * Left to the test below: `details` (the type demands a name in `literals`, which statics have not),
 * `items` and `kind` (of every node kind, not of products alone).
 * `state`: the type demands a `filter`, but to the published front end a state without one shows every group and an empty one hides some.
 */
type Loose = "details" | "items" | "kind" | "state" | "__";
const published = (node: Omit<PageNode, Loose>): Wire<Omit<IMenuProduct, Loose>> => node;

it("[M39] a menu's product is an IMenuProduct of the published types, with its names and amounts as text", () => {
  const burger = {
    id: "burger",
    kind: "3e/product",
    price: "20.00",
    vat: "8",
    qtyMax: 3,
    details: { literals: { name: "Burger", "name-pl": "Burger" } },
  };
  const { page } = compileMenu({
    menu: { id: "MENU_a", items: [{ id: "all", kind: "3e/group/category", items: [{ kind: "3e/ref", reference: "burger" }] }] },
    items: new Map([["burger", burger]]),
    venue: "v1",
    channel: "DINE_IN",
    currency: { code: "PLN", decimals: 2 },
  });
  const [category] = page.items;
  const [product] = category?.items ?? [];
  if (!product) throw new Error("the menu has no product");
  expect([category?.kind, product.kind, product.details?.literals?.name]).toEqual(["3e/group/category", "3e/product", "Burger"]);
  expect(published(product)).toMatchObject({ id: "burger", price: "20.00", vat: "8", qtyMax: "3" });
});
