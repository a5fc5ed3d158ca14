// Fields that mean nothing to Brigade: mostly a slip of the pen, and what was meant by them is not sold.
import { escapedStep } from "../json-pointer";
import { AllergensInfo, AuthoredNode, Details, WrittenBounds } from "./authored";
import type { Note } from "./read-node";

const NODE = [...Object.keys(AuthoredNode.shape), "publishing"];
const WITHIN: Record<string, string[]> = {
  attrs: Object.keys(WrittenBounds.shape),
  details: Object.keys(Details.shape),
  allergensInfo: Object.keys(AllergensInfo.shape),
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

export function unknownFields(raw: unknown): Note[] {
  return [
    ...unknownIn(raw, NODE, ""),
    ...Object.entries(WITHIN).flatMap(([field, known]) => unknownIn(fieldOf(raw, field), known, `/${field}`)),
  ];
}

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
