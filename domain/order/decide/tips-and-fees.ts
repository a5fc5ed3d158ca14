// What comes on top of the lines: the tip, and fees that staff waive.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import type { Order } from "../state";
import { type DecisionContext, type Decision, editable, refuse, stampOf, wholeBeingPaid } from "./guards";
import { type Handlers, when } from "./handler";
import { tipObstacle } from "./tip-obstacle";

export const tipAndFeeHandlers = { SetTip: when(editable, setTip), WaiveFee: when(editable, waiveFee) } satisfies Partial<Handlers>;

function setTip({ amount }: CommandOf<"SetTip">, order: Order, { envelope }: DecisionContext): Decision {
  const obstacle = wholeBeingPaid(order) ?? tipObstacle(order, amount, envelope.actor);
  if (obstacle) return refuse(obstacle);
  return ok(order.tip === amount ? [] : [{ ...stampOf(envelope), type: "TipSet", amount }]);
}

function waiveFee({ fee, reason }: CommandOf<"WaiveFee">, order: Order, { envelope }: DecisionContext): Decision {
  const known = order.settings.fees.map(({ id }) => id);
  if (!known.includes(fee)) return refuse({ code: "fee-not-found", fee, known });
  const being = wholeBeingPaid(order);
  if (being) return refuse(being);
  return ok(order.waived.includes(fee) ? [] : [{ ...stampOf(envelope), type: "FeeWaived", fee, reason }]);
}
