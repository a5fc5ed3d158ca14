// The tables of docs/spec that the code has too. For tests only.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The table that begins with this cell in a section of docs/spec, as rows of cells. */
export function tableInSpec(section: string, first: string): string[][] {
  const spec = readFileSync(join(import.meta.dirname, `../docs/spec/${section}.md`), "utf8");
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
