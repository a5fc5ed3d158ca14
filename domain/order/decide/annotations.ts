// What may be said of an order until it ends: couriers call, kitchens note, tills store their numbers.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import type { Rejection } from "../rejections";
import { linesOf, type Order } from "../state";
import { alive, missingLine, refuse, stampOf } from "./guards";
import { type Handlers, when } from "./handler";

export const annotationHandlers = {
  SetContact: when(alive, ({ contact }, _, { envelope }) => ok([{ ...stampOf(envelope), type: "ContactSet", contact }])),
  StoreExtra: when(alive, ({ store, remove }, _, { envelope }) =>
    ok(saysNothing({ store, remove }) ? [] : [{ ...stampOf(envelope), type: "ExtraStored", store, ...removed(remove) }]),
  ),
  StoreLinesExtra: when(alive, ({ lines, store, remove }, order, { envelope }) => {
    const missing = missingLine(order, lines);
    if (missing) return refuse(missing);
    return ok(saysNothing({ store, remove }) ? [] : [{ ...stampOf(envelope), type: "LinesExtraStored", lines, store, ...removed(remove) }]);
  }),
  CommentOrder: when(alive, ({ id, comment }, order, { envelope }) => {
    const full = tooManyComments(order);
    return full ? refuse(full) : ok([{ ...stampOf(envelope), type: "OrderCommented", id, comment }]);
  }),
  CommentLine: when(alive, ({ id, line, comment }, order, { envelope }) => {
    const obstacle = missingLine(order, [line]) ?? tooManyComments(order);
    return obstacle ? refuse(obstacle) : ok([{ ...stampOf(envelope), type: "LineCommented", id, line, comment }]);
  }),
} satisfies Partial<Handlers>;

/** Of an order and its lines together: far above any conversation, far below what a state may weigh. */
const MAX_COMMENTS = 1_000;

function tooManyComments(order: Order): Rejection | undefined {
  const comments = order.comments.length + linesOf(order).reduce((sum, line) => sum + line.comments.length, 0);
  return comments >= MAX_COMMENTS ? { code: "too-many-comments", limit: MAX_COMMENTS } : undefined;
}

const saysNothing = ({ store, remove = [] }: Pick<CommandOf<"StoreExtra">, "store" | "remove">): boolean =>
  Object.keys(store).length + remove.length === 0;

const removed = (remove: string[] | undefined) => (remove && remove.length > 0 ? { remove } : {});
