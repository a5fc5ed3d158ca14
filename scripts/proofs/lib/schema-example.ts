// A value that a schema allows: what is known by the field's name, and something plain for the rest.
import type { Dice } from "./dice.ts";
import type { Schema } from "./contract.ts";

/** What a field of that name should hold here; undefined: whatever the schema allows. */
export type Known = (field: string, schema: Schema) => unknown;

/** With a pattern, the first of these that it allows. */
const PLAIN = [
  "plain",
  "13.99",
  "1",
  "2030-01-01T12:00:00Z",
  "01936a00-0000-7000-8000-00000000dead",
  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  "-1",
];
const FORMATS: Record<string, string> = { uuid: "01936a00-0000-7000-8000-00000000dead", "date-time": "2030-01-01T12:00:00Z" };

/** `generous`: how likely an optional field is there. */
export function example(schema: Schema, known: Known, dice: Dice, generous: number, field = ""): unknown {
  const hint = known(field, schema);
  if (hint !== undefined) return hint;
  const inner = (of: Schema, name: string) => example(of, known, dice, generous, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return dice.pick(schema.enum);
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return inner(dice.pick(choice), field);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => inner(part, field)));
  switch (typeOf(schema)) {
    case "object":
      return objectOf(schema, dice, generous, inner);
    case "array":
      return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => inner(schema.items ?? {}, field));
    case "integer":
    case "number":
      return Math.max(1, schema.minimum ?? 0);
    case "boolean":
      return dice.chance(0.5);
    case "null":
      return null;
    default:
      return textOf(schema);
  }
}

const typeOf = ({ type }: Schema): string => [type].flat()[0] ?? "string";

function objectOf(schema: Schema, dice: Dice, generous: number, inner: (of: Schema, name: string) => unknown) {
  const { properties = {}, required = [], additionalProperties: more } = schema;
  const names = Object.keys(properties);
  const chosen = names.filter((name) => required.includes(name) || dice.chance(generous));
  // A change must change something.
  if (chosen.length === 0 && names.length > 0) chosen.push(dice.pick(names));
  const own = chosen.map((name) => [name, inner(properties[name] ?? {}, name)]);
  const key = schema.propertyNames?.enum?.[0] ?? "plain";
  const extra = typeof more === "object" && dice.chance(generous) ? [[key, inner(more, "plain")]] : [];
  return Object.fromEntries([...own, ...extra]);
}

function textOf({ pattern, format }: Schema): string {
  if (format !== undefined && FORMATS[format] !== undefined) return FORMATS[format];
  if (pattern === undefined) return "plain";
  const allowed = new RegExp(pattern);
  return PLAIN.find((text) => allowed.test(text)) ?? "plain";
}
