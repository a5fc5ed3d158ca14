// Menu nodes as people and the published importer write them (docs/wire.md, "Menu nodes"). Each node is read by itself, its `items`
// unread, so that one broken option never takes the product around it along.
import { z } from "zod";
import { parseDecimal } from "../pricing/decimal";
import { Channel } from "./channel";
import { Availability, type Bounds } from "./compiled";

/** What is text to everybody and a number to some: `58424` is "58424". */
const Text = z.union([z.string(), z.number().transform(String)], "expected text or a number");

/** JSON with the first is refused, and addresses lose the others. */
const UNUSABLE = ["__proto__", ".", ".."];

/**
 * Ids of products, groups, menus: as the published clients send them.
 * A number that JSON does not keep whole (2^53 and more) is another id than was meant.
 */
const ItemId = z.union([z.string(), z.int().transform(String)], "expected an id as text, or a whole number of at most fifteen digits").pipe(
  z
    .string()
    .regex(/^[a-zA-Z0-9_.-]{1,128}$/, "an id has 1 to 128 letters, digits, dots, dashes or underscores")
    .refine((id) => !UNUSABLE.includes(id), {
      error: ({ input }) => `"${String(input)}" cannot be an id: no request can name it`,
    }),
);

export const NodeKind = z.enum([
  "3e/product",
  "3e/group",
  "3e/group/category",
  "3e/group/options",
  "3e/group/config",
  "3e/group/upsell",
  "3e/ref",
  "3e/query",
  "3e/static",
  "3e/cms",
]);
export type NodeKind = z.infer<typeof NodeKind>;

/** Text or number, as decimal text; what importers leave empty counts as absent. */
const Decimal = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined || String(value).trim() === "" ? undefined : String(value)))
  .refine((value) => value === undefined || parseDecimal(value) !== undefined, {
    error: ({ input }) => `expected a decimal number such as 12.50, found "${String(input)}"`,
  });

/** What is left empty counts as absent. */
const Filled = Text.nullish().transform((rate) => (rate === null || rate?.trim() === "" ? undefined : rate));

/** A bound: `3`, `"3"`; absent when left empty. */
const Bound = Decimal.transform((value) => (value === undefined ? undefined : Number(value)));

/** Empty is none. */
const Context = Text.nullish().transform((context) => (context === null || context === "" ? undefined : context));

const Flag = z
  .union([z.boolean(), z.enum(["true", "false"])], "expected true or false")
  .nullish()
  .transform((value) => (value === null || value === undefined ? undefined : value === true || value === "true"));

const Literals = z.record(z.string(), Text.nullish()).transform(withoutNothing);

/** The choice before anybody chose anything; quantities may be numbers. */
const Selections = z.record(z.string(), z.record(z.string(), Text));
const State = z.strictObject({ selected: Selections.optional(), filter: Selections.optional() });

/** Extras are strings to the clients; importers also write numbers and booleans. */
const Extra = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullish())
  .transform((extra) =>
    withoutNothing(Object.fromEntries(Object.entries(extra).map(([key, value]) => [key, value === null ? value : value?.toString()]))),
  );

/** What a `3e/query` stands for: the products that answer all of it. `extra`: equal to the product's `_`; `tags`: all of them. */
export const ProductQuery = z.strictObject({
  tags: z.array(z.string().min(1)).optional(),
  ids: z.array(ItemId).optional(),
  kinds: z.array(NodeKind).optional(),
  extra: z.record(z.string(), z.string()).optional(),
  sort: z.enum(["id", "name", "price"]).optional(),
  limit: z.int().min(1).max(500).optional(),
});
export type ProductQuery = z.infer<typeof ProductQuery>;

/** Bounds as authored; older menus write `allowMultiples`. */
export const WrittenBounds = z.object({
  selMin: Bound,
  selMax: Bound,
  qtyMin: Bound,
  qtyMax: Bound,
  vital: Flag,
  hidden: Flag,
  allowFraction: Flag,
  allowMultiple: Flag,
  allowMultiples: Flag,
});
const Attributes = WrittenBounds.transform(({ allowMultiples, ...attrs }): Bounds => ({
  ...attrs,
  allowMultiple: attrs.allowMultiple ?? allowMultiples,
}));

export const Details = z.object({
  literals: Literals.optional(),
  media: z.array(z.object({ name: z.string(), url: z.string() })).optional(),
});
export const AllergensInfo = z.object({ contain: z.array(z.string()).optional(), mayContain: z.array(z.string()).optional() });

/** What it costs where that price list holds. */
export const ListedPrice = z.object({ name: z.string(), price: Decimal });

/**
 * One node. `items` are nodes again. A `3e/ref` stands for the node that `reference` names (or `id`, when there is no `reference`);
 * what it says itself beside that wins over what the node says. `_`: extras, among them `tags`, `basePrice`, `enableKey`.
 */
export const AuthoredNode = z.object({
  id: ItemId.optional(),
  kind: NodeKind,
  reference: ItemId.optional(),
  details: Details.optional(),
  img: z.string().optional(),
  price: Decimal,
  minPrice: Decimal,
  pricelists: z.array(ListedPrice).optional(),
  /** In percent; `readTaxRate` says what can be read. */
  vat: Filled,
  /** Tax rate by channel, where it is not `vat`. */
  taxes: z.partialRecord(Channel, Filled).optional(),
  query: ProductQuery.optional(),
  selCtx: Context,
  fltCtx: Context,
  filter: z.record(z.string(), z.array(z.string())).optional(),
  emit: z.record(z.string(), z.string()).optional(),
  attrs: Attributes.optional(),
  qtyMin: Bound,
  qtyMax: Bound,
  state: State.optional(),
  availability: Availability.optional(),
  allergensInfo: AllergensInfo.optional(),
  nutritional: z.record(z.string(), z.number()).optional(),
  physicalInfo: z.object({ weight: z.number().optional(), volume: z.number().optional() }).optional(),
  drs: Filled,
  weighted: z.boolean().optional(),
  isSup: z.boolean().optional(),
  bom: z.record(z.string(), z.object({ unit: z.string(), qty: z.string() })).optional(),
  _: Extra.optional(),
  items: z.array(z.unknown()).optional(),
});
export type AuthoredNode = z.infer<typeof AuthoredNode>;

/** A menu: categories, which hold products or references to them. */
export const AuthoredMenu = z.object({ id: ItemId, items: z.array(z.unknown()) });
export type AuthoredMenu = z.infer<typeof AuthoredMenu>;

function withoutNothing(record: Record<string, string | null | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
