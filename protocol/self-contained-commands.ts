// Commands that need nothing but their own body: no venue's card, no amount of money, no other order.
// They are made of it alike wherever they come in: over HTTP (workers/api/services/ordering), on the order's own socket
// (durable-objects/order), and in a client that shows them before they are answered (client/).
import type { z } from "zod";
import type { OrderCommand } from "../domain/order/commands";
import {
  BumpBody,
  ClaimBody,
  CommentBody,
  ContactBody,
  CouponIdBody,
  ExpediteBody,
  ExtraBody,
  FireBody,
  LineCommentBody,
  LineIds,
  LinesExtraBody,
  Nothing,
  QuantityBody,
  QueuePosBody,
  SplitBody,
  StatusInfoBody,
  VoidBody,
  WaiveFeeBody,
  WasteBody,
} from "./ordering";

/** The id of the nth thing that the command makes (derived-id.ts). */
export type PartId = (index: number) => string;

/**
 * `name`: in `POST /ordering-api/api/order/{order}/{name}`. A body that is not `required` may be absent.
 * `parts`: how many ids a body asks for.
 */
export type SelfContainedCommand<Body extends z.ZodType = z.ZodType> = {
  name: string;
  summary: string;
  body: Body;
  required: boolean;
  parts(body: z.output<Body>): number;
  command(body: z.output<Body>, part: PartId): OrderCommand;
};

function plain<Body extends z.ZodType>(
  name: string,
  summary: string,
  body: Body,
  command: (body: z.output<Body>, part: PartId) => OrderCommand,
  { required = true, parts = () => 0 }: { required?: boolean; parts?: (body: z.output<Body>) => number } = {},
): SelfContainedCommand<Body> {
  return { name, summary, body, required, parts, command };
}

const optional = { required: false };
const makesOne = { parts: () => 1 };
const removing = (remove: string[] | undefined) => (remove && remove.length > 0 ? { remove } : {});
const infoOf = (body: { statusInfo?: string | null | undefined } | undefined) => (body?.statusInfo ? { statusInfo: body.statusInfo } : {});

export const selfContainedCommands: readonly SelfContainedCommand[] = [
  plain("lines/remove", "Remove lines", LineIds, (lines) => ({ type: "RemoveLines", lines })),
  plain("lines/quantity", "Change a line's quantity", QuantityBody, (body) => ({ type: "ChangeQuantity", ...body })),
  plain(
    "lines/split",
    "Split a line into several whose quantities add up to it",
    SplitBody,
    ({ line, quantities }, part) => ({
      type: "SplitLine",
      line,
      parts: quantities.map((quantity, index) => ({ id: index === 0 ? line : part(index), quantity })),
    }),
    { parts: ({ quantities }) => quantities.length },
  ),
  plain("removeCoupon", "Take a coupon back, by the id it has in the order", CouponIdBody, ({ id }) => ({ type: "RemoveCoupon", id })),

  plain("contact", "Set the guest's contact", ContactBody, (contact) => ({ type: "SetContact", contact })),
  plain("extra", "Store and remove extra facts", ExtraBody, ({ store, remove }) => ({ type: "StoreExtra", store, ...removing(remove) })),
  plain("lines/extra", "Store and remove extra facts of lines", LinesExtraBody, ({ lines, store, remove }) => ({
    type: "StoreLinesExtra",
    lines,
    store,
    ...removing(remove),
  })),
  plain(
    "comment",
    "Comment on the order (a bare JSON string)",
    CommentBody,
    (comment, part) => ({ type: "CommentOrder", id: part(0), comment }),
    makesOne,
  ),
  plain(
    "lines/comment",
    "Comment on a line",
    LineCommentBody,
    ({ line, comment }, part) => ({ type: "CommentLine", id: part(0), line, comment }),
    makesOne,
  ),
  plain("claim", "Join the order, by the code that its guest sees", ClaimBody, ({ claimCode }) => ({ type: "ClaimOrder", claimCode })),
  plain("erase", "Erase personal data from an order that has ended", Nothing, () => ({ type: "EraseOrder" }), optional),

  plain("lines/confirm", "Lines → CONFIRMED", LineIds, (lines) => ({ type: "ConfirmLines", lines })),
  plain("lines/processing", "Lines → PROCESSING", LineIds, (lines) => ({ type: "StartLines", lines })),
  plain("lines/processed", "Lines → PROCESSED", LineIds, (lines) => ({ type: "ProcessLines", lines })),
  plain("lines/recall", "Lines that were called made are made again, until the order is handed over", LineIds, (lines) => ({
    type: "RecallLines",
    lines,
  })),
  plain("kds/bump", "Done: all that a venue or one of its stations has not finished, or of that these lines", BumpBody, (body) => ({
    type: "BumpLines",
    ...body,
  })),
  plain(
    "kds/expedite",
    "Put the order before others, or with `on: false` in its turn again",
    ExpediteBody,
    (body) => ({ type: "ExpediteOrder", on: body?.on ?? true }),
    optional,
  ),
  plain("lines/void", "Lines → VOID", VoidBody, (body) => ({ type: "VoidLines", ...(Array.isArray(body) ? { lines: body } : body) })),
  plain("lines/waste", "Lines → WASTE: made, and thrown away", WasteBody, (body) => ({ type: "WasteLines", ...body })),
  plain("lines/hold", "Hold lines until they are fired", LineIds, (lines) => ({ type: "HoldLines", lines })),
  plain(
    "lines/fire",
    "Let the kitchen make these lines, a course, or all that waits; the first fire places a tab",
    FireBody.optional(),
    (body = {}) => ({ type: "FireLines", ...(Array.isArray(body) ? { lines: body } : body) }),
    optional,
  ),
  plain("queuePos", "Set the queue position at a venue", QueuePosBody, ({ venue, queuePos }) => ({
    type: "SetQueuePosition",
    venue,
    position: queuePos,
  })),
  plain("verify", "Mark as verified", Nothing, () => ({ type: "VerifyOrder" }), optional),
  plain("deliver", "Mark as handed over", Nothing, () => ({ type: "DeliverOrder" }), optional),
  plain("close", "Close a finished order", StatusInfoBody.optional(), (body) => ({ type: "CloseOrder", ...infoOf(body) }), optional),
  plain(
    "abandon",
    "Give up an order that is not placed",
    StatusInfoBody.optional(),
    (body) => ({ type: "AbandonOrder", ...infoOf(body) }),
    optional,
  ),
  plain(
    "cancel",
    "Cancel the order; what its providers have taken goes back",
    StatusInfoBody.optional(),
    (body) => ({ type: "CancelOrder", ...infoOf(body) }),
    optional,
  ),
  plain("fees/waive", "Take a fee off the order", WaiveFeeBody, (body) => ({ type: "WaiveFee", ...body })),
];

const byName = new Map(selfContainedCommands.map((one) => [one.name, one]));

export const selfContainedCommandOf = (name: string): SelfContainedCommand | undefined => byName.get(name);
