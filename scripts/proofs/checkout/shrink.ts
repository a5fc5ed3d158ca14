// The shortest story that still shows a fault, as far as that is cheap to find: steps are left out, half of them, a quarter, one by one.
import type { Sources } from "./objects/load.ts";
import { type Ending, play, type Story } from "./story.ts";

const MAX_PLAYS = 300;

/** The story that is left, and how it ends: with a fault of the same kind. */
export async function shrink(sources: Sources, story: Story, ending: Ending): Promise<{ story: Story; ending: Ending }> {
  const kind = kindOf(ending);
  let best = { story, ending };
  let plays = 0;
  for (let size = Math.ceil(story.steps.length / 2); size >= 1 && plays < MAX_PLAYS; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.story.steps.length && plays < MAX_PLAYS; plays += 1) {
      const steps = best.story.steps.toSpliced(at, size);
      const shorter = { story: { ...story, steps }, ending: await play(sources, { ...story, steps }) };
      if (kindOf(shorter.ending) === kind) best = shorter;
      else at += size;
    }
  }
  return best;
}

/** A fault without the ids and amounts in it. */
export const kindOf = ({ faults: [fault = ""] }: Pick<Ending, "faults">): string =>
  fault
    .replaceAll(/\b(order|line|payment|id|refund)-[\w-]+/g, "…")
    .replaceAll(/[\d.]+/g, "#")
    .slice(0, 60);
