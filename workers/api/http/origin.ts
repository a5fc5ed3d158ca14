// Sockets are opened by pages that the chain allows. Requests need no such check: a foreign page has no token to send (http/guard.ts).
import { createMiddleware } from "hono/factory";
import type { Principal } from "../../../domain/access/principal";
import { mayComeFrom } from "../../../runtime/origin";
import type { Api } from "#api/env";
import { refuse } from "./refuse";

/** Behind `authenticate`. For who brings the token in the first message, the object at the other end looks. */
export const fromAllowedOrigin = createMiddleware<Api>(async (c, next) => {
  const origin = c.req.header("origin");
  const principal: Principal | undefined = c.var.principal;
  return mayComeFrom(principal?.origins, origin) ? next() : refuse(c, { code: "origin-not-allowed", origin: origin ?? "" });
});
