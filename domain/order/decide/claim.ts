// Who joins an order by its code.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import { claimRoles } from "../command-permissions";
import type { Order } from "../state";
import { alive, type DecisionContext, type Decision, refuse, stampOf } from "./guards";
import { type Handlers, when } from "./handler";

export const claimHandlers = { ClaimOrder: when(alive, claim) } satisfies Partial<Handlers>;

/** A large table. Each person's feed is told of every change. */
const MAX_PEOPLE = 100;

/**
 * The code was looked at with the caller's right to see the order (domain/order/command-permissions.ts);
 * here it is looked at for those who see it anyway.
 */
function claim({ claimCode }: CommandOf<"ClaimOrder">, order: Order, { envelope }: DecisionContext): Decision {
  const { actor } = envelope;
  const code = order.claimCode;
  if (actor.kind !== "user" || code === "" || claimCode.toUpperCase() !== code) return refuse({ code: "claim-code-wrong" });
  const roles = claimRoles(actor, order);
  const { people, claimCodeUsed } = order;
  const person = people.find(({ user }) => user === actor.user);
  if (roles.every((role) => person?.roles.includes(role))) return ok([]);
  if (claimCodeUsed) return refuse({ code: "claim-code-wrong" });
  if (!person && people.length >= MAX_PEOPLE) return refuse({ code: "too-many-people", limit: MAX_PEOPLE });
  return ok([{ ...stampOf(envelope), type: "OrderClaimed", roles }]);
}
