import { expect, it } from "vitest";
import { tagsOf } from "./tags";

const tagged = (tags?: string) =>
  tagsOf({ id: "p", kind: "product", literals: {}, items: [], ...(tags !== undefined && { extra: { tags } }) });

it("[M35] tags are a comma list; blanks, gaps and repeats say nothing", () => {
  expect(tagged(" PROMO, BULK3,,PROMO ")).toEqual(["PROMO", "BULK3"]);
  expect(tagged("")).toEqual([]);
  expect(tagged()).toEqual([]);
});
