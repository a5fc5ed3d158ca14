// What a schema says of a value that it does not take, as a refusal of ours.
import { pointerTo } from "../domain/json-pointer";
import type { z } from "zod";

/** Every field that is wrong is named, not just the first. */
export function validationProblem(issues: readonly z.core.$ZodIssue[]) {
  return {
    code: "invalid-request" as const,
    errors: issues.flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), message: "unknown field" }))
        : [{ pointer: pointerTo(issue.path), message: issue.message }],
    ),
  };
}
