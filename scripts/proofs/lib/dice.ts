// Chance that can be had again: the same seed, the same throws.

export type Dice = {
  /** 0 … n-1. */
  int(n: number): number;
  chance(probability: number): boolean;
  /** @throws when there is nothing to pick from */
  pick<T>(from: readonly T[]): T;
};

/** mulberry32: 32 bits of state are plenty for a proof. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (n: number) => Math.floor(next() * n);
  return {
    int,
    chance: (probability) => next() < probability,
    pick: <T>(from: readonly T[]) => {
      const [picked] = from.slice(int(from.length));
      if (picked === undefined) throw new Error("there is nothing to pick from");
      return picked;
    },
  };
}
