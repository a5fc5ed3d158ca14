// docs/log-events.md has every event that the platform logs, with its level, and no other.
import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const sources = globSync("{workers,durable-objects,runtime}/**/*.ts", { exclude: ["**/*.{test,fixture}.ts"] });
const rowsIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, one = "", other = ""]) => [one, other]);

describe("docs/log-events.md", () => {
  it("[R81] has every event that is logged, with its level, and no other", () => {
    const logged = sources.flatMap((path) =>
      rowsIn(readFileSync(path, "utf8"), /\blog\(\s*"(\w+)",\s*"([\w.]+)"/g).map(([level, event]) => `${event} ${level}`),
    );
    const told = rowsIn(readFileSync("docs/log-events.md", "utf8"), /^\| `([\w.]+)` +\| (\w+) +\|/gm).map(
      ([event, level]) => `${event} ${level}`,
    );
    expect(told).toEqual([...new Set(logged)].toSorted());
    expect(told.filter((row) => !/^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)* /.test(row))).toEqual([]);
  });
});
