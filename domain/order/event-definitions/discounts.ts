// What the chain gives off, and the coupons that ask for it.
import type { OrderDiscount } from "../../discount/line-discount";
import { RULES_LAYER } from "../../discount/rule";
import type { EventOf } from "../events";
import { isVoid, type Order } from "../state";
import { without } from "../without";
import { always, type EventDefinitions, FOR_ALL } from "./event-definition";
import { withLines } from "./line-changes";
import { logged } from "./logs";
import { many } from "./history-words";

const LATE = "went on without the discounts, which were late";
const dataless = (event: EventOf<"CouponAdded">) => without(event, "data");

export const discountEvents = {
  DiscountsApplied: {
    evolve: (order, event) => waitingFor(discounted(order, event.layer, event.discounts), event),
    says: ({ late, layer, discounts }, money) => {
      if (late === "pending") return "took the discounts back until those of this basket are known";
      if (late === "skipped") return LATE;
      const sum = discounts.reduce((total, { amount }) => total + amount, 0);
      return `gave ${many(discounts.length, "discount")} of layer ${layer}, ${money(sum)} in all`;
    },
    disclosure: FOR_ALL,
  },
  CouponAdded: {
    evolve: (order, { id, coupon, at, by, data }) => ({
      ...order,
      coupons: [...order.coupons, { id, coupon, addedAt: at, addedBy: by, ...(data && { data }) }],
    }),
    changesBasket: always,
    says: ({ coupon }) => `added the coupon ${coupon}`,
    disclosure: { erased: dataless, forJoined: dataless },
  },
  CouponRemoved: {
    evolve: (order, { id: gone }) => ({ ...order, coupons: order.coupons.filter(({ id }) => id !== gone) }),
    changesBasket: always,
    says: () => "removed a coupon",
    disclosure: FOR_ALL,
  },
} satisfies Partial<EventDefinitions>;

/** What is void keeps what it was given: the fees of the others are reckoned as if it were still there. */
function discounted(order: Order, layer: string, discounts: readonly OrderDiscount[]): Order {
  const byLine = Map.groupBy(discounts, ({ line }) => line);
  return withLines(order, (line) => {
    if (isVoid(line)) return line;
    const fresh = byLine.get(line.id) ?? [];
    if (fresh.length === 0 && !line.discounts.some((discount) => discount.layer === layer)) return line;
    return { ...line, discounts: [...line.discounts.filter((discount) => discount.layer !== layer), ...fresh] };
  });
}

/** Whether the discounts of the chain's own rules are still to come. */
function waitingFor(order: Order, { layer, late, ...event }: EventOf<"DiscountsApplied">): Order {
  if (layer !== RULES_LAYER) return order;
  const known = without(order, "discountsPending");
  if (late === "pending") return { ...known, discountsPending: true };
  return late === "skipped" ? logged(known, event, { message: LATE }) : known;
}
