// An order as it is now. One shape per phase, so that a field which makes no sense cannot be read.
import type { Region } from "../access/principal";
import type { Channel, OrderType } from "../menu/channel";
import type { Currency, Minor } from "../pricing/money";
import type { Contact, Extra, PaymentType } from "./commands";
import type { OrderDiscount } from "../discount/line-discount";
import type { EventOf } from "./events";
import type { FiscalSlip } from "./fiscal-slip";
import type { OrderSettings } from "./order-settings";
import type { KitchenFacts } from "../venue/kitchen-settings";
import type { WhenUnreachable } from "../venue/unreachable-venue-policy";
import type { RefundKind } from "./refund-kind";
import type { SoldLine } from "./sold-line";
import type { PersonRole } from "./status";

/** `byStaff`: it is for staff; unknown of comments from before that was kept. */
export type Comment = { id: string; by: string; at: string; comment: string; byStaff?: true };

/**
 * `menuHash`, `menuVersion`: the compiled menu that it was sold from. `flagged`: why it cannot be had any more. `root`: the line that it
 * was split from at first; absent on a line that is a part of none.
 */
export type Line = Omit<SoldLine, "comment"> & {
  root?: string;
  by: string;
  created: string;
  updated: string;
  menuHash: string;
  menuVersion?: number;
  flagged?: string;
  /** Stations that are done with their part of it. */
  bumped?: string[];
  /** Keys of its `extra` that staff or a device has stored. */
  staffKeys?: string[];
  /** It was voided when the kitchen had begun with it. */
  begun?: true;
  /** It came from another order, for which a venue kept it. */
  kept?: true;
  comments: Comment[];
  discounts: OrderDiscount[];
};

/** What is ordered from one venue. */
export type Bucket = {
  venue: string;
  name: string;
  menu: string;
  menuHash: string;
  menuVersion?: number;
  timeZone: string;
  queuePos?: string;
  /** What the venue says of its kitchen's time. */
  kitchen?: KitchenFacts;
  /** What becomes of its orders while it cannot be asked what it has left. */
  whenUnreachable?: WhenUnreachable;
  lines: Line[];
};

/**
 * `amount`: minor units. A refund is a payment of type RETURN with a negative amount; `kind`, `forgiven` are of a refund (events.ts).
 * `lines`: what it was for, where it was for lines. `shares`: what each line bore when it was made, minor units. `tendered`: cash handed
 * over, of which `amount` was kept.
 */
export type Payment = {
  id: string;
  payment: PaymentType;
  source: string;
  amount: Minor;
  by: string;
  at: string;
  refundOf?: string;
  kind?: RefundKind;
  forgiven?: Minor;
  lines?: string[];
  shares?: Record<string, Minor>;
  tendered?: Minor;
};

/** A payment that has begun at a provider and is neither settled nor declined. `revision`: the basket that it is for. */
export type OpenedPayment = Omit<EventOf<"PaymentOpened">, "v" | "type" | "cid">;

/** Money that has begun to go back. `of`: the payment that it was taken with. */
export type OpenedRefund = Omit<EventOf<"RefundOpened">, "v" | "type" | "cid">;

/** Money that did not go back, and has not begun to since. */
export type DeclinedRefund = { id: string; of: string; amount: Minor; kind?: RefundKind; reason: string; by: string; at: string };

/** Who belongs to the order: its creator, and who has claimed it since. `roles` as `IOrder.users` names them. */
export type Person = { user: string; roles: PersonRole[]; at: string };

export type Coupon = { id: string; coupon: string; addedAt: string; addedBy: string; data?: Record<string, string> };

/**
 * Lines that have left for another order and have not been settled yet, and all that it is told of them, however often. `channel`: of that
 * order. `offered`: the lines as they are sold there, where that is not as here; what comes back is what has left.
 */
export type Transfer = {
  id: string;
  to: string;
  merge: boolean;
  by: string;
  buckets: Bucket[];
  comments: Comment[];
  discountRules?: string;
  channel?: Channel;
  offered?: Bucket[];
};

/** `seq`: the newest event of what was shown. `venue`: whose screen it is; without, it speaks for all of the order's. */
export type Acknowledgement = { config: string; venue?: string; by: string; at: string; seq: number };

/**
 * What a placed order's kitchen has been given and may not have seen, up to event `seq`, `at`.
 * `alert`, `escalate`: the time from which each of these two steps counts; absent once it is taken.
 */
export type Work = { seq: number; at: string; lines: string[]; alert?: string; escalate?: string };

/** Something that staff will be asked about later. `reason`: in the words of who gave one. */
export type LogEntry = { at: string; by: string; message: string; reason?: string; lines?: string[] };

type Facts = {
  /** Number of the newest event. */
  seq: number;
  /** Number of the newest event that changed what is in the basket: discounts are computed for a revision. */
  revision: number;
  tenant: string;
  region: Region;
  order: string;
  orderType: OrderType;
  source: string;
  currency: Currency;
  creator: string;
  settings: OrderSettings;
  people: Person[];
  contact: Contact;
  address?: EventOf<"OrderCreated">["address"];
  geoPosition?: EventOf<"OrderCreated">["geoPosition"];
  extra: Extra;
  /** Keys of `extra` that staff or a device has stored. */
  staffKeys?: string[];
  due?: string;
  claimCode: string;
  /** Who has joined has used the code up. */
  claimCodeUsed?: true;
  comments: Comment[];
  buckets: Bucket[];
  payments: Payment[];
  pendingPayments: OpenedPayment[];
  /** Payments that came to nothing: money that arrives late all the same is taken in their name. */
  lapsed: OpenedPayment[];
  pendingRefunds: OpenedRefund[];
  refundsDeclined: DeclinedRefund[];
  coupons: Coupon[];
  /** Hash of the chain's discount rules that the basket is priced with. */
  discountRules?: string;
  /** The basket has changed, and its discounts are still to come. */
  discountsPending?: true;
  tip: Minor;
  /** What the total moved by to what was paid where the order was sold: below zero a platform's discount, above its fee. */
  adjustment?: Minor;
  /** What the total moved by, so that coins can pay it. */
  rounding: Minor;
  /** Ids of the fees that staff have taken off. */
  waived: string[];
  fiscal: (FiscalSlip & { by: string })[];
  /** When a kitchen screen of each configuration has first shown it. */
  firstSeen: Record<string, string>;
  logs: LogEntry[];
  transfers: Transfer[];
  /** Transfers that have arrived here. */
  receivedTransfers: string[];
  /** What each screen or printer has shown last. */
  acknowledgements: Acknowledgement[];
  /** Number of the newest event that is no receipt: who has shown it has nothing more to say. */
  lastSubstantiveSeq: number;
  /** What the kitchen was given last. */
  work?: Work;
  /** When the kitchen's screens were alerted, while nobody has looked yet. */
  alerted?: string;
  /** When the kitchen had missed it. */
  escalated?: string;
  /** When all of it will be ready, as promised. */
  promised?: string;
  /** To be made before others. */
  priority?: true;
  /** When personal data left it. */
  erased?: string;
  /** Its creator works for the chain. */
  createdByStaff?: true;
  /** It is the order as these may see it (audience.ts). */
  shownTo?: "guests" | "joined";
  created: string;
  /** Strictly later with every event: the published clients take a state as new only when this differs. */
  lastChanged: string;
};

type Placing = { completedTime: string; verifiedTime?: string; startedTime?: string; deliveredTime?: string };

export type Basket = Facts & { status: "NEW" };
export type Placed = Facts & Placing & { status: "COMPLETED" | "VERIFIED" | "DELIVER" | "DELIVERED" };
export type Ended = Facts & Partial<Placing> & { status: "CLOSED" | "ABANDONED" | "CANCELLED"; closedDate: string; statusInfo?: string };
export type Order = Basket | Placed | Ended;
export type OrderState = { status: "ABSENT"; seq: 0 } | Order;

export const initial: OrderState = { status: "ABSENT", seq: 0 };

export const isPlaced = (order: Order): order is Placed =>
  order.status === "COMPLETED" || order.status === "VERIFIED" || order.status === "DELIVER" || order.status === "DELIVERED";
export const isEnded = (order: Order): order is Ended =>
  order.status === "CLOSED" || order.status === "ABANDONED" || order.status === "CANCELLED";

/** A table's open bill: placed when its first course is fired, added to until it is paid. */
export const isTab = ({ orderType }: Order): boolean => orderType === "DINE_IN_OPEN";

export const linesOf = (order: Order): Line[] => order.buckets.flatMap(({ lines }) => lines);
/** Whether the venue's kitchen has been given something of a placed order. */
export const isServedAt = ({ buckets }: Order, at: string): boolean =>
  buckets.some(({ venue, lines }) => venue === at && lines.some(({ status }) => status !== "NEW"));

/** Its lines, and those that it has sent but may get back. */
export const linesHeld = (order: Order): { id: string }[] => [
  ...linesOf(order),
  ...order.transfers.flatMap(({ buckets }) => buckets.flatMap(({ lines }) => lines)),
];
/** Nobody pays for it. */
export const isVoid = ({ status }: Pick<Line, "status">): boolean => status === "VOID" || status === "WASTE";
export const isFinal = ({ status }: Line): boolean =>
  status === "PROCESSED" || status === "VOID" || status === "WASTE" || status === "TECHNICAL";
