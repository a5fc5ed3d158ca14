// `npm run check`: everything that must hold before a change is merged.
// `--skip-tests` leaves the test run out, for a caller that has just done it.
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { ROOT } from "./platform/root.ts";
import { program, Refusal } from "./platform/refusal.ts";

const steps: { name: string; command: string }[] = [
  { name: "format", command: "oxfmt --check ." },
  { name: "lint", command: "oxlint --deny-warnings" },
  { name: "types", command: "tsc" },
  { name: "types of the pure core", command: "tsc -p domain" },
  { name: "types of the client, as a browser has them", command: "tsc -p client" },
  { name: "types of the pages", command: "tsc -p web" },
  { name: "unused code", command: "knip" },
  ...["wrangler.toml", ...["menu", "discount", "webhook", "projection", "passwords"].map((name) => `workers/${name}/wrangler.toml`)].map(
    (config) => ({
      name: `deployable: ${config}`,
      command: `wrangler deploy --dry-run -c ${config}`,
    }),
  ),
  { name: "tests", command: "vitest run" },
];

await program(async () => {
  const { values } = parseArgs({ options: { "skip-tests": { type: "boolean", default: false } } });
  const failed: string[] = [];
  for (const step of steps.filter(({ name }) => name !== "tests" || !values["skip-tests"])) {
    const startedAt = performance.now();
    const { ok, output } = await run(step.command);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${ok ? "ok    " : "FAILED"} ${step.name} (${step.command}, ${seconds} s)`);
    if (ok) continue;
    console.log(output);
    failed.push(step.name);
  }
  if (failed.length > 0) throw new Refusal(`check failed: ${failed.join(", ")}`);
  console.log("all checks passed");
});

async function run(command: string): Promise<{ ok: boolean; output: string }> {
  const [tool = "", ...args] = command.split(" ");
  // npm puts node_modules/.bin on the path
  const child = spawn(tool, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { ok: code === 0, output: out + err };
}
