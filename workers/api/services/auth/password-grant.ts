// `password` (RFC 6749 section 4.3). RFC 9700 section 2.4 advises against it; the published clients know no other way in.
import { waitUntil } from "cloudflare:workers";
import { ok } from "../../../../domain/result";
import { users } from "../../../lib/db/users";
import { NOBODYS_PASSWORD, verifyPassword } from "../../../lib/passwords";
import { gate } from "./gate";
import { GUEST_LOGIN, GUEST_ROLES, signIn, type Grant } from "./grant";
import { tokenError } from "./token-error";

/** A hash takes about 150 ms of the thread that also takes orders: one at a time, and nobody waits longer than a few seconds. */
const hashing = gate(1, 16);

/** `anonymous` with an empty password is a new guest each time; keeping the refresh token is how a guest stays the same guest. */
export const passwordGrant: Grant = async (request) => {
  const { db, keys, tenant, form } = request;
  const username = form.get("username");
  const password = form.get("password") ?? "";
  if (!username) return tokenError("invalid_request", "username is missing");
  if (username === GUEST_LOGIN && password === "") {
    return ok(await signIn(request, { user: crypto.randomUUID(), login: GUEST_LOGIN, roles: GUEST_ROLES }, true));
  }

  const user = await users(db, tenant.id).byLogin(username);
  const verdict = hashing.run(() => verifyPassword(password, keys.pepper, user?.password ?? NOBODYS_PASSWORD));
  waitUntil(verdict); // a caller who hangs up must not keep its place at the gate
  const checked = await verdict;
  if (!checked) return tokenError("temporarily_unavailable", "too many people are signing in; try again");
  if (!user || !checked.value || !user.active) return tokenError("invalid_grant", "the username or the password is wrong");
  return ok(await signIn(request, { user: user.id, login: user.login, roles: user.roles }, false));
};
