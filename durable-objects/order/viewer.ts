// Who looks at the order live, until his token ends: neither people nor venues ever leave an order. The order checks the token itself: nobody in front of
// it is taken at his word.
import type { Principal } from "../../domain/access/principal";
import { mayRead } from "../../domain/order/policy";
import type { OrderState } from "../../domain/order/state";
import { err, ok, type Result } from "../../domain/result";
import { verifyAccessToken } from "../../protocol/access-token";
import type { Keys } from "../../protocol/keys";
import { closing } from "../../protocol/live";
import { type Ending, expired, type Viewer } from "../lib/viewer";

/** Also where there is an order: whoever may not see it learns nothing of it. */
export const noSuchOrder: Ending = { code: closing.notFound, reason: "there is no such order" };

/** @example const admitted = await admit(keys, token, () => state); if (!admitted.ok) socket.close(admitted.error.code) */
export async function admit(keys: Keys, token: string, order: () => OrderState): Promise<Result<Viewer, Ending>> {
  const verdict = await verifyAccessToken(keys, token, Date.now());
  if (!verdict.ok) return err({ code: closing.unauthorized, reason: verdict.error.reason });
  const { tenant, user, roles, exp, session }: Principal & { session?: string | undefined } = verdict.value;
  if (exp * 1000 <= Date.now()) return err(expired);
  const state = order();
  if (state.status === "ABSENT" || state.tenant !== tenant || !mayRead({ user, roles }, state)) return err(noSuchOrder);
  return ok({ user, exp, ...(session !== undefined && { session }), token });
}
