// One request: an operation as its contract has it, then made wrong in some places.
import type { Operation } from "../lib/contract.ts";
import type { Dice } from "../lib/dice.ts";
import { example, type Known } from "../lib/schema-example.ts";
import type { Asked } from "../lib/http-exchange.ts";
import { mutated, written, writtenForm } from "./mutate.ts";
import { nastyText } from "./hostile-values.ts";

/** `wild`: how likely each part is made wrong; 0 keeps the contract. */
export function compose(
  operation: Operation,
  known: Known,
  credentials: readonly (readonly [string, string])[],
  dice: Dice,
  wild: number,
): Asked {
  const sick = () => dice.chance(wild);
  const headers = credentials.map(([name, value]): [string, string] => [name, sick() && sick() ? headerText(dice) : value]);
  for (const { name, schema, required } of operation.parameters.filter(({ in: place }) => place === "header")) {
    if (name === "x-tenant" || !(required || dice.chance(0.5))) continue;
    headers.push([name, sick() ? headerText(dice) : (plainHeader(name, dice) ?? String(example(schema, known, dice, 1, name)))]);
  }
  if (sick()) headers.push(...strangeHeaders(dice));
  const asked: Asked = {
    method: sick() && sick() ? dice.pick(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]) : operation.method,
    path: pathOf(operation, known, dice, sick) + queryOf(operation, known, dice, sick),
    headers,
  };
  if (!operation.body || (sick() && sick())) return asked;
  const { type, schema } = operation.body;
  const form = type.includes("form");
  let tree = example(schema, known, dice, form ? 1 : dice.pick([0.1, 0.5, 1]));
  while (sick()) tree = mutated(tree, dice);
  const body = wild === 0 ? plainBody(tree, form) : form ? writtenForm(tree, dice) : written(tree, dice);
  headers.push(["content-type", sick() && sick() ? dice.pick(TYPES) : type]);
  return { ...asked, body, chunked: sick() && dice.chance(0.3) };
}

const plainBody = (tree: unknown, form: boolean): string =>
  form ? new URLSearchParams(Object.entries(Object(tree)).map(([name, value]) => [name, String(value)])).toString() : JSON.stringify(tree);

const TYPES = [
  "",
  "text/plain",
  "application/json; charset=utf-16",
  "application/vnd.brigade+json",
  "application/jsonx",
  "application/json, application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "multipart/form-data; boundary=x",
  "application/octet-stream",
  `application/json; ${"p=1;".repeat(500)}`,
];

/** Without it nothing would ever be learnt: the verdict names the lines and the total. */
const plainHeader = (name: string, dice: Dice): string | undefined =>
  name === "prefer"
    ? "wait"
    : name === "if-match"
      ? "*"
      : name === "idempotency-key"
        ? `fuzz-${dice.int(dice.pick([20, 1e9]))}`
        : undefined;

const NAMES = [
  "prefer",
  "if-match",
  "if-none-match",
  "idempotency-key",
  "range",
  "authorization",
  "x-tenant",
  "accept",
  "content-encoding",
  "expect",
  "upgrade",
  "sec-websocket-protocol",
  "sec-websocket-key",
  "origin",
  "cookie",
  "x-forwarded-host",
  "x-brigade-principal",
  "x-http-method-override",
  "access-control-request-method",
];
const VALUES = [
  "",
  "*",
  "wait, wait=1;x",
  '"0"',
  'W/"1"',
  '"99999999999999999999"',
  "bytes=0-1,5-",
  "Bearer",
  "Bearer a.b.c",
  "Basic !!!",
  "websocket",
  "gzip",
  "bearer.x, brigade.live.v1",
  "100-continue",
  "null",
  "{}",
];

function strangeHeaders(dice: Dice): [string, string][] {
  const header = (): [string, string] => [dice.pick(NAMES), dice.chance(0.7) ? dice.pick(VALUES) : headerText(dice)];
  const one = header();
  // Connections that wait for an upgrade or a `100 Continue` are the protocol's own business.
  if (one[0] === "upgrade" || one[0] === "expect") return [["prefer", one[1]]];
  return dice.chance(0.2)
    ? [one, one]
    : dice.chance(0.1)
      ? Array.from({ length: 60 }, header).filter(([name]) => name !== "upgrade" && name !== "expect")
      : [one];
}

/** What HTTP lets a header hold: no control characters, one byte each. */
const headerText = (dice: Dice): string =>
  dice.chance(0.5)
    ? dice.pick(VALUES)
    : nastyText(dice)
        .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, "\xff")
        .slice(0, 4_000);

function pathOf({ path }: Operation, known: Known, dice: Dice, sick: () => boolean): string {
  const whole = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    sick() ? segment(dice) : encodeURIComponent(plainText(known(name, {}))),
  );
  return sick() && sick() ? whole + dice.pick(["/", "//", "/..", "/%2e%2e", ";x=1", "/%00", "%", "/new", "#x"]) : whole;
}

/** What nothing is known of is a UUID that names nothing. */
const plainText = (value: unknown): string => (typeof value === "string" ? value : "01936a00-0000-7000-8000-00000000dead");

/** Bytes beyond ASCII are escaped: raw ones are refused by the runtime, before the platform sees them. */
function segment(dice: Dice): string {
  if (dice.chance(0.3))
    return dice.pick([
      "%",
      "%zz",
      "%ff",
      "%E0%A4%A",
      "%00",
      "%2F",
      "%2e%2e",
      ".",
      "a%20b",
      "%F0%9F%8D%95",

      "*",
      ":order",
      "new",
      "undefined",
    ]);
  return encodeURIComponent(nastyText(dice).toWellFormed()).slice(0, 9_000) || "%20";
}

function queryOf({ parameters }: Operation, known: Known, dice: Dice, sick: () => boolean): string {
  const pairs = parameters
    .filter(({ in: place, required }) => place === "query" && (required || dice.chance(0.3)))
    .filter(() => !(sick() && sick()))
    .map(({ name, schema }) => {
      const value = sick() ? segment(dice) : encodeURIComponent(String(example(schema, known, dice, 1, name)));
      return `${encodeURIComponent(name)}=${value}`;
    });
  if (sick() && pairs[0]) pairs.push(pairs[0]);
  if (sick()) pairs.push(`${segment(dice)}=${segment(dice)}`);
  return pairs.length > 0 ? `?${pairs.join("&")}` : "";
}
