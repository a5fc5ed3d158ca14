// Sockets are opened by pages that the chain allows. Requests need no such check: a foreign page has no token to send (http/guard.ts).
import { createMiddleware } from "hono/factory";
import { mayComeFrom } from "../../../protocol/origin";
import type { Api } from "../env";
import { refuse } from "./refuse";

/** Behind `authenticate`. */
export const fromAllowedOrigin = createMiddleware<Api>(async (c, next) => {
  const origin = c.req.header("origin");
  return mayComeFrom(c.var.principal.origins, origin) ? next() : refuse(c, { code: "origin-not-allowed", origin: origin ?? "" });
});
