// What every request passes before it reaches a service. One step, because every step is paid by every command.
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { Api } from "../env";
import { refuse } from "./refuse";

export const BODY_LIMIT_BYTES = 256 * 1024;
const tooLarge = { code: "body-too-large", limitBytes: BODY_LIMIT_BYTES } as const;

/** For bodies that do not say how long they are. */
const counted = bodyLimit({ maxSize: BODY_LIMIT_BYTES, onError: (c) => refuse(c, tooLarge) });

/** Sign-in and the sandbox's page are forms and look at their own type. */
export const takesForm = (path: string): boolean => path.startsWith("/auth-oauth2/") || path.startsWith("/payment-api/sandbox/");

/** Names the request; refuses a body that is too large, or no JSON where commands come as JSON. Nobody reads a body that comes with a GET. */
export const guard = createMiddleware<Api>((c, next) => {
  c.set("correlationId", crypto.randomUUID());
  const { method, path } = c.req;
  if (method === "GET" || method === "HEAD") return next();
  const length = c.req.header("content-length");
  const type = c.req.header("content-type");
  const form = takesForm(path);
  if (type !== undefined && length !== "0" && !form && !/^application\/([\w.-]+\+)?json\b/i.test(type)) {
    return Promise.resolve(refuse(c, { code: "not-json", expected: "application/json" }));
  }
  // Sign-in has a smaller limit of its own, and refuses in its own words.
  if (path.startsWith("/auth-oauth2/")) return next();
  if (length === undefined) return counted(c, next);
  return Number(length) > BODY_LIMIT_BYTES ? Promise.resolve(refuse(c, tooLarge)) : next();
});

const anyOrigin = cors({
  origin: "*",
  exposeHeaders: ["etag", "x-total-count", "x-bookmark", "retry-after", "www-authenticate"],
  maxAge: 86_400,
});

/** Browsers of any origin: who may do what is in the bearer token, and no cookie is ever looked at. Who is no browser sends no Origin. */
export const allowBrowsers = createMiddleware<Api>((c, next) => (c.req.header("origin") === undefined ? next() : anyOrigin(c, next)));
