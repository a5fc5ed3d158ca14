// Who joins an order by its code.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import { claimRoles } from "../command-permissions";
import type { OrderState } from "../state";
import { alive, type DecisionContext, type Decision, refuse, stampOf } from "./guards";
import type { Handlers } from "./handler";

export const claimHandlers = {
  ClaimOrder: claim,
} satisfies Partial<Handlers>;

/** A large table. Each person's feed is told of every change. */
const MAX_PEOPLE = 100;

/**
 * The code was looked at with the caller's right to see the order (domain/order/command-permissions.ts);
 * here it is looked at for those who see it anyway.
 */
function claim({ claimCode }: CommandOf<"ClaimOrder">, state: OrderState, { envelope }: DecisionContext): Decision {
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
