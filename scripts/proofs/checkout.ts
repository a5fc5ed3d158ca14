// Money and stock through checkout: random stories of guests, tills, tables, aggregators, a provider and the chain itself, with the real
// orders and venues, and a bookkeeper
// who reckons everything up by hand after every step.
import { Refusal } from "../platform/refusal.ts";
import { load, type Sources } from "./checkout/objects/load.ts";
import { BUGS, caught } from "./checkout/seeded-bugs.ts";
import { kindOf, shrink } from "./checkout/shrink.ts";
import { type Ending, play, type Story, storyOf } from "./checkout/story.ts";
import type { Proof } from "./lib/proof.ts";

const REPORT_EVERY = 500;
/** The last lines of a story say most. */
const SHOWN = 60;
const SHOWN_CHARACTERS = 300;

export const checkout: Proof = {
  name: "checkout",
  promise:
    "whatever is sold, paid, refunded and moved, and whatever is lost, late or repeated: stock is what was made or promised, and every cent is on the books",
  unit: "stories",
  size: 5_000,
  run: async (size, report, seed) => {
    report(`seed ${seed}`);
    const missed = await missedBugs();
    const all = BUGS.length;
    const bugs = `${all - missed.length} of ${all} seeded bugs caught`;
    report(bugs);
    if (missed.length > 0) throw new Refusal(`checkout: ${bugs}; not ${missed.join(", ")}`);
    const sources = await load("as-it-is");
    const sum = { commands: 0, decisions: 0, evictions: 0, lost: 0 };
    const faults = new Map<string, number>();
    for (let nth = 1; nth <= size; nth++) {
      const story = storyOf(seed + nth);
      const ending = await play(sources, story);
      sum.commands += ending.commands;
      sum.decisions += ending.decisions;
      sum.evictions += ending.evictions;
      sum.lost += ending.lost;
      if (ending.faults.length > 0) {
        const kind = kindOf(ending);
        if (!faults.has(kind)) await show(sources, story, ending, report);
        faults.set(kind, (faults.get(kind) ?? 0) + 1);
      }
      if (nth % REPORT_EVERY === 0) report(`${nth} stories: ${sum.commands} commands, ${faults.size} kinds of differences`);
    }
    if (faults.size > 0)
      throw new Refusal(`checkout: ${[...faults].map(([kind, times]) => `${times} × ${kind}`).join("; ")} (seed ${seed})`);
    const { commands, decisions, evictions, lost } = sum;
    const played = `${size} stories, ${commands} commands, ${decisions} decisions, ${evictions} evictions, ${lost} messages lost`;
    return `checkout: ${played}, 0 differences; ${bugs} (seed ${seed})`;
  },
};

/** A bookkeeper who finds nothing is only worth something if it finds what is there. */
async function missedBugs(): Promise<string[]> {
  const missed: string[] = [];
  for (const bug of BUGS) if ((await caught(bug)) === undefined) missed.push(bug);
  return missed;
}

async function show(sources: Sources, story: Story, ending: Ending, report: (line: string) => void): Promise<void> {
  const shortest = await shrink(sources, story, ending);
  const { told, faults } = shortest.ending;
  report(`story ${story.chain}, of which ${shortest.story.steps.length} of ${story.steps.length} steps are needed:`);
  for (const line of told.slice(-SHOWN)) report(`  ${line.slice(0, SHOWN_CHARACTERS)}`);
  for (const fault of faults) report(`difference: ${fault}`);
}
