// From orders as the venue's socket shows them to tickets as cooks read them.
import { z } from "zod";

const Comment = z.object({ comment: z.string() });
type Product = { kind: string; literals: Record<string, string>; quantity?: string | undefined; items?: Product[] | undefined };
const Product: z.ZodType<Product> = z.lazy(() =>
  z.object({
    kind: z.string(),
    literals: z.record(z.string(), z.string()).default({}),
    quantity: z.string().optional(),
    items: z.array(Product).optional(),
  }),
);
const Line = z.object({
  id: z.string(),
  productId: z.string(),
  product: Product,
  quantity: z.number(),
  status: z.string(),
  comments: z.array(Comment).default([]),
  course: z.number().optional(),
  held: z.boolean().optional(),
  stations: z.array(z.string()).optional(),
  bumped: z.array(z.string()).optional(),
});
/** The part of an order that a kitchen looks at. */
const Shown = z.object({
  id: z.string(),
  seq: z.number(),
  status: z.string(),
  orderType: z.string(),
  claimCode: z.string().default(""),
  completed: z.boolean(),
  closed: z.boolean(),
  completedTime: z.string().optional(),
  due: z.string().optional(),
  etf: z.string().optional(),
  alerted: z.string().optional(),
  escalated: z.string().optional(),
  traces: z.record(z.string(), z.unknown()).default({}),
  priority: z.boolean().optional(),
  comments: z.array(Comment).default([]),
  buckets: z.array(z.object({ venue: z.string(), queuePos: z.string().optional(), lines: z.array(Line) })),
});

/** `state`: `open` to be made, `made`, `held` until it is fired. */
export type TicketLine = {
  id: string;
  name: string;
  quantity: number;
  choices: string[];
  comments: string[];
  state: "open" | "made" | "held";
  stations: string[];
  bumped: string[];
};

/** `content` changes when, and only when, there is something new for a cook to see. */
export type Ticket = {
  order: string;
  seq: number;
  number: string;
  type: string;
  ready: boolean;
  placedAt: number;
  /** When it is wanted or promised. */
  promisedAt: number | undefined;
  alerted: boolean;
  priority: boolean;
  comments: string[];
  lines: TicketLine[];
  content: string;
};

/** Undefined for an order that is nothing to this kitchen: not placed, over, or without a line of it. */
function ticketOf(order: unknown, venue: string): Ticket | undefined {
  const { success, data } = Shown.safeParse(order);
  if (!success || !data.completed || data.closed || data.status === "DELIVERED") return undefined;
  const bucket = data.buckets.find((each) => each.venue === venue);
  const lines = bucket?.lines.flatMap(lineOf) ?? [];
  if (!bucket || lines.length === 0) return undefined;
  const promised = data.etf ?? data.due;
  const seen = {
    order: data.id,
    number: bucket.queuePos ?? data.claimCode,
    type: data.orderType,
    ready: data.status === "DELIVER",
    placedAt: Date.parse(data.completedTime ?? ""),
    promisedAt: promised === undefined ? undefined : Date.parse(promised),
    alerted: data.alerted !== undefined || (data.escalated !== undefined && Object.keys(data.traces).length === 0),
    priority: data.priority ?? false,
    comments: data.comments.map(({ comment }) => comment),
    lines,
  };
  return { ...seen, seq: data.seq, content: JSON.stringify(seen) };
}

function lineOf(line: z.infer<typeof Line>): TicketLine[] {
  if (["VOID", "WASTE", "TECHNICAL"].includes(line.status)) return [];
  const state = line.status === "PROCESSED" ? "made" : line.held || line.status === "NEW" ? "held" : "open";
  return [
    {
      id: line.id,
      name: nameOf(line.product, line.productId),
      quantity: line.quantity,
      choices: choicesOf(line.product),
      comments: line.comments.map(({ comment }) => comment),
      state,
      stations: line.stations ?? [],
      bumped: line.bumped ?? [],
    },
  ];
}

const nameOf = ({ literals }: Product, otherwise: string): string => literals.name ?? otherwise;

function choicesOf({ items = [] }: Product): string[] {
  return items.flatMap((item) => {
    if (item.kind !== "product") return choicesOf(item);
    const many = item.quantity !== undefined && item.quantity !== "1" ? `${item.quantity} × ` : "";
    return [`${many}${nameOf(item, "?")}`, ...choicesOf(item)];
  });
}

/** What is to be made, most urgent first: priority, then what is promised soonest, then what has waited longest. */
export function board(orders: Iterable<unknown>, venue: string): { making: Ticket[]; ready: Ticket[] } {
  const tickets = [...orders].flatMap((order) => ticketOf(order, venue) ?? []).toSorted(urgency);
  return { making: tickets.filter(({ ready }) => !ready), ready: tickets.filter(({ ready }) => ready) };
}

const urgency = (one: Ticket, other: Ticket): number =>
  Number(other.priority) - Number(one.priority) ||
  (one.promisedAt ?? one.placedAt) - (other.promisedAt ?? other.placedAt) ||
  one.placedAt - other.placedAt ||
  one.order.localeCompare(other.order);

/** Lines by the station that makes them, in the order of the ticket; without a station at the end. A line of two stations is at both. */
export function byStation(lines: readonly TicketLine[]): [station: string, lines: TicketLine[]][] {
  const groups = new Map<string, TicketLine[]>();
  for (const line of lines) {
    for (const station of line.stations.length > 0 ? line.stations : [""]) groups.set(station, [...(groups.get(station) ?? []), line]);
  }
  return [...groups].toSorted(([one], [other]) => Number(one === "") - Number(other === ""));
}

/** Done as far as this station goes. */
export const isDone = ({ state, bumped }: TicketLine, station: string): boolean => state === "made" || bumped.includes(station);
