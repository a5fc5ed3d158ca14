import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tableOfRoles } from "./role-table.fixture";
import { tableOfStates } from "./state-table.fixture";

/** The table that begins with this cell in a section of docs/spec, as rows of cells. */
function written(section: string, first: string): string[][] {
  const spec = readFileSync(join(import.meta.dirname, `../../docs/spec/${section}.md`), "utf8");
  const [, table = ""] = new RegExp(`\\n(\\| ${first} [^\\n]*\\n(?:\\|[^\\n]*\\n)+)`).exec(spec) ?? [];
  return table
    .trim()
    .split("\n")
    .filter((line) => !/^\|[ |:-]+\|$/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("`", "")),
    );
}

describe("every command", () => {
  it("[O54] in every state does what the table of states says", () => {
    expect(written("order-states", "command")).toEqual(tableOfStates());
  });

  it("[O164] is given by whom the table of roles says", () => {
    expect(written("command-roles", "given by")).toEqual(tableOfRoles());
  });
});
