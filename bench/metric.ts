// What a metric is, and how it is taken: both sides in the same run, turn and turn about, medians of rounds.
import type { Rig } from "./rig.ts";

export type Figure = { ours: number; floor: number; ratio: number; unit: string; rounds: number };

export type Metric = {
  unit: "ms" | "accepted/s" | "holds/s";
  /** What `ours / floor` should be. */
  target: { bound: "at most" | "at least"; ratio: number };
  what: string;
  /** Why it cannot be taken on this machine; undefined when it can. */
  missing?(): string | undefined;
  open(rig: Rig): Promise<Sides>;
};

/** Each takes one round and answers its figure. `remark`: what else should be known of the rounds so far. */
export type Sides = { ours(): Promise<number>; floor(): Promise<number>; close?(): void | Promise<void>; remark?(): string };

export type Taken = { figure: Figure; remark: string | undefined };

/** One round to warm up, which does not count; then who goes first changes from round to round. */
export async function take(metric: Metric, rig: Rig, rounds: number): Promise<Taken> {
  const sides = await metric.open(rig);
  try {
    const ours: number[] = [];
    const floor: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const turns = [async () => ours.push(await sides.ours()), async () => floor.push(await sides.floor())];
      for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
    }
    const [us, it] = [median(ours.slice(1)), median(floor.slice(1))];
    const figure = { ours: rounded(us), floor: rounded(it), ratio: rounded(us / it), unit: metric.unit, rounds };
    return { figure, remark: sides.remark?.() };
  } finally {
    await sides.close?.();
  }
}

export const isMet = ({ target: { bound, ratio } }: Metric, figure: Figure): boolean =>
  bound === "at most" ? figure.ratio <= ratio : figure.ratio >= ratio;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

const rounded = (value: number) => Number(value.toFixed(3));
