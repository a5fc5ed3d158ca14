// A proof tries to break a promise of the product at a size of one's choice, and ends in a figure.

/**
 * `size`: how much of it, in the proof's own unit. `report`: a line for whoever watches.
 * `seed`: for a proof that throws dice, to throw the same again.
 * Answers its figure. @throws when the promise is broken
 */
export type Proof = {
  name: string;
  promise: string;
  unit: string;
  size: number;
  run(size: number, report: (line: string) => void, seed: number): Promise<string>;
};
