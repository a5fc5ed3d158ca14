// Tests that would not notice a wrong rule are worth nothing: each operator,
// constant and branch of the pure core is changed in turn, and some test must fail.
import { spawn } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { ROOT } from "../platform/root.ts";
import { Refusal } from "../platform/refusal.ts";
import { dice } from "./lib/dice.ts";
import type { Proof } from "./lib/proof.ts";

const REQUIRED_PERCENT = 85;
/** A quarter of an hour to an hour; each seed looks elsewhere, and from `ALL_FILES` on it is every file, which takes hours. */
const SOME_FILES = 8;
const ALL_FILES = 1_000;

/** What is read here of the mutation report (mutation-testing-elements schema). */
const Report = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(
        z.object({ status: z.string(), mutatorName: z.string(), location: z.object({ start: z.object({ line: z.number() }) }) }),
      ),
    }),
  ),
});
type Mutants = z.infer<typeof Report>["files"][string]["mutants"];

export const mutation: Proof = {
  name: "mutation",
  promise: `of all small changes to domain/order and domain/pricing, the tests notice at least ${REQUIRED_PERCENT} %`,
  unit: "source files, chosen by the seed",
  size: SOME_FILES,
  run: async (size, report, seed) => {
    const folder = mkdtempSync(join(tmpdir(), "brigade-mutation-"));
    try {
      const files = chosen(size, seed);
      report(`seed ${seed}, ${files.length} files`);
      const mutated = Object.entries((await mutate(files, folder, report)).files);
      for (const [file, { mutants }] of mutated) report(lineOf(file, mutants));
      const { noticed, valid } = count(mutated.flatMap(([, { mutants }]) => mutants));
      const percent = valid === 0 ? 100 : (100 * noticed) / valid;
      const figure = `mutation: ${noticed} of ${valid} mutants in ${files.length} files noticed, ${percent.toFixed(1)} % (at least ${REQUIRED_PERCENT} %)`;
      if (percent < REQUIRED_PERCENT) throw new Refusal(figure);
      return figure;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Sources with something to get wrong; types and re-exports have no mutants. */
function chosen(size: number, seed: number): string[] {
  const files = globSync("domain/{order,pricing}/**/*.ts", { cwd: ROOT })
    .filter((file) => !/\.(test|fixture)\.ts$/.test(file))
    .toSorted();
  const throws = dice(seed);
  const picked: string[] = [];
  while (picked.length < size && files.length > 0) {
    const file = size >= ALL_FILES ? files[0] : throws.pick(files);
    if (file === undefined) break;
    picked.push(file);
    files.splice(files.indexOf(file), 1);
  }
  return picked;
}

/** All in one run: before the first mutant it learns which test covers what, which takes minutes. */
async function mutate(files: string[], folder: string, report: (line: string) => void): Promise<z.infer<typeof Report>> {
  const [config, result] = [join(folder, "stryker.json"), join(folder, "report.json")];
  const options = {
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner", join(ROOT, "scripts/proofs/mutation/unnoticed-reporter.ts")],
    vitest: { configFile: "scripts/proofs/mutation/vitest.config.ts", related: false },
    mutate: files,
    coverageAnalysis: "perTest",
    concurrency: 2,
    tempDirName: join(folder, "sandbox"),
    // Its preprocessor speaks to an older compiler; the tests need no tsconfig.
    tsconfigFile: "absent.json",
    ignorePatterns: [
      "/**",
      "!domain/**",
      "domain/tsconfig.json",
      "!docs/**",
      "!scripts/platform/root.ts",
      "!scripts/proofs/mutation/**",
      "!package.json",
    ],
    reporters: ["json", "unnoticed"],
    jsonReporter: { fileName: result },
    allowConsoleColors: false,
  };
  writeFileSync(config, JSON.stringify(options));
  const child = spawn("stryker", ["run", config], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  const heard = (line: string) => (line.startsWith("unnoticed: ") ? report(line) : said.push(line));
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on("line", heard);
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Refusal(`the mutants could not be run: ${said.join("\n").slice(-2_000)}`);
  return Report.parse(JSON.parse(readFileSync(result, "utf8")));
}

const count = (mutants: Mutants) => {
  const noticed = mutants.filter(({ status }) => status === "Killed" || status === "Timeout").length;
  return { noticed, valid: noticed + mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage").length };
};

function lineOf(file: string, mutants: Mutants): string {
  const { noticed, valid } = count(mutants);
  const missed = mutants
    .filter(({ status }) => status === "Survived" || status === "NoCoverage")
    .map(({ location }) => location.start.line);
  return `${file}: ${noticed} of ${valid}${missed.length === 0 ? "" : `, unnoticed at lines ${[...new Set(missed)].toSorted((a, b) => a - b).join(" ")}`}`;
}
