// What happens when nothing else has answered. A bug is a 500 with an id to find it by in the log, and says nothing of itself.
import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Api } from "../env";
import { refuse } from "./refuse";

export const notFound: NotFoundHandler<Api> = (c) => refuse(c, { code: "not-found", what: `${c.req.method} ${c.req.path}` });

export const onError: ErrorHandler<Api> = (error, c) => {
  if (error instanceof HTTPException) return refused(error, c);
  const log = { correlationId: c.var.correlationId, method: c.req.method, path: c.req.path, error: error.stack ?? String(error) };
  console.error(JSON.stringify(log));
  // An object that is being moved, restarted or crowded out has stored nothing of this request, or knows its id: trying again is right.
  if (isPassing(error)) return refuse(c, { code: "temporarily-unavailable", retryAfterSeconds: 1 }, { "retry-after": "1" });
  return refuse(c, { code: "internal-error", correlationId: c.var.correlationId });
};

/** Errors that the platform marks (PLATFORM.md A1, "Errors"), and a document that is not in its store yet. */
const isPassing = (error: Error): boolean =>
  ("retryable" in error && error.retryable === true) ||
  ("overloaded" in error && error.overloaded === true) ||
  error.message.endsWith("is not in store");

/** What the framework itself throws: a body that is no JSON. */
function refused(error: HTTPException, c: Context<Api>) {
  if (error.status === 413) return refuse(c, { code: "body-too-large", limitBytes: BODY_LIMIT_BYTES });
  if (error.status === 400) return refuse(c, { code: "invalid-request", errors: [{ pointer: "/", message: "expected well-formed JSON" }] });
  return error.getResponse();
}

export const BODY_LIMIT_BYTES = 256 * 1024;
