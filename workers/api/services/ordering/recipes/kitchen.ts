// What the restaurant does with an order.
import {
  BumpBody,
  ExpediteBody,
  FireBody,
  LineIds,
  QueuePosBody,
  StatusInfoBody,
  VoidBody,
  WasteBody,
} from "../../../../../protocol/ordering";
import { plain, recipe, withCard } from "../recipe";
import { Nothing } from "../routes";
import { ok } from "../../../../../domain/result";
import { placingCard } from "../../../placing-card";
import { seenOf } from "../venue-of";

const optional = { required: false };
const infoOf = (body: { statusInfo?: string | null | undefined } | undefined) => (body?.statusInfo ? { statusInfo: body.statusInfo } : {});

export const kitchenRecipes = [
  recipe("lines/confirm", "Lines → CONFIRMED", LineIds, (lines) => plain({ type: "ConfirmLines", lines })),
  recipe("lines/processing", "Lines → PROCESSING", LineIds, (lines) => plain({ type: "StartLines", lines })),
  recipe("lines/processed", "Lines → PROCESSED", LineIds, (lines) => plain({ type: "ProcessLines", lines })),
  recipe("lines/recall", "Lines that were called made are made again, until the order is handed over", LineIds, (lines) =>
    plain({ type: "RecallLines", lines }),
  ),
  recipe("kds/bump", "Done: all that a venue or one of its stations has not finished, or of that these lines", BumpBody, (body) =>
    plain({ type: "BumpLines", ...body }),
  ),
  recipe(
    "kds/expedite",
    "Put the order before others, or with `on: false` in its turn again",
    ExpediteBody,
    (body) => plain({ type: "ExpediteOrder", on: body?.on ?? true }),
    optional,
  ),
  recipe("lines/void", "Lines → VOID", VoidBody, (body) => plain({ type: "VoidLines", ...(Array.isArray(body) ? { lines: body } : body) })),
  recipe("lines/waste", "Lines → WASTE: made, and thrown away", WasteBody, (body) => plain({ type: "WasteLines", ...body })),
  recipe("lines/hold", "Hold lines until they are fired", LineIds, (lines) => plain({ type: "HoldLines", lines })),
  recipe(
    "lines/fire",
    "Let the kitchen make these lines, a course, or all that waits; the first fire places a tab",
    FireBody.optional(),
    (body = {}) => plain({ type: "FireLines", ...(Array.isArray(body) ? { lines: body } : body) }),
    optional,
  ),
  recipe("queuePos", "Set the queue position at a venue", QueuePosBody, ({ venue, queuePos }) =>
    plain({ type: "SetQueuePosition", venue, position: queuePos }),
  ),
  recipe(
    "complete",
    "Place the order (its payments cover the total; staff place a table's tab unpaid)",
    Nothing,
    async (_, making) => {
      const seen = await seenOf(making);
      if (!seen.ok) return seen;
      const [first] = seen.value.buckets;
      if (!first) return plain({ type: "CompleteOrder" });
      if (making.soldAt !== undefined) return withCard(making, first.venue, () => ({ type: "CompleteOrder" }));
      const card = await placingCard(making.env, making.principal.tenant, first.venue, seen.value);
      return card.ok ? ok({ command: { type: "CompleteOrder" }, card: card.value }) : card;
    },
    optional,
  ),
  recipe("verify", "Mark as verified", Nothing, () => plain({ type: "VerifyOrder" }), optional),
  recipe("deliver", "Mark as handed over", Nothing, () => plain({ type: "DeliverOrder" }), optional),
  recipe("close", "Close a finished order", StatusInfoBody.optional(), (body) => plain({ type: "CloseOrder", ...infoOf(body) }), optional),
  recipe(
    "abandon",
    "Give up an order that is not placed",
    StatusInfoBody.optional(),
    (body) => plain({ type: "AbandonOrder", ...infoOf(body) }),
    optional,
  ),
];
