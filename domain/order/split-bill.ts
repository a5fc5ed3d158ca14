// One bill for many guests: shares that add up to it exactly, however it is divided.
import { allocate } from "../pricing/allocate";
import type { Minor } from "../pricing/money";
import { type Line, linesOf, type Order } from "./state";
import { sharesByLine } from "./line-shares";
import { unclaimed } from "./totals";

/** `key`: the person, the line, or the number of the part. `amount`: minor units. */
export type Share = { key: string; lines: string[]; amount: Minor };

/** A seat whose name was erased is none. */
const personOf = ({ extra, by }: Line): string => {
  const seat = extra?.["x-seat"];
  return seat === undefined || seat === "" ? by : seat;
};

/** By person: by the seat that a line's extra `x-seat` names, else by who ordered it. */
export function byPerson(order: Order): Share[] {
  const costs = sharesByLine(order);
  const people = Map.groupBy(linesOf(order), personOf);
  return [...people].map(([key, lines]) => ({
    key,
    lines: lines.map(({ id }) => id),
    amount: lines.reduce((sum, { id }) => sum + (costs.get(id) ?? 0), 0),
  }));
}

export const byLine = (order: Order): Share[] => [...sharesByLine(order)].map(([id, amount]) => ({ key: id, lines: [id], amount }));

/** What is left to pay, and nobody is paying yet, in `parts` as equal as coins allow. */
export const inParts = (order: Order, parts: number): Share[] =>
  allocate(
    unclaimed(order),
    Array.from({ length: parts }, () => 1),
  ).map((amount, index) => ({ key: String(index + 1), lines: [], amount }));
