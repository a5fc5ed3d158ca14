// Commands that can be shown before the server has answered, as `decide` takes them. The server makes them of the same bodies (workers/api/services/ordering/
// recipes); what is not here needs something that only the server knows, and is shown as pending without a preview.
import type { z } from "zod";
import type { AskedLine, OrderCommand } from "../domain/order/commands";
import { type Currency, fromDecimal } from "../domain/pricing/money";
import {
  AppendBody,
  type AppendedLine,
  BumpBody,
  CommentBody,
  ContactBody,
  CouponIdBody,
  ExpediteBody,
  ExtraBody,
  FireBody,
  LineCommentBody,
  LineIds,
  LinesExtraBody,
  QuantityBody,
  QueuePosBody,
  SplitBody,
  StatusInfoBody,
  TipBody,
  TraceBody,
  VoidBody,
  WasteBody,
  WaiveFeeBody,
} from "../protocol/ordering";

/** `parts`: ids of what the command makes. */
export type Making = { parts: readonly string[]; currency: Currency };

type Previewable = {
  /** How many parts a body makes. */
  makes(body: unknown): number;
  /** Undefined for a body that the server will refuse. `parts` may be fewer than needed: then there is no preview. */
  command(body: unknown, making: Making): OrderCommand | undefined;
};

function of<Body extends z.ZodType>(
  schema: Body,
  command: (body: z.output<Body>, making: Making) => OrderCommand | undefined,
  makes: (body: z.output<Body>) => number = () => 0,
): Previewable {
  return {
    makes: (json) => {
      const body = schema.safeParse(json);
      return body.success ? makes(body.data) : 0;
    },
    command: (json, making) => {
      const body = schema.safeParse(json);
      return body.success && making.parts.length >= makes(body.data) ? command(body.data, making) : undefined;
    },
  };
}

const part = ({ parts }: Making, index: number): string => parts[index] ?? "";
const one = () => 1;
const removing = (remove: string[] | undefined) => (remove && remove.length > 0 ? { remove } : {});
const infoOf = (body: { statusInfo?: string | null | undefined } | undefined) => (body?.statusInfo ? { statusInfo: body.statusInfo } : {});

const table: Record<string, Previewable> = {
  append: of(
    AppendBody,
    ({ venue, lines }, making) => ({ type: "AppendLines", venue, lines: lines.map((line, index) => askedLine(line, index, making)) }),
    ({ lines }) => lines.length,
  ),
  "lines/remove": of(LineIds, (lines) => ({ type: "RemoveLines", lines })),
  "lines/quantity": of(QuantityBody, (body) => ({ type: "ChangeQuantity", ...body })),
  "lines/split": of(
    SplitBody,
    ({ line, quantities }, making) => ({
      type: "SplitLine",
      line,
      parts: quantities.map((quantity, index) => ({ id: index === 0 ? line : part(making, index), quantity })),
    }),
    ({ quantities }) => quantities.length,
  ),
  contact: of(ContactBody, (contact) => ({ type: "SetContact", contact })),
  extra: of(ExtraBody, ({ store, remove }) => ({ type: "StoreExtra", store, ...removing(remove) })),
  "lines/extra": of(LinesExtraBody, ({ lines, store, remove }) => ({ type: "StoreLinesExtra", lines, store, ...removing(remove) })),
  comment: of(CommentBody, (comment, making) => ({ type: "CommentOrder", id: part(making, 0), comment }), one),
  "lines/comment": of(LineCommentBody, ({ line, comment }, making) => ({ type: "CommentLine", id: part(making, 0), line, comment }), one),
  tip: of(TipBody, ({ amount }, { currency }) => {
    const minor = fromDecimal(amount, currency.decimals);
    return minor === undefined ? undefined : { type: "SetTip", amount: minor };
  }),
  removeCoupon: of(CouponIdBody, ({ id }) => ({ type: "RemoveCoupon", id })),
  "fees/waive": of(WaiveFeeBody, (body) => ({ type: "WaiveFee", ...body })),
  "lines/confirm": of(LineIds, (lines) => ({ type: "ConfirmLines", lines })),
  "lines/processing": of(LineIds, (lines) => ({ type: "StartLines", lines })),
  "lines/processed": of(LineIds, (lines) => ({ type: "ProcessLines", lines })),
  "lines/void": of(VoidBody, (body) => ({ type: "VoidLines", ...(Array.isArray(body) ? { lines: body } : body) })),
  "lines/waste": of(WasteBody, (body) => ({ type: "WasteLines", ...body })),
  "lines/hold": of(LineIds, (lines) => ({ type: "HoldLines", lines })),
  "lines/fire": of(FireBody.optional(), (body = {}) => ({ type: "FireLines", ...(Array.isArray(body) ? { lines: body } : body) })),
  "lines/recall": of(LineIds, (lines) => ({ type: "RecallLines", lines })),
  "kds/bump": of(BumpBody, (body) => ({ type: "BumpLines", ...body })),
  "kds/expedite": of(ExpediteBody, (body) => ({ type: "ExpediteOrder", on: body?.on ?? true })),
  queuePos: of(QueuePosBody, ({ venue, queuePos }) => ({ type: "SetQueuePosition", venue, position: queuePos })),
  kdsTraceView: of(TraceBody, (body) => (body?.config === undefined ? undefined : { type: "TraceOrder", ...body, config: body.config })),
  verify: { makes: () => 0, command: () => ({ type: "VerifyOrder" }) },
  deliver: { makes: () => 0, command: () => ({ type: "DeliverOrder" }) },
  close: of(StatusInfoBody.optional(), (body) => ({ type: "CloseOrder", ...infoOf(body) })),
  abandon: of(StatusInfoBody.optional(), (body) => ({ type: "AbandonOrder", ...infoOf(body) })),
};

/** Undefined for commands that have no preview. */
export const previewable = (name: string): Previewable | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);

function askedLine(line: AppendedLine, index: number, making: Making): AskedLine {
  const price = line.price === undefined || line.price === null ? undefined : fromDecimal(line.price, making.currency.decimals);
  const { selected, filter } = line.productConfig ?? {};
  return {
    id: part(making, index),
    productId: line.productId,
    quantity: line.quantity,
    config: { ...(selected && { selected }), ...(filter && { filter }) },
    ...(price !== undefined && { price }),
    status: line.status,
    ...(line.course && { course: line.course }),
    ...(line.held && { held: true }),
    ...(line.comment && { comment: line.comment }),
    ...(line.extra && { extra: line.extra }),
  };
}
