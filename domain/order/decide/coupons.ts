// Coupons on a basket. What they are worth is the discount rules' to say.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import type { Order } from "../state";
import { type DecisionContext, type Decision, editable, refuse, stampOf, wholeBeingPaid } from "./guards";
import { type Handlers, when } from "./handler";

export const couponHandlers = {
  AddCoupon: when(editable, addCoupon),
  RemoveCoupon: when(editable, removeCoupon),
} satisfies Partial<Handlers>;

const MAX_COUPONS = 16;

function addCoupon(command: CommandOf<"AddCoupon">, order: Order, { envelope }: DecisionContext): Decision {
  const { id, coupon, data } = command;
  if (order.coupons.some((known) => known.coupon === coupon)) return refuse({ code: "coupon-already-added", coupon });
  const being = wholeBeingPaid(order);
  if (being) return refuse(being);
  if (order.coupons.length >= MAX_COUPONS) return refuse({ code: "too-many-coupons", limit: MAX_COUPONS });
  return ok([{ ...stampOf(envelope), type: "CouponAdded", id, coupon, ...(data && { data }) }]);
}

function removeCoupon({ id }: CommandOf<"RemoveCoupon">, order: Order, { envelope }: DecisionContext): Decision {
  const being = wholeBeingPaid(order);
  if (being) return refuse(being);
  if (!order.coupons.some((known) => known.id === id)) return refuse({ code: "coupon-not-found", coupon: id });
  return ok([{ ...stampOf(envelope), type: "CouponRemoved", id }]);
}
