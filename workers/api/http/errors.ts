// What happens when nothing else has answered. A bug is a 500 with an id to find it by in the log, and says nothing of itself.
import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { log } from "../../../runtime/log";
import type { Api } from "#api/env";
import { bodyLimitOf, takesForm } from "./guard";
import { refuse } from "./refuse";

/** Nothing is served here, or not with this method. `methodsAt`: the methods that are served at a path. */
export const notFound =
  (methodsAt: (path: string) => string[]): NotFoundHandler<Api> =>
  (c) => {
    const { method, path } = c.req;
    const allowed = methodsAt(path);
    if (allowed.length === 0) return refuse(c, { code: "not-found", what: `${method} ${path}` });
    return refuse(c, { code: "method-not-allowed", allowed }, { allow: allowed.join(", ") });
  };

export const onError: ErrorHandler<Api> = (error, c) => {
  if (error instanceof HTTPException) return refused(error, c);
  log("error", "request.failed", { method: c.req.method, path: c.req.path, error: error.stack ?? String(error) });
  // An object that is being moved, restarted or crowded out has stored nothing of this request, or knows its id: trying again is right.
  if (isPassing(error)) return refuse(c, { code: "temporarily-unavailable", retryAfterSeconds: 1 });
  return refuse(c, { code: "internal-error", correlationId: c.var.correlationId });
};

/** Errors that the platform, or we (`TemporaryError`), mark as passing. */
const isPassing = (error: Error): boolean =>
  ("retryable" in error && error.retryable === true) || ("overloaded" in error && error.overloaded === true);

/** What the framework itself throws: a body that is not what it should be, or not said to be. */
function refused({ status }: HTTPException, c: Context<Api>) {
  if (status === 413) return refuse(c, { code: "body-too-large", limitBytes: bodyLimitOf(c.req.path) });
  const form = takesForm(c.req.path);
  if (status === 415 && !form) return refuse(c, { code: "not-json", expected: "application/json" });
  return refuse(c, { code: "invalid-request", errors: [{ pointer: "/", message: `expected ${form ? "a form" : "well-formed JSON"}` }] });
}
