// One sum, borne by many rows.
import { allocate, allocateInSteps } from "./allocate";
import type { Minor } from "./money";

/** `cost`: what the row costs by itself. `weight`: how much of what all rows bear together is its; not negative. Minor units. */
export type WeightedRow = { id: string; article: string; weight: Minor; cost: Minor };

/**
 * Each row bears its cost, and its part of what the sum is more or less than all costs; the parts are the sum, exactly. None is negative if
 * the sum and the costs are not. Rows of one article are one until the last step, and divided in steps: splitting a row moves nobody else's
 * part. Without rows there are no parts.
 */
export function apportion(amount: Minor, rows: readonly WeightedRow[]): Map<string, Minor> {
  const articles = [...Map.groupBy(rows, ({ article }) => article).values()];
  const extras = allocate(...extraOver(amount - costOf(rows), articles.map(joined)));
  return new Map(
    articles.flatMap((same, nth) => {
      const each = allocateInSteps(...extraOver(extras[nth] ?? 0, same));
      return same.map(({ id, cost }, index) => [id, cost + (each[index] ?? 0)] as const);
    }),
  );
}

type Weighed = Pick<WeightedRow, "weight" | "cost">;

const joined = (rows: readonly Weighed[]): Weighed => ({ weight: rows.reduce((sum, { weight }) => sum + weight, 0), cost: costOf(rows) });

const costOf = (rows: readonly Weighed[]): Minor => rows.reduce((sum, { cost }) => sum + cost, 0);

/** What comes on top goes by weight; what comes off goes by cost, so that nothing falls below zero. */
const extraOver = (amount: Minor, rows: readonly Weighed[]): [Minor, number[]] => [
  amount,
  rows.map(({ weight, cost }) => (amount < 0 ? Math.max(0, cost) : weight)),
];
