// What every request passes before it reaches a service.
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import type { Api } from "../env";
import { BODY_LIMIT_BYTES } from "./errors";
import { refuse } from "./refuse";

/** Names the request, in the log and towards the caller. */
export const correlate = createMiddleware<Api>(async (c, next) => {
  c.set("correlationId", crypto.randomUUID());
  await next();
});

export const limitBody = bodyLimit({
  maxSize: BODY_LIMIT_BYTES,
  onError: (c) => refuse(c, { code: "body-too-large", limitBytes: BODY_LIMIT_BYTES }),
});

/** Commands come as JSON. Sign-in and the sandbox's page are forms and look at their own type. */
const forms = /^\/(auth-oauth2\/|payment-api\/sandbox\/)/;

export const expectJson = createMiddleware<Api>(async (c, next) => {
  const type = c.req.header("content-type");
  const hasBody = c.req.method !== "GET" && c.req.method !== "HEAD" && type !== undefined && c.req.header("content-length") !== "0";
  if (hasBody && !forms.test(c.req.path) && !/^application\/([\w.-]+\+)?json\b/i.test(type)) {
    return refuse(c, { code: "not-json", expected: "application/json" });
  }
  return next();
});
