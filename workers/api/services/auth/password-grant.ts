// `password` (RFC 6749 section 4.3). RFC 9700 section 2.4 advises against it; the published clients know no other way in.
import { waitUntil } from "cloudflare:workers";
import { z } from "zod";
import { ok } from "../../../../domain/result";
import { users } from "../../../lib/db/users";
import { NOBODYS_PASSWORD, peppered } from "../../../lib/passwords";
import { type Grant, type GrantRequest, signIn } from "./grant";
import { GUEST_LOGIN, GUEST_ROLES, newGuest } from "./guest";
import { sessionOf } from "./refresh-token";
import { isGuest, chargeGuess, forgiveGuess } from "./sign-in-limits";
import { tokenError } from "./token-error";

/** `anonymous` with an empty password is a new guest each time; keeping the refresh token is how a guest stays the same guest. */
export const passwordGrant: Grant = async (request) => {
  const { db, env, address, keys, tenant, form, nowMs } = request;
  const username = form.get("username");
  const password = form.get("password") ?? "";
  if (!username) return tokenError("invalid_request", "username is missing");
  if (isGuest(form)) {
    const { user, family, refreshToken } = newGuest(keys, tenant.id, nowMs);
    return ok({ user, login: GUEST_LOGIN, roles: GUEST_ROLES, session: sessionOf(family), refreshToken });
  }

  const guess = await chargeGuess(env, tenant, username, address);
  if (!guess.ok) return guess;
  const user = await users(db, tenant.id).byLogin(username);
  const matches = await isRight(request, password, user?.password ?? NOBODYS_PASSWORD);
  if (matches === undefined) return tokenError("temporarily_unavailable", "too many people are signing in; try again");
  if (!user || !matches || !user.active) return tokenError("invalid_grant", "the username or the password is wrong");
  await forgiveGuess(env, tenant, guess.value);
  return ok(await signIn(request, { user: user.id, login: user.login, roles: user.roles }));
};

const Checked = z.object({ matches: z.boolean() });

/** Undefined when too many wait already. The hash is computed elsewhere: it would take the thread that takes orders. */
async function isRight({ env, keys }: GrantRequest, password: string, stored: string): Promise<boolean | undefined> {
  const body = JSON.stringify({ peppered: peppered(password, keys.pepper).toString("base64"), stored });
  const asked = env.PASSWORDS.fetch("https://passwords/", { method: "POST", body });
  waitUntil(asked); // a caller who hangs up must not keep its place in the line
  const answer = await asked;
  if (answer.status === 503) return undefined;
  return Checked.parse(await answer.json()).matches;
}
