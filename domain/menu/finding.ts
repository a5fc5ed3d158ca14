// What is said of a menu before anything of it is sold: one sentence, a code, and the place that it is about.
import { z } from "zod";

export const MenuPart = z.enum(["items", "menus", "priceLists"]);
export type MenuPart = z.infer<typeof MenuPart>;

/** Where something is written: a document, and an RFC 6901 pointer into it. */
export const WrittenAt = z.object({ part: MenuPart, id: z.string(), pointer: z.string() });
export type WrittenAt = z.infer<typeof WrittenAt>;

/**
 * `invalid`: a field, row or document that cannot be read. `left-out`: a broken part of what is stored.
 * `cannot-be-chosen`, `cannot-be-ordered`: it is shown, and nobody gets it. `no-price`: not sold, or given away.
 * The others say by their names what is the matter.
 */
export const FindingCode = z.enum([
  "invalid",
  "id-repeated",
  "id-alike",
  "bounds-contradict",
  "empty-vital-group",
  "negative-price",
  "left-out",
  "reference-missing",
  "reference-circle",
  "too-deep",
  "too-large",
  "cannot-be-ordered",
  "cannot-be-chosen",
  "default-unknown",
  "default-refused",
  "two-prices",
  "no-price",
  "price-rounded",
  "price-list-unknown",
  "price-list-unused",
  "venue-unknown",
  "price-of-a-group",
  "no-tax",
  "tax-unreadable",
  "tax-below-one",
  "tax-as-factor",
  "deposit-unreadable",
  "no-name",
  "unknown-field",
  "times-unreadable",
  "one-minute",
  "no-holidays",
  "hours-not-kept",
  "never-on-sale",
  "not-for-sale",
  "in-no-menu",
  "finds-nothing",
  "nothing-to-sell",
  "category-new",
]);
export type FindingCode = z.infer<typeof FindingCode>;

/** As a version of a menu keeps it; what was kept before there were codes has none. `isTaken`: nothing was left out for it. */
export const KeptFinding = z.object({
  code: FindingCode.optional(),
  path: z.array(z.string()),
  at: WrittenAt.optional(),
  message: z.string(),
  isTaken: z.boolean().optional(),
});
export type KeptFinding = z.infer<typeof KeptFinding>;

/** `path`: ids from the menu down to the part concerned. */
export type Finding = { code: FindingCode; path: string[]; at: WrittenAt; message: string };

export const nothingToSell = (menu: string): Finding => ({
  code: "nothing-to-sell",
  path: [menu],
  at: { part: "menus", id: menu, pointer: "" },
  message: "Nothing is left to sell; the menu that was in force stays.",
});
