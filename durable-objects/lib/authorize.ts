// Whom an access token speaks for at a socket or a stream.
// The object that holds it checks the token itself: nobody in front of it is taken at his word.
import type { Principal } from "../../domain/access/principal";
import { err, ok, type Result } from "../../domain/result";
import { closing } from "../../protocol/live";
import { verifyAccessToken } from "../../runtime/access-token";
import type { Keys } from "../../runtime/keys";
import { mayComeFrom } from "../../runtime/origin";
import { type Ending, expired, foreign } from "./close-reasons";

/** `origin`: of the page that asks, where there is one. `refuse`: why the caller may not look. */
export async function authorize(
  keys: Keys,
  token: string,
  origin: string | undefined,
  refuse: (caller: Principal) => Ending | undefined = () => undefined,
): Promise<Result<Principal, Ending>> {
  const verdict = await verifyAccessToken(keys, token, Date.now());
  if (!verdict.ok) return err({ code: closing.unauthorized, reason: verdict.error.reason });
  const caller = verdict.value;
  if (caller.exp * 1000 <= Date.now()) return err(expired);
  const refused = refuse(caller);
  if (refused) return err(refused);
  return mayComeFrom(caller.origins, origin) ? ok(caller) : err(foreign);
}
