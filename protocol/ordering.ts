// Bodies of `ordering-api` (docs/wire.md, "Order commands"), made of the commands' own fields. Strict: a field that is not named here is
// refused by name. What published clients send besides, and the server decides itself, is named and not looked at. Bodies of commands that
// need nothing else are in self-contained-commands.ts.
import { z } from "zod";
import { fromKeys } from "../domain/from-keys";
import { Instant } from "../domain/instant";
import { isAggregatorOrder, OrderType } from "../domain/menu/channel";
import { Address, commands, Contact, Extra, GeoPosition, Id, LineIds, RequestedLine } from "../domain/order/commands";
import { emptyIsAbsent } from "./absent";

/** Clients write quantities in configurations as text or as numbers. */
const ChosenQuantity = z.union([z.string().max(32), z.number()]).transform(String);
const Choices = z.record(z.string().max(128), z.record(z.string().max(128), ChosenQuantity));

/** An amount in major units, text or number; how many digits it may have is the currency's matter, how large it may be the order's. */
const Decimal = z.union([z.number().min(0).max(1e12), z.string().regex(/^\d{1,12}(\.\d{1,20})?$/, "expected an amount such as 13.99")]);

const WireConfiguration = z.strictObject({ selected: Choices.nullish(), filter: Choices.nullish() });

const line = RequestedLine.shape;

/** `IAppendedLine` of the published types (docs/wire.md, "Lines as they are sent"). */
export const AppendedLine = z.strictObject({
  productId: line.productId,
  quantity: z.union([
    z.int().min(1, "expected a whole number from 1 to 100000").max(100_000, "expected a whole number from 1 to 100000"),
    z
      .string()
      .regex(/^[1-9]\d{0,4}$|^100000$/, "expected a whole number from 1 to 100000")
      .transform(Number),
  ]),
  /**
   * Major units. Counts only for ROLE_SU and ROLE_ALTERPRICE; from everybody else it is ignored, as the published client always sends one.
   */
  price: z.union([z.number().min(0), z.string().regex(/^\d{1,12}(\.\d+)?$/, "expected an amount such as 13.99")]).nullish(),
  productConfig: WireConfiguration.nullish(),
  status: line.status.default("NEW"),
  comment: line.comment.nullable(),
  course: line.course.nullable(),
  held: line.held.nullable(),
  /** Discounts that an outside party has signed are not honoured: no such party is registered. */
  discounts: z.array(z.unknown()).max(10).nullish(),
  extra: line.extra.nullable(),
});
export type AppendedLine = z.infer<typeof AppendedLine>;

const lines = z.array(AppendedLine).min(1).max(100);

export const AppendBody = z.strictObject({ venue: Id, lines });

const decided = z.unknown().optional();

/** A bucket as a new order may bring it. */
const NewBucket = z.strictObject({
  venue: Id,
  lines: z.array(AppendedLine).max(100).optional(),
  ...fromKeys(["name", "menu", "sync", "syncId", "priceList", "warehouse", "queuePos", "extra"], decided),
});

/** An `IOrder`-like value. What the server decides (ids, status, totals, times) may be there and is not looked at. */
export const NewOrderBody = z.strictObject({
  orderType: OrderType,
  source: commands.CreateOrder.shape.source.optional(),
  users: z
    .array(
      z.strictObject({
        userId: z.string().optional(),
        roles: z.array(z.string()).optional(),
        ...Contact.shape,
        extra: Extra.optional(),
      }),
    )
    .max(16)
    .optional(),
  deliveryAddress: Address.optional(),
  geoPosition: GeoPosition.optional(),
  extra: Extra.optional(),
  due: Instant.nullish(),
  /** At most one bucket may bring lines: they are appended with the creation, all or nothing. */
  buckets: z
    .array(NewBucket)
    .max(16)
    .refine((buckets) => buckets.filter((bucket) => (bucket.lines?.length ?? 0) > 0).length <= 1, "expected lines in one bucket at most")
    .optional(),
  ...fromKeys(["tenant", "id", "extId", "created", "closedDate", "lastChanged"], decided),
  ...fromKeys(["completedTime", "verifiedTime", "processingStartedTime", "deliveredTime", "loyaltyId", "coupons"], decided),
  ...fromKeys(["total", "editTotal", "status", "statusInfo", "comments", "remaining", "overpaid", "forgiven"], decided),
  ...fromKeys(["tip", "adjustment", "cashRounding", "fees", "currency"], decided),
  ...fromKeys(["seq", "escalated", "alerted", "receipts", "etf", "priority", "refunding", "refundsDeclined"], decided),
  ...fromKeys(["claimCode", "payments", "fiscal", "tax", "traces", "logs"], decided),
  ...fromKeys(["locked", "completed", "verified", "closed", "variant", "drsSummary"], decided),
});

/** Like a new order, but lines may come for several venues: nothing is created, so nothing has to be one decision. */
export const DryRunBody = NewOrderBody.extend({ buckets: z.array(NewBucket).max(16).optional() });

const paid = commands.CreateOrder.shape.paid.unwrap().shape;

/** An order that an aggregator's guest has paid for already. */
export const AggregatorOrderBody = NewOrderBody.extend({
  orderType: OrderType.refine(isAggregatorOrder, "expected an aggregator's type, such as GLOVO_DELIVERY"),
  extra: Extra.refine((extra) => /^[\x21-\x7e]{1,100}$/.test(extra["x-agg-id"] ?? ""), {
    message: "expected the aggregator's own id of the order",
    path: ["x-agg-id"],
  }),
  buckets: z.tuple([NewBucket.extend({ lines: z.array(AppendedLine).min(1).max(100) })]),
  /** How the aggregator will pay, and what its guest has paid; the whole total, EXTERNAL, unless told. */
  payment: z.strictObject({ type: paid.payment.optional(), amount: Decimal.optional(), source: paid.source.optional() }).optional(),
});

export const DueBody = commands.SetDue.omit({ type: true });
export const DeliveryBody = z
  .strictObject({ deliveryAddress: Address.optional(), geoPosition: GeoPosition.optional() })
  .refine(({ deliveryAddress, geoPosition }) => deliveryAddress ?? geoPosition, "expected deliveryAddress, geoPosition or both");
/** Comments are a bare JSON string. */
export const CommentBody = commands.CommentOrder.shape.comment;
export const MoveBody = commands.MoveLines.omit({ type: true });
export const TransferBody = z.strictObject({ to: commands.ReleaseLines.shape.to, lines: LineIds });
export const MergeBody = z.strictObject({ into: commands.ReleaseLines.shape.to });
export const ClaimBody = z.strictObject({ claimCode: commands.ClaimOrder.shape.claimCode.min(1) });
export const CouponBody = commands.AddCoupon.pick({ coupon: true });
export const TipBody = z.strictObject({ amount: Decimal });
/** `venue`: whose screen it is, where the order is made in several. `seq`: the newest event of what was shown. */
export const TraceBody = commands.TraceOrder.omit({ type: true }).partial().nullish();
const tender = commands.RegisterPayment.shape;

/** A tender over the counter. `amount` of CASH: what was handed over. */
export const PaymentUpdateBody = z.strictObject({
  id: emptyIsAbsent(tender.id),
  type: tender.payment,
  amount: Decimal,
  source: emptyIsAbsent(tender.source),
  lines: emptyIsAbsent(LineIds),
  /**
   * The money is taken already (a card terminal of a till that was away): it is booked whatever is left to pay, and what is too much can be
   * given back.
   */
  taken: emptyIsAbsent(z.boolean()),
});

/** Several commands in order. `id`: the command's idempotency key. `at`: the till's clock when it was given, if the till was offline. */
export const BatchBody = z.strictObject({
  onError: z.enum(["stop", "continue"]).default("stop"),
  commands: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[\x21-\x7e]{1,128}$/, "expected 1 to 128 visible ASCII characters"),
        command: z.string().max(64),
        body: z.unknown().optional(),
        at: Instant.optional(),
      }),
    )
    .min(1)
    .max(100),
});

/** What a command answers (law 7): accepted, and under which id the verdict will come. */
export const AcceptedBody = z.object({ correlationId: z.string(), orderId: z.uuid(), lines: z.array(z.uuid()).optional() });

/** Published clients send `{}` or nothing where there is nothing to say. */
export const Nothing = z.strictObject({}).nullish();
