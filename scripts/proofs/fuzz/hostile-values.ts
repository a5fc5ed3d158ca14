// Values that have broken programs before. Nothing here names a host that is not this machine.
import type { Dice } from "../lib/dice.ts";

export const INHERITED = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype", "then", "toJSON", "length"];

const TEXTS = [
  "",
  " ",
  "\0",
  "a\0b",
  "\u0001\u001f\u007f",
  "\r\nx: y",
  "\ud800",
  "\udfff tail",
  "\ufffe\uffff",
  "\u202eright to left",
  "e\u0301\u0323\u0316",
  "🍕".repeat(70),
  "ﷺ".repeat(300),
  "NaN",
  "-Infinity",
  "-0",
  "1e400",
  "0x10",
  "1_000",
  "٣",
  "00000000-0000-0000-0000-000000000000",
  "FFFFFFFF-FFFF-8FFF-8FFF-FFFFFFFFFFFF",
  "9999-12-31T23:59:59.999-23:59",
  "0000-01-01T00:00:00+23:59",
  "2026-02-30T00:00:00Z",
  "2026-12-31T23:59:60Z",
  "+275760-09-13T00:00:00Z",
  "../../etc",
  "' OR 1=1 --",
  '"; DROP TABLE orders; --',
  "${7*7}{{7*7}}",
  "%00%ff%E0%A4%A",
  "javascript:alert(1)",
  "http://[::1",
  "null",
  "[object Object]",
  "a".repeat(129),
  "x".repeat(5_000),
  "y".repeat(70_000),
];

const NUMBERS = [0, -0, -1, 1.5, 0.1 + 0.2, 1e21, 2 ** 31, 2 ** 53, -(2 ** 53) - 2, Number.MAX_VALUE, 5e-324, 1e-7, 100_001];

/** JSON that no JavaScript value is written as. Stands for itself once the tree has become text; see `textOfTree`. */
const RAW = [
  "1e400",
  "-1e400",
  "1".repeat(400),
  "0.".padEnd(300, "3"),
  "1E+0000000000000000001",
  '{"__proto__":{"roles":["ROLE_SU"]}}',
  '{"a":1,"a":2}',
];
const RAW_MARK = "@raw:";

export const nastyText = (dice: Dice): string => (dice.chance(0.2) ? dice.pick(INHERITED) : dice.pick(TEXTS));

export function nasty(dice: Dice): unknown {
  switch (dice.int(9)) {
    case 0:
      return dice.pick(NUMBERS);
    case 1:
      return `${RAW_MARK}${dice.pick(RAW)}`;
    case 2:
      return dice.pick([null, true, false, [], {}, [[]], [null], { "": "" }]);
    case 3:
      return deep(dice.pick([3, 50, 2_000]), dice.chance(0.5));
    case 4:
      return Array.from({ length: dice.pick([2, 101, 501, 20_000]) }, () => 1);
    case 5:
      return Object.fromEntries(INHERITED.map((name) => [name, dice.chance(0.5) ? { roles: "x" } : "x"]));
    case 6:
      return Object.fromEntries(Array.from({ length: dice.pick([10, 3_000]) }, (_, index) => [`k${index}`, "v"]));
    default:
      return nastyText(dice);
  }
}

function deep(levels: number, arrays: boolean): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = arrays ? [value] : { selected: value };
  return value;
}

export const textOfTree = (tree: unknown): string =>
  (JSON.stringify(tree) ?? "").replaceAll(/"@raw:((?:[^"\\]|\\.)*)"/g, (_, raw: string) => JSON.parse(`"${raw}"`));

export const someBytes = (dice: Dice, most: number): Uint8Array => Uint8Array.from({ length: dice.int(most) }, () => dice.int(256));
