// Bodies of `ordering-api` (WIRE.md section 2). Strict: a field that is not named here is refused by name. What published clients send besides, and the
// server decides itself, is named and not looked at.
import { z } from "zod";
import { Instant } from "../domain/instant";
import { OrderType } from "../domain/menu/channel";
import { Address, Contact, Extra, Id } from "../domain/order/commands";

/** Clients write quantities in configurations as text or as numbers. */
const Quantity = z.union([z.string().max(32), z.number()]).transform(String);
const Choices = z.record(z.string().max(128), z.record(z.string().max(128), Quantity));

const WireConfiguration = z.strictObject({ selected: Choices.nullish(), filter: Choices.nullish() });

/** `IAppendedLine` of the published types (WIRE.md section 2.4). */
export const AppendedLine = z.strictObject({
  productId: Id,
  quantity: z.union([
    z.int().min(1, "expected a whole number from 1 to 100000").max(100_000, "expected a whole number from 1 to 100000"),
    z
      .string()
      .regex(/^[1-9]\d{0,4}$|^100000$/, "expected a whole number from 1 to 100000")
      .transform(Number),
  ]),
  /** Major units. Counts only for ROLE_SU and ROLE_ALTERPRICE; from everybody else it is ignored, as the published client always sends one. */
  price: z.union([z.number().min(0), z.string().regex(/^\d{1,12}(\.\d+)?$/, "expected an amount such as 13.99")]).nullish(),
  productConfig: WireConfiguration.nullish(),
  status: z.enum(["NEW", "CONFIRMED"]).default("NEW"),
  comment: z.string().max(255).nullish(),
  /** Discounts that an outside party has signed are not honoured: no such party is registered. */
  discounts: z.array(z.unknown()).max(10).nullish(),
  extra: Extra.nullish(),
});
export type AppendedLine = z.infer<typeof AppendedLine>;

const lines = z.array(AppendedLine).min(1).max(100);

export const AppendBody = z.strictObject({ venue: Id, lines });

const decided = z.unknown().optional();

/** An `IOrder`-like value. What the server decides (ids, status, totals, times) may be there and is not looked at. */
export const NewOrderBody = z.strictObject({
  orderType: OrderType,
  source: z.string().max(32).optional(),
  users: z
    .array(
      z.strictObject({
        userId: z.string().optional(),
        roles: z.array(z.string()).optional(),
        name: z.string().max(128).optional(),
        phone: z.string().max(32).optional(),
        email: z.string().max(254).optional(),
        extra: Extra.optional(),
      }),
    )
    .max(16)
    .optional(),
  deliveryAddress: Address.optional(),
  geoPosition: z.strictObject({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) }).optional(),
  extra: Extra.optional(),
  due: Instant.nullish(),
  /** At most one bucket may bring lines: they are appended with the creation, all or nothing. */
  buckets: z
    .array(
      z.strictObject({
        venue: Id,
        lines: z.array(AppendedLine).max(100).optional(),
        name: decided,
        menu: decided,
        sync: decided,
        syncId: decided,
        priceList: decided,
        warehouse: decided,
        queuePos: decided,
        extra: decided,
      }),
    )
    .max(16)
    .refine((buckets) => buckets.filter((bucket) => (bucket.lines?.length ?? 0) > 0).length <= 1, "expected lines in one bucket at most")
    .optional(),
  tenant: decided,
  id: decided,
  extId: decided,
  created: decided,
  closedDate: decided,
  lastChanged: decided,
  completedTime: decided,
  verifiedTime: decided,
  processingStartedTime: decided,
  deliveredTime: decided,
  loyaltyId: decided,
  coupons: decided,
  total: decided,
  editTotal: decided,
  status: decided,
  statusInfo: decided,
  comments: decided,
  claimCode: decided,
  payments: decided,
  fiscal: decided,
  tax: decided,
  traces: decided,
  logs: decided,
  locked: decided,
  completed: decided,
  verified: decided,
  closed: decided,
  variant: decided,
  drsSummary: decided,
});

export const ContactBody = Contact;
export const ExtraBody = z.strictObject({ store: Extra });
export const DueBody = z.strictObject({ due: Instant });
/** Comments are a bare JSON string. */
export const CommentBody = z.string().min(1).max(255);
/** Line commands take a bare array of line ids. */
export const LineIds = z.array(z.uuid()).min(1).max(500);
export const QuantityBody = z.strictObject({ line: z.uuid(), quantity: z.int().min(1).max(100_000) });
export const QueuePosBody = z.strictObject({ venue: Id, queuePos: z.string().regex(/^[a-zA-Z0-9_.-]{1,32}$/) });
export const StatusInfoBody = z.strictObject({ statusInfo: z.string().max(255).nullish() });
export const VoidBody = z.union([LineIds, z.strictObject({ lines: LineIds, reason: z.string().max(255).optional() })]);

/** What a command answers (law 7): accepted, and under which id the verdict will come. */
export const AcceptedBody = z.object({ correlationId: z.string(), orderId: z.uuid(), lines: z.array(z.uuid()).optional() });
