// The rules of an order. Pure: time, identity and the menu come in, events or a reason go out. docs/spec has the rules by id.
import { ok } from "../../result";
import { eventWithoutPersonalData } from "../disclosure";
import { evolve } from "../evolve";
import { withAllowedSource } from "../order-source";
import { refusalOf } from "../command-permissions";
import type { OrderState } from "../state";
import { amountObstacle } from "./amount-limits";
import { annotationHandlers } from "./annotations";
import { basketHandlers } from "./basket";
import { belowPaid } from "./below-paid";
import { bumpingHandlers } from "./bumping";
import { claimHandlers } from "./claim";
import { endingHandlers } from "./close-cancel-abandon";
import { couponHandlers } from "./coupons";
import { deliveryHandlers } from "./delivery";
import { discounting, lateDiscounts } from "./discounting";
import { extraObstacle } from "./extra-limits";
import { type DecisionContext, type Decision, refuse } from "./guards";
import type { CommandsByType, Handlers } from "./handler";
import { kitchenHandlers } from "./kitchen";
import { acknowledgementHandlers } from "./kitchen-acknowledgement";
import { lapsedForNothing } from "./lapsed-payments";
import { transferHandlers } from "./line-transfers";
import { paymentHandlers } from "./payments";
import { withReadyEstimate } from "./ready-estimate";
import { recheckHandlers } from "./recheck";
import { refundHandlers } from "./refunds";
import { requestedTimeHandlers } from "./requested-time";
import { historyObstacle, sizeObstacle } from "./size-limits";
import { markedAsStaff } from "./staff-extras";
import { tipAndFeeHandlers } from "./tips-and-fees";
import { unearnedObstacle } from "./unearned-discounts";

export type { DecisionContext, Decision } from "./guards";
export { withReadyEstimate } from "./ready-estimate";

/** Exhaustive: a type of command that no subject handles does not compile. */
const handlers: Handlers = {
  ...acknowledgementHandlers,
  ...annotationHandlers,
  ...basketHandlers,
  ...bumpingHandlers,
  ...claimHandlers,
  ...couponHandlers,
  ...deliveryHandlers,
  ...endingHandlers,
  ...kitchenHandlers,
  ...paymentHandlers,
  ...recheckHandlers,
  ...refundHandlers,
  ...requestedTimeHandlers,
  ...tipAndFeeHandlers,
  ...transferHandlers,
};

export function decide(state: OrderState, context: DecisionContext): Decision {
  const { actor, ifSeq } = context.envelope;
  const command = withAllowedSource(context.envelope.command, actor, state);
  const refusal = refusalOf(actor, command, state);
  if (refusal) return refuse(refusal);
  const outgrown = historyObstacle(context.envelope, state, context.historyBytes);
  if (outgrown) return refuse(outgrown);
  if (ifSeq !== undefined && state.status !== "ABSENT" && ifSeq !== state.seq) {
    return refuse({ code: "revision-mismatch", expected: ifSeq, actual: state.seq });
  }
  const tooLarge = amountObstacle(actor, command, state);
  if (tooLarge) return refuse(tooLarge);
  const late = lateDiscounts(state, context);
  const priced = late.reduce(evolve, state);
  const decision = handled(command.type, command, priced, context);
  if (!decision.ok) return decision;
  const settled = [...decision.value, ...lapsedForNothing(decision.value, priced, context.envelope)];
  const events = discounting(markedAsStaff(settled, priced, context), priced, context);
  const obstacle =
    extraObstacle(priced, events) ??
    sizeObstacle(command, priced, events) ??
    belowPaid(events, priced, context) ??
    unearnedObstacle(events, priced, context);
  if (obstacle) return refuse(obstacle);
  const decided = withReadyEstimate([...late, ...events], state, context.prepTimes);
  // What comes after an erasure says no more of the guest than what came before it.
  return ok(state.status !== "ABSENT" && state.erased !== undefined ? decided.map(eventWithoutPersonalData) : decided);
}

const handled = <T extends keyof Handlers>(type: T, command: CommandsByType[T], state: OrderState, context: DecisionContext): Decision =>
  handlers[type](command, state, context);
