// What may be said of an order until it ends: couriers call, kitchens note, tills store their numbers.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import { linesOf, type Order, type OrderState } from "../state";
import { alive, type Circumstances, type Decision, missingLine, refuse, stampOf } from "./guards";

type Note = CommandOf<"SetContact" | "StoreExtra" | "StoreLinesExtra" | "CommentOrder" | "CommentLine">;

/** Of an order and its lines together: far above any conversation, far below what a state may weigh. */
const MAX_COMMENTS = 1_000;

export function note(command: Note, state: OrderState, { envelope }: Circumstances): Decision {
  const order = alive(state);
  if (!order.ok) return order;
  const stamp = stampOf(envelope);
  switch (command.type) {
    case "SetContact":
      return ok([{ ...stamp, type: "ContactSet", contact: command.contact }]);
    case "StoreExtra":
      if (saysNothing(command)) return ok([]);
      return ok([{ ...stamp, type: "ExtraStored", store: command.store, ...removed(command.remove) }]);
    case "StoreLinesExtra": {
      const missing = missingLine(order.value, command.lines);
      if (missing) return refuse(missing);
      if (saysNothing(command)) return ok([]);
      return ok([{ ...stamp, type: "LinesExtraStored", lines: command.lines, store: command.store, ...removed(command.remove) }]);
    }
    case "CommentOrder":
      if (isFull(order.value)) return refuse({ code: "too-many-comments", limit: MAX_COMMENTS });
      return ok([{ ...stamp, type: "OrderCommented", id: command.id, comment: command.comment }]);
    case "CommentLine": {
      const missing = missingLine(order.value, [command.line]);
      if (missing) return refuse(missing);
      if (isFull(order.value)) return refuse({ code: "too-many-comments", limit: MAX_COMMENTS });
      return ok([{ ...stamp, type: "LineCommented", id: command.id, line: command.line, comment: command.comment }]);
    }
  }
}

const isFull = (order: Order): boolean =>
  order.comments.length + linesOf(order).reduce((sum, { comments }) => sum + comments.length, 0) >= MAX_COMMENTS;

const saysNothing = ({ store, remove = [] }: Pick<CommandOf<"StoreExtra">, "store" | "remove">): boolean =>
  Object.keys(store).length + remove.length === 0;

const removed = (remove: string[] | undefined) => (remove && remove.length > 0 ? { remove } : {});
