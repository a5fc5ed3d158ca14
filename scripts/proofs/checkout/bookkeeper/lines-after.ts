// What an event makes of an order's lines.
import type { EventOf } from "../../../../domain/order/events.ts";
import { arrivingLine, type BookLine, depositOf, isSold, newLine } from "./book-line.ts";

export type LinesEvent = EventOf<
  | "DiscountsApplied"
  | "LineSplit"
  | "LinesAppended"
  | "LinesBumped"
  | "LinesConfirmed"
  | "LinesFired"
  | "LinesHeld"
  | "LinesMoved"
  | "LinesProcessed"
  | "LinesRecalled"
  | "LinesReceived"
  | "LinesReleased"
  | "LinesRemoved"
  | "LinesRepriced"
  | "LinesStarted"
  | "LinesVoided"
  | "LinesWasted"
  | "OrderCompleted"
  | "QuantityChanged"
>;

type Lines = readonly BookLine[];

export function linesAfter(lines: Lines, event: LinesEvent): BookLine[] {
  switch (event.type) {
    case "LinesAppended":
      return [...lines, ...event.lines.map((line) => newLine(line, event.bucket))];
    case "LinesReceived":
      return [...lines, ...event.buckets.flatMap((bucket) => bucket.lines.map((line) => arrivingLine(line, bucket.venue)))];
    case "LinesRemoved":
    case "LinesReleased":
      return lines.filter(({ id }) => !event.lines.includes(id));
    case "LinesRepriced":
      return lines.map((line) => repriced(line, event));
    case "QuantityChanged":
      return changed(lines, [event.line], { quantity: event.quantity });
    case "LineSplit":
      return lines.flatMap((line) => (line.id === event.line ? event.parts.map((part) => ({ ...line, ...part })) : [line]));
    case "LinesMoved":
      return moved(lines, event);
    case "DiscountsApplied":
      return lines.map((line) => discounted(line, event));
    case "OrderCompleted":
      return lines.map((line) => (line.status === "NEW" && !line.held ? { ...line, status: "CONFIRMED" } : line));
    case "LinesConfirmed":
      return changed(lines, event.lines, { status: "CONFIRMED" });
    case "LinesFired":
      return changed(lines, event.lines, { status: "CONFIRMED", held: false });
    case "LinesHeld":
      return changed(lines, event.lines, { held: true });
    case "LinesStarted":
    case "LinesBumped":
    case "LinesRecalled":
      return changed(lines, event.lines, { status: "PROCESSING" });
    case "LinesProcessed":
      return changed(lines, event.lines, { status: "PROCESSED" });
    case "LinesVoided":
      return lines.map((line) => (event.lines.includes(line.id) ? { ...line, status: "VOID", begun: line.status === "PROCESSING" } : line));
    case "LinesWasted":
      return changed(lines, event.lines, { status: "WASTE" });
  }
}

/** Which part of a line that was split has what of its discounts is the platform's to say. */
export function withShownDiscounts(
  lines: Lines,
  shown: readonly { id: string; discounts: { layer: string; name: string; discountPrice: string }[] }[],
): BookLine[] {
  return lines.map((line) => {
    const { discounts = [] } = shown.find(({ id }) => id === line.id) ?? {};
    const minor = discounts.map(({ layer, name, discountPrice }) => ({ layer, name, amount: Math.round(Number(discountPrice) * 100) }));
    return { ...line, discounts: minor };
  });
}

const changed = (lines: Lines, ids: readonly string[], change: Partial<BookLine>): BookLine[] =>
  lines.map((line) => (ids.includes(line.id) ? { ...line, ...change } : line));

function repriced(line: BookLine, { lines, bucket }: EventOf<"LinesRepriced">): BookLine {
  const anew = lines.find(({ id }) => id === line.id);
  return anew ? { ...line, price: anew.unitPrice, vat: anew.vat, hash: bucket.menuHash } : line;
}

function moved(lines: Lines, { lines: ids, bucket, sold = [] }: EventOf<"LinesMoved">): BookLine[] {
  const moving = lines.filter(({ id }) => ids.includes(id));
  const there = moving.map((line) => {
    const anew = sold.find(({ id }) => id === line.id);
    const terms = anew && { price: anew.unitPrice, vat: anew.vat, deposit: depositOf(anew) };
    return { ...line, venue: bucket.venue, hash: bucket.menuHash, ...terms };
  });
  return [...lines.filter(({ id }) => !ids.includes(id)), ...there];
}

function discounted(line: BookLine, { layer, discounts }: EventOf<"DiscountsApplied">): BookLine {
  if (!isSold(line)) return line;
  const others = line.discounts.filter((discount) => discount.layer !== layer);
  return { ...line, discounts: [...others, ...discounts.filter((discount) => discount.line === line.id)] };
}
