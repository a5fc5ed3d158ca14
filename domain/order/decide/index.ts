// The rules of an order. Pure: time, identity and the menu come in, events or a reason go out. docs/spec.md has the rules by id.
import type { OrderState } from "../state";
import { refusalOf } from "../policy";
import { append, applyDiscounts, changeQuantity, create, note, remove, setDue } from "./basket";
import type { Circumstances, Decision } from "./decision";
import { refuse } from "./decision";
import { abandon, cancel, close } from "./ending";
import { deliver, setQueuePosition, stepLines, verify } from "./kitchen";
import { complete, declinePayment, openPayment, registerPayment } from "./paying";

export type { Circumstances, Decision } from "./decision";

export function decide(state: OrderState, circumstances: Circumstances): Decision {
  const { actor, command, ifSeq } = circumstances.envelope;
  const refusal = refusalOf(actor, command, state);
  if (refusal) return refuse(refusal);
  if (ifSeq !== undefined && state.status !== "ABSENT" && ifSeq !== state.seq) {
    return refuse({ code: "revision-mismatch", expected: ifSeq, actual: state.seq });
  }
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
    case "CommentOrder":
    case "CommentLine":
      return note(command, state, circumstances);
    case "SetDue":
      return setDue(command, state, circumstances);
    case "ApplyDiscounts":
      return applyDiscounts(command, state, circumstances);
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
      return stepLines(command, state, circumstances);
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
