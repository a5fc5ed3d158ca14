// An order as it is now. One shape per phase, so that a field which makes no sense cannot be read.
import type { Region } from "../access/principal";
import type { OrderType } from "../menu/channel";
import type { Currency, Minor } from "../pricing/money";
import type { Contact, Extra, PaymentType } from "./commands";
import type { OrderDiscount } from "./discounts";
import type { EventOf, SoldLine } from "./events";

export type Comment = { id: string; by: string; at: string; comment: string };

export type Line = SoldLine & { by: string; created: string; updated: string; comments: Comment[]; discounts: OrderDiscount[] };

/** What is ordered from one venue. */
export type Bucket = { venue: string; name: string; menu: string; menuHash: string; timeZone: string; queuePos?: string; lines: Line[] };

/** `amount`: minor units. A refund is a payment of type RETURN with a negative amount. */
export type Payment = { id: string; payment: PaymentType; source: string; amount: Minor; by: string; at: string; refundOf?: string };

/** A payment that has begun at a provider and is neither settled nor declined. */
export type OpenedPayment = Omit<EventOf<"PaymentOpened">, "v" | "type" | "cid">;

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
  contact: Contact;
  address?: EventOf<"OrderCreated">["address"];
  geoPosition?: EventOf<"OrderCreated">["geoPosition"];
  extra: Extra;
  due?: string;
  claimCode: string;
  comments: Comment[];
  buckets: Bucket[];
  payments: Payment[];
  opened: OpenedPayment[];
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

export const linesOf = (order: Order): Line[] => order.buckets.flatMap(({ lines }) => lines);
export const isFinal = ({ status }: Line): boolean =>
  status === "PROCESSED" || status === "VOID" || status === "WASTE" || status === "TECHNICAL";
