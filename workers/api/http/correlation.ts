// One id for all that a request brings about: in its answer, in the log, in events, queue jobs and webhooks (docs/wire.md, "Correlation").
import { createMiddleware } from "hono/factory";
import { correlated } from "../../../runtime/log";
import type { Api } from "#api/env";

/** What a caller may name a request or a command by: visible ASCII. */
export const KEY = /^[\x21-\x7e]{1,128}$/;

/** A command is found again under its key; several requests of one click may share a correlation id, so that no effect hangs on it. */
export const correlate = createMiddleware<Api>(async (c, next) => {
  const requestId = crypto.randomUUID();
  const named = [c.req.header("idempotency-key"), c.req.header("x-correlation-id")];
  const correlationId = named.find((id) => id !== undefined && KEY.test(id)) ?? requestId;
  c.set("requestId", requestId);
  c.set("correlationId", correlationId);
  await correlated(correlationId, next);
  if (c.res.status !== 101) c.res.headers.set("x-correlation-id", correlationId);
});
