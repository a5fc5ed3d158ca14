// What was asked of one order, by whom, when, and what came back: everything that the checker looks at.
import { z } from "zod";

/**
 * What a client asks for. Each is one event in the order's log, or none when it is refused or changes nothing.
 * `lines`: products, one line each.
 */
export type Ask =
  | { do: "append"; lines: string[] }
  | { do: "remove"; lines: string[] }
  | { do: "quantity"; line: string; quantity: number }
  | { do: "comment"; text: string }
  | { do: "comment-line"; line: string; text: string }
  | { do: "extra"; name: string; value: string };

export type ShownLine = { id: string; product: string; quantity: number; by: string; comments: string[] };

/** An order as somebody saw it, as far as the asks change it. `total`: minor units. `comments`: with who said it. */
export type Shown = { seq: number; total: number; lines: ShownLine[]; comments: string[]; extra: Record<string, string> };

/**
 * `key`: the command's id as the answer names it. `lines`: ids of the lines that the command made.
 * `shown`: the order when the answer was given, at least as new as the command.
 * `actual`: the number that a refused `ifSeq` was compared with.
 */
export type Answer =
  | { kind: "applied"; key: string; lines: string[]; shown: Shown }
  | { kind: "read"; shown: Shown }
  | { kind: "refused"; code: string; actual?: number | undefined };

/**
 * One request and its answer. `sent`, `answered`: ticks of one clock that all clients share,
 * so that "was answered before … was sent" means something.
 * Several operations with one key are one command, sent again. `ifSeq`: only if this is the newest event.
 */
export type Operation = { client: string; user: string; sent: number; answered: number; answer: Answer } & (
  | { read: true }
  | { read: false; key: string; ask: Ask; ifSeq?: number | undefined }
);
export type Command = Extract<Operation, { read: false }>;

/** What the order's own socket told at `heard`: new events, each under its number with its command's key, and the order after them. */
export type Push = { heard: number; events: { seq: number; key: string }[]; shown: Shown };

/**
 * `start`: the order before anybody asked. `prices`: of one piece, minor units, by product.
 * `guest`: who is shown, and told on the order's own socket, what is for guests; the others are staff.
 */
export type History = { start: Shown; prices: Record<string, number>; operations: Operation[]; pushes: Push[]; guest?: string };

const decimal = z
  .string()
  .regex(/^-?\d+\.\d\d$/)
  .transform((text) => Number(text.replace(".", "")));
const remarks = z.array(z.object({ creator: z.string(), comment: z.string() }));

/** `IOrder`, as far as it is looked at. Amounts have two decimals there. */
export const ReadOrder = z
  .object({
    seq: z.int(),
    total: decimal,
    comments: remarks,
    extra: z.record(z.string(), z.string()),
    buckets: z.array(
      z.object({
        lines: z.array(
          z.object({ id: z.string(), productId: z.string(), quantity: z.int(), creator: z.string(), price: decimal, comments: remarks }),
        ),
      }),
    ),
  })
  .transform(({ buckets, comments, ...order }) => {
    const lines = buckets.flatMap((bucket) => bucket.lines);
    const shown: Shown = {
      ...order,
      comments: comments.map(said),
      lines: lines.map(({ id, productId, quantity, creator, comments: own }) => ({
        id,
        product: productId,
        quantity,
        by: creator,
        comments: own.map(said),
      })),
    };
    return { shown, prices: Object.fromEntries(lines.map(({ productId, price }) => [productId, price])) };
  });

const said = ({ creator, comment }: { creator: string; comment: string }) => remark(creator, comment);
/** A guest sees his own words, and of who else has done something that it was staff. */
export function forGuest(order: Shown, guest: string): Shown {
  const own = (texts: string[]) => texts.filter((one) => one.startsWith(remark(guest, "")));
  const lines = order.lines.map((line) => ({ ...line, by: line.by === guest ? guest : "staff", comments: own(line.comments) }));
  return { ...order, lines, comments: own(order.comments) };
}
export const remark = (by: string, text: string): string => `${by}: ${text}`;
