// Coupons on a basket. What they are worth is the discount rules' to say.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import type { OrderState } from "../state";
import { type DecisionContext, type Decision, editable, refuse, stampOf, wholeBeingPaid } from "./guards";
import type { Handlers } from "./handler";

export const couponHandlers = {
  AddCoupon: addCoupon,
  RemoveCoupon: removeCoupon,
} satisfies Partial<Handlers>;

const MAX_COUPONS = 16;

function addCoupon(command: CommandOf<"AddCoupon">, state: OrderState, { envelope }: DecisionContext): Decision {
  const order = editable(state);
  if (!order.ok) return order;
  const { id, coupon, data } = command;
  if (order.value.coupons.some((known) => known.coupon === coupon)) return refuse({ code: "coupon-already-added", coupon });
  const being = wholeBeingPaid(order.value);
  if (being) return refuse(being);
  if (order.value.coupons.length >= MAX_COUPONS) return refuse({ code: "too-many-coupons", limit: MAX_COUPONS });
  return ok([{ ...stampOf(envelope), type: "CouponAdded", id, coupon, ...(data && { data }) }]);
}

function removeCoupon({ id }: CommandOf<"RemoveCoupon">, state: OrderState, { envelope }: DecisionContext): Decision {
  const order = editable(state);
  if (!order.ok) return order;
  const being = wholeBeingPaid(order.value);
  if (being) return refuse(being);
  if (!order.value.coupons.some((known) => known.id === id)) return refuse({ code: "coupon-not-found", coupon: id });
  return ok([{ ...stampOf(envelope), type: "CouponRemoved", id }]);
}
