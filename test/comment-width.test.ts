// Comments are read beside code: no line of one is wider than what code is formatted to.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const WIDTH = 140;
const sources = execFileSync("git", ["ls-files", "*.ts", "*.tsx", "*.mjs"], { encoding: "utf8" }).trim().split("\n");
/** A line that is a comment, or ends in one. */
const COMMENT = /^\s*(?:\/\/|\/\*|\*\s)|[;{},]\s+\/\/ /;

it("no comment is wider than 140 columns", () => {
  const wide = sources.flatMap((path) =>
    readFileSync(path, "utf8")
      .split("\n")
      .flatMap((line, index) => (line.length > WIDTH && COMMENT.test(line) ? [`${path}:${index + 1}`] : [])),
  );
  expect(wide).toEqual([]);
});
