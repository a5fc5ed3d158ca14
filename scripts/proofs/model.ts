// The order's object against a naive order in memory, with evictions, aborts, alarms, duplicates and lost replies between any two steps.
import { spawn } from "node:child_process";
import { ROOT } from "../platform/root.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Proof } from "./proof.ts";

export const model: Proof = {
  name: "model",
  promise: "an order does what a naive order would, also when it is evicted, aborted or woken between any two steps, and asked twice",
  unit: "stories",
  size: 1_000,
  run: async (size, report, seed) => {
    report(`seed ${seed}`);
    const env = { ...process.env, BRIGADE_MODEL: JSON.stringify({ runs: size, seed }) };
    const child = spawn("vitest", ["run", "--project", "model"], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], env });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
    const output = said.join("");
    const [, figures] = /FIGURE (\{.*\})/.exec(output) ?? [];
    if (code !== 0 || figures === undefined) {
      report(output.slice(0, 20_000));
      throw new Refusal(`model: a story went differently (run again with --size ${size} --seed ${seed})`);
    }
    const { steps, accepted, disturbances }: { steps: number; accepted: number; disturbances: number } = JSON.parse(figures);
    return `model: ${size} stories, ${steps} steps (${accepted} accepted), ${disturbances} disturbances, 0 differences (seed ${seed})`;
  },
};
