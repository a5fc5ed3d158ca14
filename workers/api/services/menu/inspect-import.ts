// What is said of menus that somebody is about to write: found by compiling them as they would be,
// and told by where it stands in what was brought.
import { type Documents, type House, inspect, newFindings } from "../../../../domain/menu/inspect-documents";
import type { Fault } from "../../../../domain/menu/validate-authored";
import { type Finding, FindingCode, type WrittenAt } from "../../../../domain/menu/finding";
import { PriceList } from "../../../../domain/menu/price-list";
import { publicHolidays } from "../../../../domain/venue/public-holidays";
import type { TenantTerms } from "#api/services/venue/venue-cache";
import { z } from "@hono/zod-openapi";
import type { Brought, Existing } from "../../../lib/db/menu-import";
import { parsed } from "./bundle";

/** As it is answered. `row`, `column`: of a sheet. */
export const MenuFinding = z
  .object({
    code: FindingCode,
    pointer: z.string().openapi({ description: "RFC 6901, into what was brought; below `/stored` it is of what is there already" }),
    message: z.string(),
    row: z.int().optional(),
    column: z.string().optional(),
  })
  .openapi("MenuFinding");
export type MenuFinding = z.infer<typeof MenuFinding>;

/** Where something that was brought stands in the request; undefined when it is stored already. */
export type Locate = (at: WrittenAt) => Pick<MenuFinding, "pointer" | "row" | "column"> | undefined;

/** `venues`: ids of the chain's. */
export const houseOf = ({ currency, properties }: TenantTerms, venues: Iterable<string>): House => ({
  currency,
  holidays: publicHolidays(properties),
  venues: [...venues],
});

/** What is there, and what would be there. */
export function documentsBefore(existing: Existing): Documents {
  const read = (part: "items" | "menus") => new Map([...existing[part]].map(([id, text]): [string, unknown] => [id, parsed(id, text)]));
  return {
    items: read("items"),
    menus: read("menus"),
    priceLists: listsOf([...existing.priceLists].map(([id, text]) => parsed(id, text))),
  };
}

export function documentsAfter(before: Documents, brought: Brought, removing: boolean): Documents {
  const merged = (part: "items" | "menus"): ReadonlyMap<string, unknown> => {
    const written = brought[part];
    if (!written) return before[part];
    return new Map([...(removing ? [] : before[part]), ...written.map((document): [string, unknown] => [document.id, document])]);
  };
  const lists = brought.priceLists;
  const kept = removing ? [] : before.priceLists.filter(({ id }) => !lists?.some((list) => list.id === id));
  return { items: merged("items"), menus: merged("menus"), priceLists: lists ? [...kept, ...listsOf(lists)] : before.priceLists };
}

const listsOf = (documents: readonly unknown[]): PriceList[] => documents.flatMap((document) => PriceList.safeParse(document).data ?? []);

/** What would not be sold, could not be ordered or would be given away, and was not so before or is written now. */
export function warningsOf(before: Documents, after: Documents, house: House, faults: readonly Fault[], locate: Locate): MenuFinding[] {
  const found = newFindings(inspect(before, house), inspect(after, house), (part, id) => locate({ part, id, pointer: "" }) !== undefined);
  // A new menu begins with nothing, and of what is refused nothing is left anywhere.
  const told = found.filter(({ code, at }) => code !== "nothing-to-sell" || (faults.length === 0 && before.menus.has(at.id)));
  return located(told, faults, locate);
}

/** As it is answered, without what is told as a problem. */
export const located = (findings: readonly Finding[], faults: readonly Fault[], locate: Locate): MenuFinding[] =>
  findings
    .map(({ code, message, at }) => ({ code, message, ...(locate(at) ?? { pointer: `/stored/${at.part}/${at.id}${at.pointer}` }) }))
    .filter((finding) => !isToldAsFault(finding, faults));

/** What is wrong with a part is a problem by itself, and is not told a second time as something that would be left out. */
const AS_FAULT: readonly FindingCode[] = [
  "left-out",
  "times-unreadable",
  "tax-unreadable",
  "no-tax",
  "no-price",
  "no-name",
  "deposit-unreadable",
  "reference-missing",
  "reference-circle",
  "too-deep",
];

const isToldAsFault = ({ code, pointer }: MenuFinding, faults: readonly Fault[]): boolean =>
  AS_FAULT.includes(code) && faults.some((fault) => isWithin(fault.pointer, pointer) || isWithin(pointer, fault.pointer));

/** `/items/10` is not within `/items/1`. */
const isWithin = (pointer: string, outer: string): boolean => `${pointer}/`.startsWith(`${outer.replace(/\/$/, "")}/`);
