// The rules of an order. Pure: time, identity and the menu come in, events or a reason go out. docs/spec has the rules by id.
import { ok } from "../../result";
import type { OrderCommand } from "../commands";
import { eventWithoutPersonalData } from "../disclosure";
import { evolve } from "../evolve";
import { withAllowedSource } from "../order-source";
import { refusalOf } from "../policy";
import type { OrderState } from "../state";
import { amountObstacle } from "./amount-limits";
import { append, applyDiscounts, changeQuantity, create, remove } from "./basket";
import { belowPaid } from "./below-paid";
import { bump, recall } from "./bumping";
import type { Circumstances, Decision } from "./guards";
import { refuse } from "./guards";
import { setDelivery } from "./delivery";
import { discounting, lateDiscounts } from "./discounting";
import { setDue } from "./requested-time";
import { abandon, cancel, close, erase } from "./close-cancel-abandon";
import { extraObstacle } from "./extra-limits";
import { claim } from "./claim";
import { addCoupon, removeCoupon } from "./coupons";
import { setTip, waiveFee } from "./tips-and-fees";
import { addFiscal, deliver, expedite, fire, hold, setQueuePosition, stepLines, verify } from "./kitchen";
import { lapsedForNothing } from "./lapsed-payments";
import { move, receive, release, settleTransfer, split } from "./line-transfers";
import { note } from "./annotations";
import { complete, declinePayment, openPayment, registerPayment } from "./payments";
import { promising } from "./ready-estimate";
import { alert, escalate, trace } from "./kitchen-acknowledgement";
import { recheck } from "./recheck";
import { declineRefund, openRefund, registerRefund } from "./refunds";
import { historyObstacle, sizeObstacle } from "./size-limits";
import { markedAsStaff } from "./staff-extras";
import { unearnedObstacle } from "./unearned-discounts";

export type { Circumstances, Decision } from "./guards";
export { promising } from "./ready-estimate";

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
  const decision = decideCommand(command, priced, circumstances);
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

function decideCommand(command: OrderCommand, state: OrderState, circumstances: Circumstances): Decision {
  switch (command.type) {
    case "CreateOrder":
      return create(command, state, circumstances);
    case "AppendLines":
      return append(command, state, circumstances);
    case "RemoveLines":
      return remove(command, state, circumstances);
    case "ChangeQuantity":
      return changeQuantity(command, state, circumstances);
    case "SetContact":
    case "StoreExtra":
    case "StoreLinesExtra":
    case "CommentOrder":
    case "CommentLine":
      return note(command, state, circumstances);
    case "SetDue":
      return setDue(command, state, circumstances);
    case "SetDelivery":
      return setDelivery(command, state, circumstances);
    case "ApplyDiscounts":
      return applyDiscounts(command, state, circumstances);
    case "RecheckLines":
      return recheck(command, state, circumstances);
    case "OpenPayment":
      return openPayment(command, state, circumstances);
    case "RegisterPayment":
      return registerPayment(command, state, circumstances);
    case "DeclinePayment":
      return declinePayment(command, state, circumstances);
    case "CompleteOrder":
      return complete(state, circumstances);
    case "ConfirmLines":
    case "StartLines":
    case "ProcessLines":
    case "VoidLines":
    case "WasteLines":
      return stepLines(command, state, circumstances);
    case "BumpLines":
      return bump(command, state, circumstances);
    case "RecallLines":
      return recall(command, state, circumstances);
    case "ExpediteOrder":
      return expedite(command, state, circumstances);
    case "HoldLines":
      return hold(command, state, circumstances);
    case "FireLines":
      return fire(command, state, circumstances);
    case "MoveLines":
      return move(command, state, circumstances);
    case "SplitLine":
      return split(command, state, circumstances);
    case "ReleaseLines":
      return release(command, state, circumstances);
    case "ReceiveLines":
      return receive(command, state, circumstances);
    case "SettleTransfer":
      return settleTransfer(command, state, circumstances);
    case "ClaimOrder":
      return claim(command, state, circumstances);
    case "AddCoupon":
      return addCoupon(command, state, circumstances);
    case "RemoveCoupon":
      return removeCoupon(command, state, circumstances);
    case "SetTip":
      return setTip(command, state, circumstances);
    case "WaiveFee":
      return waiveFee(command, state, circumstances);
    case "OpenRefund":
      return openRefund(command, state, circumstances);
    case "RegisterRefund":
      return registerRefund(command, state, circumstances);
    case "DeclineRefund":
      return declineRefund(command, state, circumstances);
    case "AddFiscal":
      return addFiscal(command, state, circumstances);
    case "TraceOrder":
      return trace(command, state, circumstances);
    case "AlertKitchen":
      return alert(state, circumstances);
    case "EscalateOrder":
      return escalate(state, circumstances);
    case "EraseOrder":
      return erase(state, circumstances);
    case "SetQueuePosition":
      return setQueuePosition(command, state, circumstances);
    case "VerifyOrder":
      return verify(state, circumstances);
    case "DeliverOrder":
      return deliver(state, circumstances);
    case "CloseOrder":
      return close(command, state, circumstances);
    case "AbandonOrder":
      return abandon(command, state, circumstances);
    case "CancelOrder":
      return cancel(command, state, circumstances);
  }
}
