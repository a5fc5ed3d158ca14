// Who looks at a venue's orders live, until his token ends.
import { may } from "../../domain/access/roles";
import { err, ok, type Result } from "../../domain/result";
import { verifyAccessToken } from "../../runtime/access-token";
import type { Keys } from "../../runtime/keys";
import { closing } from "../../protocol/live";
import { mayComeFrom } from "../../runtime/origin";
import { type Ending, expired, foreign } from "../lib/close-reasons";
import type { Viewer } from "../lib/viewer";

const stranger: Ending = { code: closing.forbidden, reason: "this socket is for staff of the venue" };

/** `origin`: of the page that asks, where there is one. */
type Asked = { tenant: string; venue: string; origin?: string | undefined };

/** Who a token speaks for, if he may look at the venue's orders. Another chain's token and one without a role there look the same. */
export async function authorize(keys: Keys, token: string, { tenant, venue, origin }: Asked): Promise<Result<Viewer, Ending>> {
  const verdict = await verifyAccessToken(keys, token, Date.now());
  if (!verdict.ok) return err({ code: closing.unauthorized, reason: verdict.error.reason });
  const { user, exp, roles, session, region, origins } = verdict.value;
  if (exp * 1000 <= Date.now()) return err(expired);
  if (verdict.value.tenant !== tenant || !may(verdict.value, "orders.watch", venue)) return err(stranger);
  if (!mayComeFrom(origins, origin)) return err(foreign);
  return ok({ tenant, region, session, user, roles, exp, token });
}
