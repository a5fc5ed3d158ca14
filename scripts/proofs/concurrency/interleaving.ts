// Time in which nothing happens by itself: whoever waits goes on when the dice say so. The same dice, the same order of things.
import { setImmediate as settled } from "node:timers/promises";
import type { Dice } from "../lib/dice.ts";

export type Interleaving = {
  /** Lets others go first, or not. */
  pause: () => Promise<void>;
  /** Lets everybody go on, one at a time, until the work is done and nobody waits. @throws when the work waits for something else */
  run: <T>(work: Promise<T>) => Promise<T>;
};

export function interleaving(dice: Dice): Interleaving {
  const waiting: (() => void)[] = [];
  return {
    pause: () => new Promise((go) => void waiting.push(go)),
    run: async (work) => {
      let done = false;
      const end = () => void (done = true);
      work.then(end, end);
      for (;;) {
        await settled();
        const [next] = waiting.splice(dice.int(waiting.length), 1);
        if (next) next();
        else if (done) return work;
        else throw new Error("the work waits for something that never comes");
      }
    },
  };
}
