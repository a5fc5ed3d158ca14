// Two editors at once (RFC 9110, section 13): the revision of what is edited is its strong `ETag`,
// and whoever names the one he has seen overwrites no other.
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { problem } from "./refuse";

export const etag = (revision: number) => `"${revision}"`;

export const EditHeaders = z.object({
  "if-match": z.string().optional().openapi({ description: "The `ETag` that was edited: refused when somebody was faster" }),
  "if-none-match": z.string().optional().openapi({ description: "`*`: only if it is not there yet" }),
});

export const staleProblem = problem("Somebody has changed it since; `etag` is of what is there now");

/**
 * `If-Match` as the revision seen, `If-None-Match: *` as none seen; undefined when the caller does not say.
 * A tag that is none of ours matches nothing.
 */
export function seenBy(c: Context): number | undefined {
  if (c.req.header("if-none-match") === "*") return 0;
  const tag = c.req.header("if-match");
  return tag === undefined || tag === "*" ? undefined : Number(/^"(\d+)"$/.exec(tag)?.[1] ?? -1);
}
