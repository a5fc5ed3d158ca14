// Comments and documents that name a document, or a section of one, name something that is there: `docs/wire.md, "Prices"`.
import { existsSync, globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const texts = globSync(
  [
    "*.md",
    "*.toml",
    "docs/**/*.md",
    "{client,domain,protocol,runtime,durable-objects,workers,scripts,seed,test,bench,web}/**/*.{ts,tsx,md,toml}",
  ],
  { exclude: ["**/node_modules/**", "CHANGELOG.md"] },
);

const headingsOf = (document: string): string[] =>
  [...readFileSync(document, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading.replaceAll("`", ""));

type Reference = { where: string; document: string; section?: string | undefined };

const hasSection = ({ document, section }: Reference): boolean => section === undefined || headingsOf(document).includes(section);

const references = texts.flatMap((where) =>
  [...readFileSync(where, "utf8").matchAll(/\b(docs\/(?:[\w-]+\/)*[\w-]+\.md)(?:(?:, | \()"([^"]+)")?/g)].map(
    ([, document = "", section]): Reference => ({ where, document, section }),
  ),
);

describe("references to documents", () => {
  it("name documents that are there", () => {
    expect(references.filter(({ document }) => !existsSync(document))).toEqual([]);
  });

  it("name sections that are there", () => {
    expect(references.filter((reference) => existsSync(reference.document) && !hasSection(reference))).toEqual([]);
  });
});
