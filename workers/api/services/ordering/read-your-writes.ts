// A list that shows what its reader has just done. Orders reach the lists seconds after they change;
// whoever brings the bookmarks of his commands waits for them.
import type { Context } from "hono";
import { err, ok, type Result } from "../../../../domain/result";
import { orderStub } from "../../../../runtime/order-stub";
import { readKeys } from "../../../../runtime/keys";
import type { Refusal } from "../../../../protocol/problem";
import { orders } from "../../../lib/db/orders";
import type { Api } from "#api/env";
import { isOrderIdOf, type OrderId } from "../../../../runtime/signed-order-id";

const MOST = 20;
const WITHIN_MS = 5_000;
const PAUSE_MS = 50;

type Behind = Extract<Refusal, { code: "invalid-request" | "temporarily-unavailable" }>;

/** For the `parameters` of a list. */
export const readYourWritesParameter = {
  in: "header" as const,
  name: "X-Bookmark",
  schema: { type: "string" as const },
  description: `The \`X-Bookmark\` of earlier answers, comma-separated, ${MOST} at most: the list is not older than these`,
};

/** Resolves when the lists show every order at its bookmark. Orders that are not this tenant's count for nothing. */
export async function caughtUp(c: Context<Api>): Promise<Result<undefined, Behind>> {
  const header = c.req.header("x-bookmark");
  if (header === undefined) return ok(undefined);
  const marks = header.split(",").map((mark) => /^\s*([0-9a-f-]{36})\.(\d{1,9})\s*$/.exec(mark));
  if (marks.length > MOST || marks.includes(null)) {
    const message = `expected at most ${MOST} bookmarks as earlier answers had them`;
    return err({ code: "invalid-request", errors: [{ pointer: "/headers/x-bookmark", message }] });
  }
  const { principal } = c.var;
  const { tenant } = principal;
  const { ids } = readKeys(c.env.KEYS);
  const wanted = new Map<OrderId, number>();
  for (const [, order = "", seq] of marks.filter((mark) => mark !== null)) {
    if (isOrderIdOf(ids, tenant, order)) wanted.set(order, Math.max(wanted.get(order) ?? 0, Number(seq)));
  }
  const repository = orders(c.env.DB, tenant);
  const until = Date.now() + WITHIN_MS;
  for (let first = true; ; first = false) {
    const shown = await repository.seqs([...wanted.keys()]);
    const behind = [...wanted].filter(([order, seq]) => (shown.get(order) ?? 0) < seq);
    if (behind.length === 0) return ok(undefined);
    if (Date.now() > until) return err({ code: "temporarily-unavailable", retryAfterSeconds: 1 });
    if (first) await Promise.all(behind.map(([order]) => orderStub(c.env.ORDER, principal, order).project()));
    await scheduler.wait(PAUSE_MS);
  }
}
