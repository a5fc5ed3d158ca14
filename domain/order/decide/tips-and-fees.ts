// What comes on top of the lines: the tip, and fees that staff waive.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import type { OrderState } from "../state";
import { type DecisionContext, type Decision, editable, refuse, stampOf, wholeBeingPaid } from "./guards";
import type { Handlers } from "./handler";
import { tipObstacle } from "./tip-obstacle";

export const tipAndFeeHandlers = {
  SetTip: setTip,
  WaiveFee: waiveFee,
} satisfies Partial<Handlers>;

function setTip({ amount }: CommandOf<"SetTip">, state: OrderState, { envelope }: DecisionContext): Decision {
  const order = editable(state);
  if (!order.ok) return order;
  const obstacle = wholeBeingPaid(order.value) ?? tipObstacle(order.value, amount, envelope.actor);
  if (obstacle) return refuse(obstacle);
  return ok(order.value.tip === amount ? [] : [{ ...stampOf(envelope), type: "TipSet", amount }]);
}

function waiveFee({ fee, reason }: CommandOf<"WaiveFee">, state: OrderState, { envelope }: DecisionContext): Decision {
  const order = editable(state);
  if (!order.ok) return order;
  const known = order.value.settings.fees.map(({ id }) => id);
  if (!known.includes(fee)) return refuse({ code: "fee-not-found", fee, known });
  const being = wholeBeingPaid(order.value);
  if (being) return refuse(being);
  return ok(order.value.waived.includes(fee) ? [] : [{ ...stampOf(envelope), type: "FeeWaived", fee, reason }]);
}
