// On which state of an order a caller counts: a command that comes later than that is refused with 412, whichever door it takes.
import type { Context } from "hono";
import { err, ok, type Result } from "../../../domain/result";
import type { Api } from "#api/env";

type Wrong = { code: "invalid-request"; errors: { pointer: string; message: string }[] };

const wrong = (header: string, message: string) =>
  err({ code: "invalid-request" as const, errors: [{ pointer: `/headers/${header}`, message }] });

/** `If-Match: "7"`, or the same as a number in `x-expected-seq`: the caller's newest event. `*` matches whatever there is. */
export function expectedSeq(c: Context<Api>): Result<{ ifSeq?: number }, Wrong> {
  const [header, plain] = [c.req.header("if-match"), c.req.header("x-expected-seq")];
  const [, tag] = /^"(\d{1,15})"$/.exec(header ?? "") ?? [];
  if (header !== undefined && header !== "*" && tag === undefined) return wrong("if-match", 'expected one strong ETag such as "7", or *');
  if (plain === undefined) return ok(tag === undefined ? {} : { ifSeq: Number(tag) });
  if (!/^\d{1,15}$/.test(plain)) return wrong("x-expected-seq", "expected the number of the order's newest event, such as 7");
  if (tag !== undefined && Number(tag) !== Number(plain)) return wrong("x-expected-seq", "expected the same number as in If-Match");
  return ok({ ifSeq: Number(plain) });
}
