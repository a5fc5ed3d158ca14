// Who looks at the order live, until his token ends: neither people nor venues ever leave an order. The order checks the token itself: nobody in front of
// it is taken at his word.
import { mayRead } from "../../domain/order/policy";
import type { OrderState } from "../../domain/order/state";
import { err, ok, type Result } from "../../domain/result";
import { verifyAccessToken } from "../../runtime/access-token";
import type { Keys } from "../../runtime/keys";
import { closing } from "../../protocol/live";
import { mayComeFrom } from "../../runtime/origin";
import { type Ending, expired, foreign } from "../lib/close-reasons";
import type { Viewer } from "../lib/viewer";

/** Also where there is an order: whoever may not see it learns nothing of it. */
export const noSuchOrder: Ending = { code: closing.notFound, reason: "there is no such order" };

/** `origin`: of the page that asks, where there is one. @example const admitted = await admit(keys, token, undefined, () => state); if (!admitted.ok) socket.close(admitted.error.code) */
export async function authorize(
  keys: Keys,
  token: string,
  origin: string | undefined,
  order: () => OrderState,
): Promise<Result<Viewer, Ending>> {
  const verdict = await verifyAccessToken(keys, token, Date.now());
  if (!verdict.ok) return err({ code: closing.unauthorized, reason: verdict.error.reason });
  const { tenant, region, user, roles, exp, session, origins } = verdict.value;
  if (exp * 1000 <= Date.now()) return err(expired);
  const state = order();
  if (state.status === "ABSENT" || state.tenant !== tenant || !mayRead({ user, roles }, state)) return err(noSuchOrder);
  if (!mayComeFrom(origins, origin)) return err(foreign);
  return ok({ tenant, region, session, user, roles, exp, token });
}
