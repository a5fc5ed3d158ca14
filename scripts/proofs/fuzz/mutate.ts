// Makes a good body a little wrong, first as a tree, then as text.
import type { Dice } from "../lib/dice.ts";
import { INHERITED, nasty, nastyText, someBytes, textOfTree } from "./hostile-values.ts";

/** What is longer is not repeated: lists in lists would fill the memory of this program. */
const REPEATED_CHARACTERS = 2_000;

/** One change somewhere in the tree. The tree itself stays as it is. */
export function mutated(tree: unknown, dice: Dice): unknown {
  if (typeof tree !== "object" || tree === null || dice.chance(0.15)) return nasty(dice);
  if (Array.isArray(tree)) return mutatedList(tree, dice);
  const entries = Object.entries(tree);
  if (entries.length === 0 || dice.chance(0.2)) {
    const name = dice.chance(0.5) ? dice.pick(INHERITED) : nastyText(dice);
    return Object.fromEntries([...entries, [name, nasty(dice)]]);
  }
  const at = dice.int(entries.length);
  if (dice.chance(0.15)) return Object.fromEntries(entries.filter((_, index) => index !== at));
  return Object.fromEntries(entries.map(([name, value], index) => (index === at ? [name, mutated(value, dice)] : [name, value])));
}

function mutatedList(list: unknown[], dice: Dice): unknown[] {
  if (dice.chance(0.15)) return [];
  if (dice.chance(0.2) && textOfTree(list[0]).length < REPEATED_CHARACTERS)
    return Array.from({ length: dice.pick([2, 101, 501]) }, () => list[0]);
  const at = dice.int(list.length);
  return list.map((item, index) => (index === at ? mutated(item, dice) : item));
}

const OVER_LIMIT = 262_145;

/** The body's text, mostly as it is; now and then no JSON, no UTF-8, or too large. */
export function written(tree: unknown, dice: Dice): string | Uint8Array {
  const text = textOfTree(tree);
  const at = dice.int(text.length + 1);
  const [head, tail] = [text.slice(0, at), text.slice(at)];
  switch (dice.int(40)) {
    case 0:
      return head;
    case 1:
      return Buffer.concat([Buffer.from(head), someBytes(dice, 12), Buffer.from(tail)]);
    case 2:
      return `\ufeff${text}`;
    case 3:
      return text + text;
    case 4:
      return "";
    case 5:
      return "[".repeat(50_000);
    case 6:
      return `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
    case 7:
      return text.padEnd(OVER_LIMIT + dice.int(100_000));
    case 8:
      return head + dice.pick([",", "NaN", "undefined", "'", "\\u12", "\0", "/**/", "//"]) + tail;
    case 9:
      return Buffer.from(text, "utf16le");
    default:
      return text;
  }
}

/** As a form has it: a text for each field, and now and then a field twice, or no form at all. */
export function writtenForm(tree: unknown, dice: Dice): string | Uint8Array {
  if (dice.chance(0.15)) return someBytes(dice, 600);
  if (dice.chance(0.03)) return `a=${"x".repeat(dice.pick([20_000, OVER_LIMIT]))}`;
  const fields = Object.entries(Object(tree)).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : textOfTree(value),
  ]);
  if (dice.chance(0.1) && fields[0]) fields.push(fields[0]);
  const form = new URLSearchParams(fields).toString();
  return dice.chance(0.1) ? form.replace("=", dice.pick(["", "%", "%zz=", "=%00", "&&=", "[]="])) : form;
}
