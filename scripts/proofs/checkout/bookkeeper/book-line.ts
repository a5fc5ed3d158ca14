// A line of an order, as far as what it costs and takes goes.
import type { EventOf } from "../../../../domain/order/events.ts";

type Appended = EventOf<"LinesAppended">["lines"][number];
export type ArrivingBucket = EventOf<"LinesReceived">["buckets"][number];

/**
 * `root`: the line that it was split from at first. `deposit`: minor units on what goes out with one. `hash`: of the menu that says its
 * price. `begun`: a kitchen was making it when it was voided.
 */
export type BookLine = {
  id: string;
  root: string;
  venue: string;
  product: string;
  config: Appended["config"];
  price: number;
  quantity: number;
  vat: string;
  tags: readonly string[];
  deposit: number;
  hash: string;
  status: string;
  held: boolean;
  begun: boolean;
  discounts: readonly { layer: string; name: string; amount: number }[];
};

type Sold = Pick<Appended, "id" | "productId" | "config" | "unitPrice" | "quantity" | "vat" | "tags" | "status"> & {
  held?: boolean | undefined;
  deposits?: { deposit: number; count: number }[] | undefined;
};

export const newLine = (line: Sold, { venue, menuHash }: { venue: string; menuHash: string }): BookLine => ({
  id: line.id,
  root: line.id,
  venue,
  product: line.productId,
  config: line.config,
  price: line.unitPrice,
  quantity: line.quantity,
  vat: line.vat,
  tags: line.tags,
  deposit: depositOf(line),
  hash: menuHash,
  status: line.status,
  held: line.held ?? false,
  begun: false,
  discounts: [],
});

/** As it comes from another order: with what became of it there. */
export const arrivingLine = (line: ArrivingBucket["lines"][number], venue: string): BookLine => ({
  ...newLine(line, { venue, menuHash: line.menuHash }),
  root: line.root ?? line.id,
  begun: line.begun === true,
  discounts: line.discounts,
});

/** Minor units. */
export const depositOf = ({ deposits = [] }: Pick<Sold, "deposits">): number =>
  deposits.reduce((sum, { deposit, count }) => sum + deposit * count, 0);

export const isSold = ({ status }: BookLine): boolean => status !== "VOID" && status !== "WASTE";
