import { expect, it } from "vitest";
import type { Finding } from "../../../../domain/menu/finding";
import { documentFaults } from "./document-faults";
import { located } from "./inspect-import";

const named = (letters: string) => ({ id: "a", kind: "3e/product", details: { literals: { name: letters } } });
const finding = (pointer: string): Finding => {
  return { code: "no-price", path: [], at: { part: "items", id: "a", pointer }, message: "" };
};
const toldBeside = (fault: string, pointer: string) =>
  located([finding(pointer)], [{ code: "invalid", pointer: fault, message: "" }], (at) => at).length > 0;

it("[I49] a document is as large as its bytes", () => {
  expect(documentFaults("item", named("Z".repeat(990_000)))).toEqual([]);
  expect(documentFaults("item", named("Ż".repeat(990_000)))).toMatchObject([{ code: "too-large" }]);
  expect(documentFaults("item", named("Ż".repeat(490_000)))).toEqual([]);
});

it("[I50] what is wrong with one document hides nothing of another", () => {
  expect(toldBeside("/items/1", "/items/10/price")).toBe(true);
  expect(toldBeside("/items/10/price", "/items/1")).toBe(true);
  expect(toldBeside("/items/1", "/items/1/price")).toBe(false);
  expect(toldBeside("/items/1/", "/items/1/price")).toBe(false);
  expect(toldBeside("/items/1/price", "/items/1")).toBe(false);
  expect(toldBeside("/items/1", "/items/1")).toBe(false);
});
