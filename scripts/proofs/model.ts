// The order's object against a naive order in memory, with evictions, aborts, alarms, duplicates and lost replies between any two steps.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../platform/root.ts";
import { Refusal } from "../platform/refusal.ts";
import { failuresIn } from "./model/failures.ts";
import type { Proof } from "./lib/proof.ts";

/** Of what a run says that fails before it comes to a test: what went wrong is said last. */
const LAST_CHARACTERS = 20_000;

export const model: Proof = {
  name: "model",
  promise: "an order does what a naive order would, also when it is evicted, aborted or woken between any two steps, and asked twice",
  unit: "stories",
  size: 1_000,
  run: async (size, report, seed) => {
    report(`seed ${seed}`);
    const folder = mkdtempSync(join(tmpdir(), "brigade-model-"));
    try {
      const { code, output, failures } = await runStories(size, seed, join(folder, "report.json"));
      const [, figures] = /FIGURE (\{.*\})/.exec(output) ?? [];
      if (code !== 0 || figures === undefined) {
        report(failures.length > 0 ? failures.join("\n\n") : output.slice(-LAST_CHARACTERS));
        throw new Refusal(`model: a story went differently (run again with --size ${size} --seed ${seed})`);
      }
      const { steps, accepted, disturbances }: { steps: number; accepted: number; disturbances: number } = JSON.parse(figures);
      return `model: ${size} stories, ${steps} steps (${accepted} accepted), ${disturbances} disturbances, 0 differences (seed ${seed})`;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** `failures`: each with its counterexample, and the seed and path of it. */
async function runStories(runs: number, seed: number, file: string): Promise<{ code: number | null; output: string; failures: string[] }> {
  const env = { ...process.env, BRIGADE_MODEL: JSON.stringify({ runs, seed }) };
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const child = spawn("vitest", ["run", "--project", "model", ...reporters], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], env });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  return { code, output: said.join(""), failures: existsSync(file) ? failuresIn(readFileSync(file, "utf8")) : [] };
}
