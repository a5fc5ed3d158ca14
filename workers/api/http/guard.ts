// What every request passes before it reaches a service.
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import type { Api } from "../env";
import { refuse } from "./refuse";

const isRead = (method: string) => method === "GET" || method === "HEAD";

export const BODY_LIMIT_BYTES = 256 * 1024;

/** Names the request, in the log and towards the caller. */
export const correlate = createMiddleware<Api>(async (c, next) => {
  c.set("correlationId", crypto.randomUUID());
  await next();
});

const limited = bodyLimit({
  maxSize: BODY_LIMIT_BYTES,
  onError: (c) => refuse(c, { code: "body-too-large", limitBytes: BODY_LIMIT_BYTES }),
});

/** Sign-in has a smaller limit of its own, and refuses in its own words. Nobody reads a body that comes with a GET. */
export const limitBody = createMiddleware<Api>((c, next) =>
  isRead(c.req.method) || c.req.path.startsWith("/auth-oauth2/") ? next() : limited(c, next),
);

/** Commands come as JSON. Sign-in and the sandbox's page are forms and look at their own type. */
export const takesForm = (path: string): boolean => /^\/(auth-oauth2\/|payment-api\/sandbox\/)/.test(path);

export const expectJson = createMiddleware<Api>(async (c, next) => {
  const type = c.req.header("content-type");
  const hasBody = !isRead(c.req.method) && type !== undefined && c.req.header("content-length") !== "0";
  if (hasBody && !takesForm(c.req.path) && !/^application\/([\w.-]+\+)?json\b/i.test(type)) {
    return refuse(c, { code: "not-json", expected: "application/json" });
  }
  return next();
});
