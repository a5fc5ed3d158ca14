// From a request to a command, and from its answer to a response (docs/architecture.md, laws 6 and 7).
import { waitUntil } from "cloudflare:workers";
import type { Context } from "hono";
import type { CommandEnvelope, OrderCommand } from "../../../../domain/order/commands";
import { byUser, commandIdOf } from "../../../../domain/order/envelope";
import { acceptedBody, isAnswer } from "../../../../protocol/command-answer";
import { executeOnTerms } from "./checkout-terms";
import { newClaimCode } from "./claim-code";
import type { Api } from "#api/env";
import { KEY } from "#api/http/correlation";
import { expectedSeq } from "#api/http/expected-seq";
import { refuse } from "#api/http/refuse";
import type { Given } from "./command-definition";
import { wireOrder } from "./routes";
import { findOrder } from "./find-order";

/** The ids under which a request's command runs. `key`: the caller's `Idempotency-Key`, or one of our own making for this request alone. */
export function idsOf(c: Context<Api>) {
  const key = c.req.header("idempotency-key") ?? c.var.requestId;
  return { key, commandId: commandIdOf(c.var.principal.user, key) };
}

/** RFC 7240. */
export const wants = (c: Context<Api>, preference: string) =>
  (c.req.header("prefer") ?? "").split(",").some((item) => item.trim().split("=")[0]?.toLowerCase() === preference);

/** What is known of a command besides itself; `existing`: an order that is there already is what a create was to bring about. */
type About = Omit<Given, "command"> & { existing?: boolean };

/**
 * Runs the command. 202 `{correlationId, orderId, lines?}` when it is accepted; its verdict follows on the socket. With `Prefer: wait` the
 * verdict is the answer: 200 with the order as it is now, or the rejection's problem.
 */
export async function submit(c: Context<Api>, order: string, command: OrderCommand, about: About = {}) {
  const { principal, correlationId } = c.var;
  const { user, roles } = principal;
  const found = findOrder(c.env, principal, order);
  if (!found.ok) return refuse(c, found.error);
  const { key } = idsOf(c);
  if (!KEY.test(key)) {
    const message = "expected 1 to 128 visible ASCII characters";
    return refuse(c, { code: "invalid-request", errors: [{ pointer: "/headers/idempotency-key", message }] });
  }
  const expected = expectedSeq(c);
  if (!expected.ok) return refuse(c, expected.error);
  const waits = wants(c, "wait");
  const stub = found.value;
  const { existing = false, terms, taken, ...facts } = about;
  const envelope: CommandEnvelope = {
    ...byUser(principal, order, key, new Date().toISOString(), command),
    correlationId,
    ...expected.value,
    notify: !waits,
    ...(command.type === "CreateOrder" && { claimCode: newClaimCode() }),
    ...facts,
  };
  const answer = terms ? await executeOnTerms(stub, envelope, terms) : await stub.execute(envelope);
  if (answer.ok && taken) waitUntil(taken());
  const isThere = existing && !answer.ok && answer.error.code === "order-already-exists";
  if (!answer.ok && !isThere && isAnswer(answer.error, waits)) return refuse(c, answer.error);

  // Where lists may be asked to have come to (read-your-writes.ts).
  if (answer.ok) c.header("x-bookmark", `${order}.${answer.value.seq}`);
  const accepted = acceptedBody(correlationId, order, answer.ok ? answer.value.lines : undefined);
  if (!waits) return c.json(accepted, 202);
  const seen = await stub.view({ user, roles });
  if (!seen.ok) return refuse(c, seen.error);
  const body = { ...accepted, seq: seen.value.seq, order: wireOrder(seen.value.body) };
  return c.json(body, 200, { etag: `"${seen.value.seq}"`, "preference-applied": "wait" });
}
