// Commands that need nothing but their own body: no venue's card, no amount of money, no other order.
// They are made of it alike wherever they come in: over HTTP (workers/api/services/ordering), on the order's own socket
// (durable-objects/order), and in a client that shows them before they are answered (client/).
import { z } from "zod";
import { commands, Extra, LineIds, type OrderCommand, Quantity } from "../domain/order/commands";
import { ClaimBody, CommentBody, Nothing } from "./ordering";

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

type LinesCommand = "RemoveLines" | "ConfirmLines" | "StartLines" | "ProcessLines" | "RecallLines" | "HoldLines";

/** Its body is the lines that it is about. */
const ofLines = (name: string, summary: string, type: LinesCommand) => plain(name, summary, LineIds, (lines) => ({ type, lines }));

/** Who only removes stores nothing. */
const storing = { store: Extra.default({}) };
const queued = commands.SetQueuePosition.shape;
const optional = { required: false };
const makesOne = { parts: () => 1 };
const removing = (remove: string[] | undefined) => (remove && remove.length > 0 ? { remove } : {});
const StatusInfoBody = z.strictObject({ statusInfo: commands.CloseOrder.shape.statusInfo.nullable() }).optional();
const infoOf = (body: { statusInfo?: string | null | undefined } | undefined) => (body?.statusInfo ? { statusInfo: body.statusInfo } : {});

export const selfContainedCommands: readonly SelfContainedCommand[] = [
  ofLines("lines/remove", "Remove lines", "RemoveLines"),
  plain("lines/quantity", "Change a line's quantity", commands.ChangeQuantity.omit({ type: true }), (body) => ({
    type: "ChangeQuantity",
    ...body,
  })),
  plain(
    "lines/split",
    "Split a line into several whose quantities add up to it",
    z.strictObject({ line: commands.SplitLine.shape.line, quantities: z.array(Quantity).min(2).max(100) }),
    ({ line, quantities }, part) => ({
      type: "SplitLine",
      line,
      parts: quantities.map((quantity, index) => ({ id: index === 0 ? line : part(index), quantity })),
    }),
    { parts: ({ quantities }) => quantities.length },
  ),
  plain("removeCoupon", "Take a coupon back, by the id it has in the order", commands.RemoveCoupon.omit({ type: true }), ({ id }) => ({
    type: "RemoveCoupon",
    id,
  })),

  plain("contact", "Set the guest's contact", commands.SetContact.shape.contact, (contact) => ({ type: "SetContact", contact })),
  plain("extra", "Store and remove extra facts", commands.StoreExtra.omit({ type: true }).extend(storing), ({ store, remove }) => ({
    type: "StoreExtra",
    store,
    ...removing(remove),
  })),
  plain(
    "lines/extra",
    "Store and remove extra facts of lines",
    commands.StoreLinesExtra.omit({ type: true }).extend(storing),
    ({ lines, store, remove }) => ({ type: "StoreLinesExtra", lines, store, ...removing(remove) }),
  ),
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
    commands.CommentLine.pick({ line: true, comment: true }),
    ({ line, comment }, part) => ({ type: "CommentLine", id: part(0), line, comment }),
    makesOne,
  ),
  plain("claim", "Join the order, by the code that its guest sees", ClaimBody, ({ claimCode }) => ({ type: "ClaimOrder", claimCode })),
  plain("erase", "Erase personal data from an order that has ended", Nothing, () => ({ type: "EraseOrder" }), optional),

  ofLines("lines/confirm", "Lines → CONFIRMED", "ConfirmLines"),
  ofLines("lines/processing", "Lines → PROCESSING", "StartLines"),
  ofLines("lines/processed", "Lines → PROCESSED", "ProcessLines"),
  ofLines("lines/recall", "Lines that were called made are made again, until the order is handed over", "RecallLines"),
  plain(
    "kds/bump",
    "Done: all that a venue or one of its stations has not finished, or of that these lines",
    commands.BumpLines.omit({ type: true }),
    (body) => ({ type: "BumpLines", ...body }),
  ),
  plain(
    "kds/expedite",
    "Put the order before others, or with `on: false` in its turn again",
    commands.ExpediteOrder.omit({ type: true }).partial().nullish(),
    (body) => ({ type: "ExpediteOrder", on: body?.on ?? true }),
    optional,
  ),
  plain(
    "lines/void",
    "Lines → VOID",
    z.union([LineIds, z.strictObject({ lines: LineIds, reason: commands.WasteLines.shape.reason.optional() })]),
    (body) => ({ type: "VoidLines", ...(Array.isArray(body) ? { lines: body } : body) }),
  ),
  plain("lines/waste", "Lines → WASTE: made, and thrown away", commands.WasteLines.omit({ type: true }), (body) => ({
    type: "WasteLines",
    ...body,
  })),
  ofLines("lines/hold", "Hold lines until they are fired", "HoldLines"),
  plain(
    "queuePos",
    "Set the queue position at a venue",
    z.strictObject({ venue: queued.venue, queuePos: queued.position }),
    ({ venue, queuePos }) => ({ type: "SetQueuePosition", venue, position: queuePos }),
  ),
  plain("verify", "Mark as verified", Nothing, () => ({ type: "VerifyOrder" }), optional),
  plain("deliver", "Mark as handed over", Nothing, () => ({ type: "DeliverOrder" }), optional),
  plain("close", "Close a finished order", StatusInfoBody, (body) => ({ type: "CloseOrder", ...infoOf(body) }), optional),
  plain("abandon", "Give up an order that is not placed", StatusInfoBody, (body) => ({ type: "AbandonOrder", ...infoOf(body) }), optional),
  plain(
    "cancel",
    "Cancel the order; what its providers have taken goes back",
    StatusInfoBody,
    (body) => ({ type: "CancelOrder", ...infoOf(body) }),
    optional,
  ),
  plain("fees/waive", "Take a fee off the order", commands.WaiveFee.omit({ type: true }), (body) => ({ type: "WaiveFee", ...body })),
];

const byName = new Map(selfContainedCommands.map((one) => [one.name, one]));

export const selfContainedCommandOf = (name: string): SelfContainedCommand | undefined => byName.get(name);
