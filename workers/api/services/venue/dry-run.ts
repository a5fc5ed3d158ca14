// A venue that somebody wants to write, looked at first: nothing is written, and every problem and warning is listed.
import { z } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { VenueDocument } from "../../../../domain/venue/venue";
import { validationProblem } from "../../../../protocol/validation-problem";
import type { Api } from "#api/env";

const Finding = z.object({ code: z.string(), pointer: z.string(), message: z.string() }).openapi("VenueFinding");
export const Warnings = z.array(Finding).openapi({ description: "Taken, and hardly meant; no part of the venue" });
export const DryRun = z
  .object({ dryRun: z.literal(true), problems: z.array(Finding), warnings: Warnings })
  .openapi("VenueDryRun", { description: "`problems`: nothing would be taken" });
export const DryRunQuery = z.object({
  dryRun: z.enum(["true", "false"]).default("false").openapi({ description: "Nothing is written; every problem and warning is listed" }),
});

export const problemsOf = (errors: readonly { pointer: string; message: string }[]) =>
  errors.map((error) => ({ code: "invalid", ...error }));

/** In a dry run a document with fields that cannot be read is no refusal, but what was asked for. */
export const unreadableVenue = createMiddleware<Api>(async (c, next) => {
  if (c.req.query("dryRun") !== "true") return next();
  const written: unknown = await c.req.json().catch(() => undefined);
  const { error } = VenueDocument.safeParse(written);
  if (written === undefined || !error) return next();
  return c.json(
    { dryRun: true, problems: problemsOf(validationProblem(error.issues).errors), warnings: [] } satisfies z.infer<typeof DryRun>,
    200,
  );
});
