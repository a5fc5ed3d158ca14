// docs/storage.md names every table that the code makes, and none besides.
import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const textOf = (pattern: string): string =>
  globSync(pattern, { exclude: ["**/*.test.ts", "**/*.fixture.ts"] })
    .toSorted()
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");

const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = ""]) => name);

/** Created, and not dropped by a later migration. */
function tablesIn(source: string): string[] {
  const tables: string[] = [];
  for (const [, act, name = ""] of source.matchAll(/\b(CREATE|DROP) (?:VIRTUAL )?TABLE (?:IF (?:NOT )?EXISTS )?`?(\w+)/gi)) {
    if (act?.toUpperCase() === "CREATE") tables.push(name);
    else tables.splice(tables.lastIndexOf(name), 1);
  }
  return tables;
}

const document = readFileSync("docs/storage.md", "utf8");

describe("docs/storage.md", () => {
  it("names every table of an object, and no other", () => {
    const named = found(document, /^\| (?:`\w+Object`|each of them) `(\w+)` /gm);
    expect(named.toSorted()).toEqual(tablesIn(textOf("durable-objects/**/*.ts")).toSorted());
  });

  it("names every table of D1, and no other", () => {
    const [, section = ""] = document.split(/^## Tables of D1$/m);
    const named = found(section.split(/^## /m)[0] ?? "", /^\| `(\w+)` /gm);
    const made = tablesIn(textOf("migrations/*.sql") + textOf("scripts/platform/migrations.ts"));
    expect(named.toSorted()).toEqual(made.toSorted());
  });
});
