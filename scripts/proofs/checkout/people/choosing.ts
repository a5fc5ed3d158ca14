// What people choose of, when they do something: an order, a line, a venue, an amount.
import type { RequestedLine } from "../../../../domain/order/commands.ts";
import type { Dice } from "../../lib/dice.ts";
import type { BookLine } from "../bookkeeper/book-line.ts";
import type { OrderBook } from "../bookkeeper/order-book.ts";
import { OPTION, PRODUCTS, VENUES } from "../chain.ts";
import type { World } from "../world.ts";

export type Scene = { world: World; dice: Dice };
/** An order that somebody looks at. */
export type Looked = { id: string; book: OrderBook };

/** The newest orders draw the most attention. */
export function anOrder({ world, dice }: Scene, is: (book: OrderBook) => boolean = () => true): Looked | undefined {
  const known = world.orders.flatMap((id): Looked[] => {
    const book = world.books.of(id);
    return book && is(book) ? [{ id, book }] : [];
  });
  return known.length > 0 ? dice.pick(known) : undefined;
}

export function aLine({ dice }: Scene, { book }: Looked, is: (line: BookLine) => boolean = () => true): BookLine | undefined {
  const lines = book.lines.filter(is);
  return lines.length > 0 ? dice.pick(lines) : undefined;
}

export const aVenue = ({ dice }: Scene): string => dice.pick(VENUES);

/** Where the order has something already, mostly. */
export function venueFor(scene: Scene, book: OrderBook | undefined): string {
  const there = book?.lines[0]?.venue;
  return there !== undefined && scene.dice.chance(0.8) ? there : aVenue(scene);
}

const MENU = [
  "cookie",
  "cookie",
  "cookie",
  "burger",
  "burger",
  "donut",
  "beer",
  "meal",
  "tea",
  "water",
] as const satisfies (keyof typeof PRODUCTS)[];

export function newLine({ world, dice }: Scene, status: RequestedLine["status"] = "NEW"): RequestedLine {
  const productId = dice.pick(MENU);
  const drinks = dice.int(3);
  const config = productId === "meal" && drinks > 0 ? { selected: { drinks: { [OPTION.product]: String(drinks) } } } : {};
  return { id: world.newId("9"), productId, quantity: dice.pick([1, 1, 1, 2, 2, 3, 6]), config, status };
}

/** What the lines cost together, as the bill says. Minor units. */
export const sharesOf = ({ world }: Scene, { id }: Looked, lines: readonly string[]): number => {
  const bill = world.books.bill(id);
  return lines.reduce((sum, line) => sum + (bill.get(line) ?? 0), 0);
};

/** Some of what is sold, by name. */
export function someLines({ dice }: Scene, { book }: Looked): string[] {
  const sold = book.sold.filter(({ id }) => !book.bound.has(id) || dice.chance(0.1)).map(({ id }) => id);
  return sold.filter((_, index) => index === 0 || dice.chance(0.4));
}
