import { z } from "zod";

export const AGGREGATORS = ["GLOVO", "JUSTEAT", "UBER", "BOLT", "WOLT", "TAZZ", "UPMENU"] as const;

export const Channel = z.enum(["DINE_IN", "TAKE_AWAY", "DELIVERY", ...AGGREGATORS]);
export type Channel = z.infer<typeof Channel>;

/** How the guest gets the food, and through whom (docs/wire.md, "Order types and channels"). */
export const OrderType = z.enum([
  "DELIVERY",
  "TAKE_AWAY",
  "DINE_IN",
  "DINE_IN_OPEN",
  "GLOVO_DELIVERY",
  "GLOVO_TAKE_AWAY",
  "JUSTEAT_DELIVERY",
  "JUSTEAT_TAKE_AWAY",
  "TAZZ_DELIVERY",
  "TAZZ_TAKE_AWAY",
  "UBER_DELIVERY",
  "UBER_TAKE_AWAY",
  "UBER_DINE_IN",
  "WOLT_DELIVERY",
  "WOLT_TAKE_AWAY",
  "WOLT_DINE_IN",
  "BOLT_DELIVERY",
  "BOLT_TAKE_AWAY",
  "BOLT_DINE_IN",
  "UPMENU_DELIVERY",
  "UPMENU_TAKE_AWAY",
  "UPMENU_DINE_IN",
]);
export type OrderType = z.infer<typeof OrderType>;

/** `DINE_IN_OPEN` sells as `DINE_IN`, an aggregator's type as the aggregator. */
export function channelOf(type: OrderType): Channel {
  const plain = Channel.safeParse(type);
  return plain.success ? plain.data : Channel.parse(type === "DINE_IN_OPEN" ? "DINE_IN" : type.slice(0, type.indexOf("_")));
}

/** An order that an aggregator has sold to its own guest, at the prices that hold there. */
export const isAggregatorOrder = (type: OrderType): boolean => AGGREGATORS.some((aggregator) => aggregator === channelOf(type));
