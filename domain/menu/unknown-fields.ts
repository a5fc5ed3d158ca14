// Fields that mean nothing to Brigade: mostly a slip of the pen, and what was meant by them is not sold.
import { escapedStep } from "../json-pointer";
import { AllergensInfo, AuthoredMenu, AuthoredNode, Details, ListedPrice, NodeKind, WrittenBounds } from "./authored";
import type { Note } from "./read-node";

const NODE = Object.keys(AuthoredNode.shape);
/** Names and pictures of a menu are for front ends. */
const MENU = [...Object.keys(AuthoredMenu.shape), "kind", "publishing", "details", "img", "_"];
const WITHIN: Record<string, string[]> = {
  attrs: Object.keys(WrittenBounds.shape),
  details: Object.keys(Details.shape),
  allergensInfo: Object.keys(AllergensInfo.shape),
};
const LISTED = Object.keys(ListedPrice.shape);

/** Fields that have a meaning, but not on nodes of this kind. */
const CHOICE = ["reference", "query", "availability"];
const WITHOUT_EFFECT: Partial<Record<NodeKind, readonly string[]>> = {
  "3e/product": ["reference", "query", "attrs/selMin", "attrs/selMax"],
  "3e/group": ["reference", "query"],
  "3e/group/category": ["reference", "query", "taxes", "pricelists", "drs"],
  "3e/group/options": CHOICE,
  "3e/group/config": CHOICE,
  "3e/group/upsell": CHOICE,
};

/** What other systems call them, in small letters. */
const ELSEWHERE: Record<string, string> = {
  name: "details.literals.name",
  title: "details.literals.name",
  description: "details.literals.description",
  tax: "vat",
  taxrate: "vat",
  vatrate: "vat",
  allergens: "allergensInfo.contain",
  image: "img",
  photo: "img",
  amount: "price",
  cost: "price",
  tags: "_.tags",
  extra: "_",
  options: "items",
  modifiers: "items",
  children: "items",
  type: "kind",
  min: "selMin",
  max: "selMax",
};

/** Of a node, or of a menu, which is of no kind. */
export function unknownFields(raw: unknown): Note[] {
  const kind = fieldOf(raw, "kind");
  if (kind === undefined) return unknownIn(raw, MENU, "");
  const listed = fieldOf(raw, "pricelists");
  return [
    ...unknownIn(raw, NODE, ""),
    ...Object.entries(WITHIN).flatMap(([field, known]) => unknownIn(fieldOf(raw, field), known, `/${field}`)),
    ...(Array.isArray(listed) ? listed.flatMap((one, index) => unknownIn(one, LISTED, `/pricelists/${index}`)) : []),
    ...withoutEffect(raw, NodeKind.safeParse(kind).data),
  ];
}

function withoutEffect(raw: unknown, kind: NodeKind | undefined): Note[] {
  const fields = (kind && WITHOUT_EFFECT[kind]) ?? [];
  return fields
    .filter((field) => saysSomething(field.split("/").reduce(fieldOf, raw)))
    .map((field) => ({ code: "unknown-field", pointer: `/${field}`, message: `"${field.replace("/", ".")}" has no effect on a ${kind}` }));
}

/** Importers write empty fields, and bounds of zero, on whatever it may be. */
const NOTHING: readonly unknown[] = [undefined, null, "", 0, "0"];
const saysSomething = (value: unknown): boolean =>
  !NOTHING.includes(value) && !(typeof value === "object" && Object.keys(Object(value)).length === 0);

const fieldOf = (raw: unknown, field: string): unknown => (typeof raw === "object" && raw !== null ? Reflect.get(raw, field) : undefined);

function unknownIn(raw: unknown, known: readonly string[], pointer: string): Note[] {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return [];
  return Object.keys(raw)
    .filter((field) => !known.includes(field))
    .map((field) => ({
      code: "unknown-field" as const,
      pointer: `${pointer}/${escapedStep(field)}`,
      message: `"${field}" is an unknown field and has no effect${hint(field, known)}`,
    }));
}

function hint(field: string, known: readonly string[]): string {
  const small = field.toLowerCase();
  const meant = known.find((other) => other.toLowerCase() === small) ?? (Object.hasOwn(ELSEWHERE, small) ? ELSEWHERE[small] : undefined);
  return meant === undefined ? "" : `; did you mean "${meant}"?`;
}
