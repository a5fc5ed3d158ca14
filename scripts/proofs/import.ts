// Menus and sheets as chains bring them, mutated as people mistake them: what is taken without a word is sold at the price that it states.
import { Refusal } from "../platform/refusal.ts";
import { resolveAsBundled } from "./concurrency/as-bundled.ts";
import { dice } from "./lib/dice.ts";
import { surprise, type Tally } from "./import/judge.ts";
import { writtenMenu } from "./import/written-menus.ts";
import { writtenSheet } from "./import/written-sheets.ts";
import type { Proof } from "./lib/proof.ts";

const SAID_EVERY = 1_000;

export const importing: Proof = {
  name: "import",
  promise: "whatever is taken of a chain's menus and sheets without a warning is sold at the price that it states",
  unit: "files, menus as JSON and sheets in turn",
  size: 5_000,
  run: async (size, report, seed) => {
    report(`seed ${seed}`);
    resolveAsBundled();
    const { platform } = await import("./import/platform.ts");
    const tally: Tally = { refused: 0, warned: 0, sold: 0 };
    for (let nth = 0; nth < size; nth += 1) {
      const throws = dice(seed + nth);
      const written = nth % 2 === 0 ? writtenMenu(throws) : writtenSheet(throws);
      const found = surprise(written, platform, tally);
      if (found !== undefined)
        throw new Refusal(
          `import: ${found}; odd about the file: ${written.oddities.join("; ")}\n${shown(written)}\n(file ${nth} of seed ${seed})`,
        );
      if ((nth + 1) % SAID_EVERY === 0) report(`${nth + 1} files`);
    }
    return (
      `import: ${size} files, ${tally.refused} refused with every problem named; ${tally.sold} products taken without a word and sold at the price that they ` +
      `state, ${tally.warned} taken with a warning; 0 surprises (seed ${seed})`
    );
  },
};

const LONGEST = 4_000;
const shown = (written: ReturnType<typeof writtenMenu>): string =>
  (written.kind === "json" ? JSON.stringify(written.body) : new TextDecoder().decode(written.bytes)).slice(0, LONGEST);
