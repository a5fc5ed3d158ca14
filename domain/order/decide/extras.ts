// What comes on top of the lines: people, coupons, tips, fees.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import { claimRoles } from "../policy";
import type { OrderState } from "../state";
import { wholeBeingPaid, alive, type Circumstances, type Decision, editable, refuse, stampOf } from "./guards";
import { tipObstacle } from "./tip-obstacle";

const MAX_COUPONS = 16;
/** A large table. Each person's feed is told of every change. */
const MAX_PEOPLE = 100;

/** The code was looked at with the caller's right to see the order (domain/order/policy.ts); here it is looked at for those who see it anyway. */
export function claim({ claimCode }: CommandOf<"ClaimOrder">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = alive(state);
  if (!order.ok) return order;
  const { actor } = envelope;
  const code = order.value.claimCode;
  if (actor.kind !== "user" || code === "" || claimCode.toUpperCase() !== code) return refuse({ code: "claim-code-wrong" });
  const roles = claimRoles(actor, order.value);
  const { people, claimCodeUsed } = order.value;
  const person = people.find(({ user }) => user === actor.user);
  if (roles.every((role) => person?.roles.includes(role))) return ok([]);
  if (claimCodeUsed) return refuse({ code: "claim-code-wrong" });
  if (!person && people.length >= MAX_PEOPLE) return refuse({ code: "too-many-people", limit: MAX_PEOPLE });
  return ok([{ ...stampOf(envelope), type: "OrderClaimed", roles }]);
}

export function addCoupon(command: CommandOf<"AddCoupon">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = editable(state);
  if (!order.ok) return order;
  const { id, coupon, data } = command;
  if (order.value.coupons.some((known) => known.coupon === coupon)) return refuse({ code: "coupon-already-added", coupon });
  const being = wholeBeingPaid(order.value);
  if (being) return refuse(being);
  if (order.value.coupons.length >= MAX_COUPONS) return refuse({ code: "too-many-coupons", limit: MAX_COUPONS });
  return ok([{ ...stampOf(envelope), type: "CouponAdded", id, coupon, ...(data && { data }) }]);
}

export function removeCoupon({ id }: CommandOf<"RemoveCoupon">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = editable(state);
  if (!order.ok) return order;
  const being = wholeBeingPaid(order.value);
  if (being) return refuse(being);
  if (!order.value.coupons.some((known) => known.id === id)) return refuse({ code: "coupon-not-found", coupon: id });
  return ok([{ ...stampOf(envelope), type: "CouponRemoved", id }]);
}

export function setTip({ amount }: CommandOf<"SetTip">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = editable(state);
  if (!order.ok) return order;
  const obstacle = wholeBeingPaid(order.value) ?? tipObstacle(order.value, amount, envelope.actor);
  if (obstacle) return refuse(obstacle);
  return ok(order.value.tip === amount ? [] : [{ ...stampOf(envelope), type: "TipSet", amount }]);
}

export function waiveFee({ fee, reason }: CommandOf<"WaiveFee">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = editable(state);
  if (!order.ok) return order;
  const known = order.value.house.fees.map(({ id }) => id);
  if (!known.includes(fee)) return refuse({ code: "fee-not-found", fee, known });
  const being = wholeBeingPaid(order.value);
  if (being) return refuse(being);
  return ok(order.value.waived.includes(fee) ? [] : [{ ...stampOf(envelope), type: "FeeWaived", fee, reason }]);
}
