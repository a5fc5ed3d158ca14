// What may be said of an order until it ends: couriers call, kitchens note, tills store their numbers.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import type { Rejection } from "../rejections";
import { linesOf, type Order, type OrderState } from "../state";
import { alive, type Decision, missingLine, refuse, stampOf } from "./guards";
import type { Handlers } from "./handler";

export const annotationHandlers = {
  SetContact: ({ contact }, state, { envelope }) => whenAlive(state, () => ok([{ ...stampOf(envelope), type: "ContactSet", contact }])),
  StoreExtra: ({ store, remove }, state, { envelope }) =>
    whenAlive(state, () =>
      ok(saysNothing({ store, remove }) ? [] : [{ ...stampOf(envelope), type: "ExtraStored", store, ...removed(remove) }]),
    ),
  StoreLinesExtra: ({ lines, store, remove }, state, { envelope }) =>
    whenAlive(state, (order) => {
      const missing = missingLine(order, lines);
      if (missing) return refuse(missing);
      return ok(
        saysNothing({ store, remove }) ? [] : [{ ...stampOf(envelope), type: "LinesExtraStored", lines, store, ...removed(remove) }],
      );
    }),
  CommentOrder: ({ id, comment }, state, { envelope }) =>
    whenAlive(state, (order) => {
      const full = tooManyComments(order);
      return full ? refuse(full) : ok([{ ...stampOf(envelope), type: "OrderCommented", id, comment }]);
    }),
  CommentLine: ({ id, line, comment }, state, { envelope }) =>
    whenAlive(state, (order) => {
      const obstacle = missingLine(order, [line]) ?? tooManyComments(order);
      return obstacle ? refuse(obstacle) : ok([{ ...stampOf(envelope), type: "LineCommented", id, line, comment }]);
    }),
} satisfies Partial<Handlers>;

function whenAlive(state: OrderState, decide: (order: Order) => Decision): Decision {
  const order = alive(state);
  return order.ok ? decide(order.value) : order;
}

/** Of an order and its lines together: far above any conversation, far below what a state may weigh. */
const MAX_COMMENTS = 1_000;

function tooManyComments(order: Order): Rejection | undefined {
  const comments = order.comments.length + linesOf(order).reduce((sum, line) => sum + line.comments.length, 0);
  return comments >= MAX_COMMENTS ? { code: "too-many-comments", limit: MAX_COMMENTS } : undefined;
}

const saysNothing = ({ store, remove = [] }: Pick<CommandOf<"StoreExtra">, "store" | "remove">): boolean =>
  Object.keys(store).length + remove.length === 0;

const removed = (remove: string[] | undefined) => (remove && remove.length > 0 ? { remove } : {});
