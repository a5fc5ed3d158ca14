// Every rule of docs/spec.md has a test that says so in its title, and every rule that a title names is in docs/spec.md.
import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const sources = globSync("{client,domain,protocol,runtime,durable-objects,workers,scripts,seed,test,web}/**/*.{test,model}.ts");
const tested = new Set(sources.flatMap((path) => idsIn(readFileSync(path, "utf8"), /["`]\[([A-Z]{1,2}\d+)\] /g)));
const written = idsIn(readFileSync("docs/spec.md", "utf8"), /^- \*\*([A-Z]{1,2}\d+)\*\* /gm);

function idsIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, id = ""]) => id);
}

describe("docs/spec.md", () => {
  it("[L3] has a test for every rule", () => expect(written.filter((id) => !tested.has(id))).toEqual([]));
  it("[L4] has every rule that a test names, once", () => {
    expect([...tested].filter((id) => !written.includes(id)).toSorted()).toEqual([]);
    expect(written.filter((id, index) => written.indexOf(id) !== index)).toEqual([]);
  });
  it("says what each rule's letters are of, and no others", () => {
    const [, rest = ""] = readFileSync("docs/spec.md", "utf8").split(/^### Letters$/m);
    const [legend = ""] = rest.split(/^## /m);
    const rows = [...legend.matchAll(/^\| ([A-Z]{1,2}(?:, [A-Z]{1,2})*) +\|/gm)];
    const explained = rows.flatMap(([, letters = ""]) => letters.split(", "));
    expect(explained.toSorted()).toEqual([...new Set(written.map((id) => id.replace(/\d+$/, "")))].toSorted());
  });
});
