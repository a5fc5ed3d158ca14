// Every rule of docs/spec has a test that says so in its title, and every rule that a title names is in docs/spec.
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";

const sources = globSync("{client,domain,protocol,runtime,durable-objects,workers,scripts,seed,test,web}/**/*.{test,model}.ts");
const tested = new Set(sources.flatMap((path) => idsIn(readFileSync(path, "utf8"), /["`]\[([A-Z]{1,2}\d+)\] /g)));
const overview = readFileSync("docs/spec/README.md", "utf8");
const sections = globSync("docs/spec/*.md", { exclude: ["**/README.md"] }).map((path) => ({ path, text: readFileSync(path, "utf8") }));
const written = sections.flatMap(({ text }) => rulesIn(text));

function idsIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, id = ""]) => id);
}

function rulesIn(text: string): string[] {
  return idsIn(text, /^- \*\*([A-Z]{1,2}\d+)\*\* /gm);
}

function lettersIn(text: string): string[] {
  return [...new Set(rulesIn(text).map((id) => id.replace(/\d+$/, "")))].toSorted();
}

function split(letters: string): string[] {
  return letters.split(", ").filter((letter) => letter !== "");
}

describe("docs/spec", () => {
  it("[L3] has a test for every rule", () => expect(written.filter((id) => !tested.has(id))).toEqual([]));
  it("[L4] has every rule that a test names, once", () => {
    expect([...tested].filter((id) => !written.includes(id)).toSorted()).toEqual([]);
    expect(written.filter((id, index) => written.indexOf(id) !== index)).toEqual([]);
  });
  it.each(sections)("says in the headings of $path which rules are there", ({ text }) => {
    const headings = [...text.matchAll(/^#+ .*?(?: \(((?:[A-Z]{1,2}(?:, )?)+)\))?$/gm)];
    expect(headings.flatMap(([, letters = ""]) => split(letters)).toSorted()).toEqual(lettersIn(text));
  });
  it("says what each rule's letters are of, and leads there", () => {
    const rows = [...overview.matchAll(/^- ([A-Z]{1,2}(?:, [A-Z]{1,2})*): ((?:.+\n(?!- ))*.+)$/gm)];
    const told = rows.flatMap(([, letters = "", links = ""]) =>
      idsIn(links, /\]\(([\w-]+\.md)\)/g).flatMap((file) => split(letters).map((letter) => `${letter} ${file}`)),
    );
    const kept = sections.flatMap(({ path, text }) => lettersIn(text).map((letter) => `${letter} ${basename(path)}`));
    expect(told.toSorted()).toEqual(kept.toSorted());
    expect(sections.filter(({ path }) => !overview.includes(`](${basename(path)})`)).map(({ path }) => path)).toEqual([]);
  });
});
