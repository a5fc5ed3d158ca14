// The rules of an order. Pure: time, identity and the menu come in, events or a reason go out. docs/spec has the rules by id.
import { ok } from "../../result";
import { eventWithoutPersonalData } from "../disclosure";
import { evolve } from "../evolve";
import { withAllowedSource } from "../order-source";
import { refusalOf } from "../policy";
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
import { type Circumstances, type Decision, refuse } from "./guards";
import type { CommandsByType, Handlers } from "./handler";
import { kitchenHandlers } from "./kitchen";
import { acknowledgementHandlers } from "./kitchen-acknowledgement";
import { lapsedForNothing } from "./lapsed-payments";
import { transferHandlers } from "./line-transfers";
import { paymentHandlers } from "./payments";
import { promising } from "./ready-estimate";
import { recheckHandlers } from "./recheck";
import { refundHandlers } from "./refunds";
import { requestedTimeHandlers } from "./requested-time";
import { historyObstacle, sizeObstacle } from "./size-limits";
import { markedAsStaff } from "./staff-extras";
import { tipAndFeeHandlers } from "./tips-and-fees";
import { unearnedObstacle } from "./unearned-discounts";

export type { Circumstances, Decision } from "./guards";
export { promising } from "./ready-estimate";

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

export function decide(state: OrderState, circumstances: Circumstances): Decision {
  const { actor, ifSeq } = circumstances.envelope;
  const command = withAllowedSource(circumstances.envelope.command, actor, state);
  const refusal = refusalOf(actor, command, state);
  if (refusal) return refuse(refusal);
  const outgrown = historyObstacle(circumstances.envelope, state, circumstances.historyBytes);
  if (outgrown) return refuse(outgrown);
  if (ifSeq !== undefined && state.status !== "ABSENT" && ifSeq !== state.seq) {
    return refuse({ code: "revision-mismatch", expected: ifSeq, actual: state.seq });
  }
  const tooLarge = amountObstacle(actor, command, state);
  if (tooLarge) return refuse(tooLarge);
  const late = lateDiscounts(state, circumstances);
  const priced = late.reduce(evolve, state);
  const decision = handled(command.type, command, priced, circumstances);
  if (!decision.ok) return decision;
  const settled = [...decision.value, ...lapsedForNothing(decision.value, priced, circumstances.envelope)];
  const events = discounting(markedAsStaff(settled, priced, circumstances), priced, circumstances);
  const obstacle =
    extraObstacle(priced, events) ??
    sizeObstacle(command, priced, events) ??
    belowPaid(events, priced, circumstances) ??
    unearnedObstacle(events, priced, circumstances);
  if (obstacle) return refuse(obstacle);
  const decided = promising([...late, ...events], state, circumstances.paces);
  // What comes after an erasure says no more of the guest than what came before it.
  return ok(state.status !== "ABSENT" && state.erased !== undefined ? decided.map(eventWithoutPersonalData) : decided);
}

const handled = <T extends keyof Handlers>(
  type: T,
  command: CommandsByType[T],
  state: OrderState,
  circumstances: Circumstances,
): Decision => handlers[type](command, state, circumstances);
