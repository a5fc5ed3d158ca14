// An attack: the same request twice, once with somebody else's id and once with one that names nothing.
// Both answers must be the same bytes.
import type { Operation, Schema } from "../lib/contract.ts";
import { dice as again, type Dice } from "../lib/dice.ts";
import { example } from "../lib/schema-example.ts";
import type { Answered, Asked, Unanswered } from "../lib/http-exchange.ts";
import { absentLike } from "./absent-id.ts";

/** Values of fields, by name; undefined where nothing is known of it. */
export type Lookup = (operation: Pick<Operation, "path">, field: string) => string | undefined;

/** `field`: where the id stands. `real`: the other's. */
export type Attack = { operation: string; field: string; real: string; absent: string; asked: (id: string) => Asked };

export type Kit = { own: Lookup; foreign: Lookup; credentials: readonly (readonly [string, string])[]; dice: Dice };

const UPGRADE = [
  ["connection", "Upgrade"],
  ["upgrade", "websocket"],
  ["sec-websocket-version", "13"],
  ["sec-websocket-key", "c29tZS1zaXh0ZWVuLWJ5dA=="],
] as const;

/** One for each field of the operation through which something of the other could be named. */
export function attacksOn(operation: Operation, { own, foreign, credentials, dice }: Kit): Attack[] {
  return fieldsOf(operation, dice).flatMap((field) => {
    const real = foreign(operation, field);
    if (real === undefined) return [];
    const seed = dice.int(1e9);
    const asked = (id: string): Asked => {
      const same = again(seed); // but for the id, both requests are equal
      const known = (name: string, schema: Schema) => fitting(name === field ? id : own(operation, name), schema);
      const value = (name: string, schema: Schema) => example(schema, known, same, 1, name);
      const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(value(name, {}))));
      const query = operation.parameters
        .filter(({ in: place, name, required }) => place === "query" && (required || name === field))
        .map(({ name, schema }): [string, string] => [name, String(value(name, schema))]);
      const search = query.length > 0 ? `?${new URLSearchParams(query).toString()}` : "";
      const live = operation.path.endsWith("/live") ? UPGRADE : [];
      const headers: [string, string][] = [...credentials, ["prefer", "wait"], ...live].map(([name = "", text = ""]) => [
        name,
        name === field ? id : text,
      ]);
      if (!operation.body) return { method: operation.method, path: path + search, headers };
      const { type, schema } = operation.body;
      const body: unknown = example(schema, known, same, 1);
      const text = type.includes("form") ? new URLSearchParams(Object.entries(Object(body))).toString() : JSON.stringify(body);
      return { method: operation.method, path: path + search, headers: [...headers, ["content-type", type]], body: text };
    };
    if (!JSON.stringify(asked(real)).includes(real)) return []; // a field of that name, but not for an id
    return [{ operation: operation.name, field, real, absent: absentLike(real), asked }];
  });
}

/** An id stands where there is one value; lists and alternatives are gone into. */
function fitting(value: string | undefined, { type, anyOf, oneOf }: Schema): string | number | undefined {
  if (value === undefined || anyOf || oneOf) return undefined;
  const [first = "string"] = [type].flat();
  if (first === "number" || first === "integer") return Number.isFinite(Number(value)) ? Number(value) : undefined;
  return first === "string" ? value : undefined;
}

/** Every name that the operation's path, query and body know. */
function fieldsOf({ path, parameters, body }: Operation, dice: Dice): string[] {
  // A list of ids that is a body by itself has no name.
  const named = new Set(["", ...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ""));
  for (const { name, in: place } of parameters) if (place === "query" || name === "x-tenant") named.add(name);
  // A union's branches are taken by chance: a few throws see them all.
  for (let round = 0; round < 8; round++) if (body) example(body.schema, (name) => void named.add(name), dice, 1);
  return [...named];
}

/** All of the answer but the date, the id itself where it is said back, and the page's nonce. */
export function faceOf(answered: Answered | Unanswered, id: string): string {
  if ("fault" in answered) return answered.fault;
  // The moment and the request are other ones each time.
  const { date: _date, "x-correlation-id": _request, ...headers } = answered.headers;
  const face = `${answered.status} ${JSON.stringify(headers)} ${answered.body}`;
  // The latest time that a chain takes orders for moves with the clock.
  const plain = face
    .replaceAll(id, "{id}")
    .replaceAll(/nonce-[\w-]+|nonce=\\?"[\w-]+/g, "{nonce}")
    .replaceAll(/(latest"?: ?"?)\d{4}-\d\d-\d\dT[\d:.]+Z/g, "$1{latest}");
  // What succeeds has made something of the caller's own, at its own time.
  return answered.status < 300 ? plain.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "{time}") : plain;
}
