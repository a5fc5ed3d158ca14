import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tableOfStates } from "./table.fixture";

it("[O54] every command in every state does what the table of states says", () => {
  const spec = readFileSync(join(import.meta.dirname, "../../docs/spec.md"), "utf8");
  const [, table = ""] = /\n(\| command [^\n]*\n(?:\|[^\n]*\n)+)/.exec(spec) ?? [];
  const written = table
    .trim()
    .split("\n")
    .filter((line) => !/^\|[ |:-]+\|$/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("`", "")),
    );
  expect(written).toEqual(tableOfStates());
});
