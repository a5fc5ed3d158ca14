// The objects' modules are loaded by Node, as the proof loads them: so the proof runs in a process of its own.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../platform/root.ts";
import { BUGS } from "./seeded-bugs.ts";

describe("random stories of checkout, and a bookkeeper", () => {
  it("[R80] the bookkeeper finds every seeded bug, and nothing in the real orders and venues", { timeout: 300_000 }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["scripts/prove.ts", "checkout", "--size", "30", "--seed", "1"], {
      cwd: ROOT,
    });
    expect(stdout.trim().split("\n").at(-1)).toMatch(
      new RegExp(`^checkout: 30 stories, .*, 0 differences; ${BUGS.length} of ${BUGS.length} seeded bugs caught`),
    );
    expect(BUGS.length).toBeGreaterThanOrEqual(15);
  });
});
