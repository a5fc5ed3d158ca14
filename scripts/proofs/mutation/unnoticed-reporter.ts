// Says each mutant that no test notices at the moment it is found. It runs inside Stryker, which knows it as the plugin "unnoticed".
import { relative } from "node:path";
import { ROOT } from "../../platform/root.ts";

/** What is read here of Stryker's `MutantResult`. */
type Tested = { status: string; fileName: string; mutatorName: string; replacement?: string; location: { start: { line: number } } };

const unnoticed = {
  onMutantTested({ status, fileName, mutatorName, replacement, location: { start } }: Tested) {
    if (status !== "Survived" && status !== "NoCoverage") return;
    const becomes = replacement?.replaceAll(/\s+/g, " ").slice(0, 80);
    process.stdout.write(
      `unnoticed: ${relative(ROOT, fileName)}:${start.line} ${mutatorName}${becomes === undefined ? "" : `: ${becomes}`}\n`,
    );
  },
};

export const strykerPlugins = [{ kind: "Reporter", name: "unnoticed", value: unnoticed }];
