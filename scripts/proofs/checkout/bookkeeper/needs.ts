// What of a venue's counted things an order needs, line by line, and by how much a decision has changed that.
import type { BookLine } from "./book-line.ts";
import type { OrderBook } from "./order-book.ts";
import { productsIn } from "./price.ts";
import type { Word } from "./shelf.ts";

/** Units by venue, line and product, e.g. `north 018f… cookie`. */
export type Needs = ReadonlyMap<string, number>;

const keyOf = (venue: string, line: string, product: string): string => `${venue} ${line} ${product}`;

/** With what is on its way to another order. */
export function needsOf(book: OrderBook): Needs {
  const needs = new Map<string, number>();
  if (book.status === "ABSENT") return needs;
  const isKept = book.keeps();
  for (const line of book.lines) if (isKept(line)) add(needs, line, 1);
  for (const line of book.transit.kept) add(needs, line, 1);
  return needs;
}

/** What is needed more, and what less. What has come from another order was kept for that one, and what has gone there is. */
export function changeOf(before: Needs, book: OrderBook): Needs {
  const change = new Map(needsOf(book));
  for (const [key, units] of before) change.set(key, (change.get(key) ?? 0) - units);
  const { departed, arrived } = book.transit.takeHandedOver();
  for (const line of departed) add(change, line, 1);
  for (const line of arrived) add(change, line, -1);
  return withoutZeros(change);
}

function add(needs: Map<string, number>, line: BookLine, times: number): void {
  for (const [product, each] of productsIn(line)) {
    const key = keyOf(line.venue, line.root, product);
    needs.set(key, (needs.get(key) ?? 0) + times * each * line.quantity);
  }
}

export const withoutZeros = (units: Needs): Needs => new Map([...units].filter(([, each]) => each !== 0));

/** The same of what a venue is told. */
export function unitsOf(venue: string, lines: Word["takes"]): Needs {
  const units = new Map<string, number>();
  for (const { line, items } of lines) {
    for (const { product, quantity } of items) {
      const key = keyOf(venue, line, product);
      units.set(key, (units.get(key) ?? 0) + quantity);
    }
  }
  return units;
}

export const asText = (units: Needs): string =>
  [...units]
    .map(([key, each]) => `${each} × ${key}`)
    .toSorted()
    .join(", ") || "nothing";
export const venueOf = (key: string): string => key.split(" ")[0] ?? "";
export const productOf = (key: string): string => key.split(" ")[2] ?? "";
export const lineOf = (key: string): string => key.split(" ")[1] ?? "";
