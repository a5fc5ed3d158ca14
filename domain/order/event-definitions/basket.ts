// What is in an order: lines that come, change and go.
import { splitDiscounts } from "../../discount/split-discounts";
import { nameless } from "../erasure";
import type { EventOf } from "../events";
import { isStaffs } from "../guest-view";
import { lineForJoined } from "../joined-guest";
import type { SoldLine } from "../sold-line";
import type { Line, Order } from "../state";
import { without } from "../without";
import { always, type EventDefinitions, FOR_ALL } from "./event-definition";
import { into, onLines, reopened, resold, ruledBy, taken, withLines } from "./line-changes";
import { logged } from "./logs";
import { many } from "./history-words";
import { staffKeysAfter } from "./staff-keys";

const uncommented = <L extends { comment?: string | undefined }>(line: L): L =>
  line.comment === undefined ? line : { ...line, comment: "" };

export const basketEvents = {
  LinesAppended: {
    evolve: (order, event) => {
      const fresh = event.lines.map((line) => appended(line, event));
      return reopened(into(ruledBy(order, event.discountRules), event.bucket, fresh));
    },
    changesBasket: always,
    givesWork: true,
    says: ({ lines }, money) =>
      `added ${lines.map(({ productId, quantity, unitPrice }) => `${quantity} × ${productId} at ${money(unitPrice)}`).join(", ")}`,
    disclosure: {
      erased: (event) => ({
        ...event,
        lines: event.lines.map((line) => ({ ...uncommented(line), ...(line.extra && { extra: nameless(line.extra) }) })),
      }),
      forGuests: (event, people) => (isStaffs(people, event) ? { ...event, lines: event.lines.map(uncommented), byStaff: true } : event),
      forJoined: (event) => ({ ...event, lines: event.lines.map(lineForJoined) }),
    },
  },
  LinesFlagged: {
    evolve: (order, event) => {
      const flags = new Map(event.flags.map(({ line, reason }) => [line, reason]));
      return onLines(order, [...flags.keys()], (line) => {
        const reason = flags.get(line.id);
        return typeof reason === "string" ? { ...line, flagged: reason } : without(line, "flagged");
      });
    },
    says: ({ flags }) =>
      flags.some(({ reason }) => reason !== null) ? "found lines that cannot be had any more" : "found lines to be had again",
    lines: ({ flags }) => flags.map(({ line }) => line),
    disclosure: FOR_ALL,
  },
  LinesRepriced: {
    evolve: (order, event) => {
      const { menuHash, menuVersion } = event.bucket;
      const now = new Map(event.lines.map((line) => [line.id, line]));
      return onLines(order, [...now.keys()], ({ rates: _rates, deposits: before, ...line }) => {
        const { deposits = before, tags = line.tags, eligible = line.eligible, ...repriced } = now.get(line.id) ?? {};
        return {
          ...line,
          ...repriced,
          tags,
          eligible,
          ...(deposits && deposits.length > 0 && { deposits }),
          menuHash,
          ...(menuVersion !== undefined && { menuVersion }),
          updated: event.at,
        };
      });
    },
    changesBasket: always,
    says: ({ lines }, money) =>
      `brought ${many(lines.length, "line")} to the menu's newer price: ${lines.map(({ unitPrice }) => money(unitPrice)).join(", ")}`,
    disclosure: FOR_ALL,
  },
  SaleTimesSet: {
    evolve: (order, event) => {
      const now = new Map(event.lines.map(({ id, onSale }) => [id, onSale]));
      return onLines(order, [...now.keys()], (line) => {
        const onSale = now.get(line.id);
        return onSale ? { ...line, onSale } : without(line, "onSale");
      });
    },
    says: ({ lines }) => `found ${many(lines.length, "line")} to be sold at other times`,
    disclosure: FOR_ALL,
  },
  LinesRemoved: {
    evolve: (order, event) => taken(order, new Set(event.lines)),
    changesBasket: always,
    says: ({ lines }) => `removed ${many(lines.length, "line")}`,
    disclosure: FOR_ALL,
  },
  QuantityChanged: {
    evolve: (order, { line: id, quantity, at }) => onLines(order, [id], (line) => ({ ...line, quantity, updated: at })),
    changesBasket: always,
    says: ({ quantity }) => `changed a quantity to ${quantity}`,
    disclosure: FOR_ALL,
  },
  LineSplit: {
    evolve: split,
    changesBasket: always,
    says: ({ parts }) => `split a line into ${parts.map(({ quantity }) => quantity).join(" + ")}`,
    disclosure: FOR_ALL,
  },
  LinesMoved: {
    evolve: (order, event) => {
      const moving = new Set(event.lines);
      const lines = order.buckets.flatMap((bucket) => bucket.lines.filter(({ id }) => moving.has(id)));
      const there = lines.map((line) => moved(line, event));
      const ruled = ruledBy(order, event.discountRules);
      return logged(into(taken(ruled, moving), event.bucket, there), event, {
        message: `moved to ${event.bucket.venue}`,
        lines: event.lines,
      });
    },
    changesBasket: ({ sold }) => sold !== undefined,
    givesWork: true,
    says: ({ lines, bucket }) => `moved ${many(lines.length, "line")} to ${bucket.venue}`,
    disclosure: FOR_ALL,
  },
} satisfies Partial<EventDefinitions>;

const appended = (
  { comment, ...line }: SoldLine,
  { bucket: { menuHash, menuVersion }, staff, byStaff, by, at }: EventOf<"LinesAppended">,
): Line => ({
  ...line,
  ...(line.extra && staffKeysAfter(undefined, { store: line.extra, staff })),
  menuHash,
  ...(menuVersion !== undefined && { menuVersion }),
  by,
  created: at,
  updated: at,
  comments: comment === undefined ? [] : [{ id: line.id, by, at, comment, ...(byStaff && { byStaff }) }],
  discounts: [],
});

/** Another venue has prices and stations of its own. */
function moved(line: Line, { bucket, sold, stations, at }: EventOf<"LinesMoved">): Line {
  const anew = sold?.find(({ id }) => id === line.id);
  if (anew) return resold(line, anew, bucket, at);
  const there = stations?.[line.id];
  return there ? { ...line, stations: there } : without(line, "stations");
}

/** Each part bears its share of the discounts, so that splitting costs nobody anything. */
function split(order: Order, { line: id, parts, at }: EventOf<"LineSplit">): Order {
  const partsOf = (line: Line): Line[] => {
    const discounts = splitDiscounts(line.discounts, line.unitPrice, parts);
    return parts.map((part, index) => ({
      ...line,
      ...part,
      ...(part.id !== line.id && { root: line.root ?? line.id }),
      updated: at,
      discounts: discounts[index] ?? [],
    }));
  };
  return withLines(order, (line) => (line.id === id ? partsOf(line) : line));
}
