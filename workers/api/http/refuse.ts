// Every refusal of the API leaves through here: problem+json with `message` (RFC 9457), or a thrown HTTPException's response.
import { OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Context, TypedResponse } from "hono";
import type { JSONParsed } from "hono/utils/types";
import { validationProblem } from "../../../protocol/validation-problem";
import { Problem, problemOf, type Refusal, type StatusOf } from "../../../protocol/problem";
import type { Api } from "#api/env";

export { validationProblem };

const PROBLEM_JSON = { "content-type": "application/problem+json" };

/** What is being prepared is there soon. */
const USUAL_WAIT_SECONDS = 2;

/** One response type for each status, so that a union of refusals fits the responses that a route declares one by one. */
type Refused<R extends Refusal> = { [S in StatusOf<R>]: Response & TypedResponse<JSONParsed<Problem>, S, "json"> }[StatusOf<R>];

/** Answers with the refusal's row of the problem table. */
export function refuse<R extends Refusal>(c: Context, refusal: R, headers?: Record<string, string>): Refused<R>;
export function refuse(c: Context, refusal: Refusal, headers: Record<string, string> = {}) {
  const problem = problemOf(refusal);
  const again = "retryAfterSeconds" in refusal ? refusal.retryAfterSeconds : problem.status === 503 ? USUAL_WAIT_SECONDS : undefined;
  return c.json(problem, problem.status, { ...PROBLEM_JSON, ...(again !== undefined && { "retry-after": String(again) }), ...headers });
}

/** Declares a refusal in a route's `responses`. */
export const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: Problem.openapi("Problem") } },
});

/** Declares a JSON answer in a route's `responses`. */
export const json = <S extends z.ZodType>(schema: S, description: string) => ({ description, content: { "application/json": { schema } } });

/** Declares a JSON body, without which a request is refused, in a route's `request`. */
export const jsonBody = <S extends z.ZodType>(schema: S) => ({ required: true, content: { "application/json": { schema } } }) as const;

const declared = problem("A refusal (RFC 9457); `type` ends in its code");

/** What any command on an order may be refused with. */
export const commandProblems = {
  400: declared,
  401: declared,
  403: declared,
  404: declared,
  409: declared,
  412: declared,
  422: declared,
  429: declared,
  503: declared,
};

/** What a request that takes a role may be refused with. */
export const roleProblems = {
  400: problem("The request is not valid"),
  401: problem("No valid token"),
  403: problem("The roles do not allow it"),
};

/** A router whose schemas refuse with every wrong field named. */
export const router = () =>
  new OpenAPIHono<Api>({ defaultHook: (result, c) => (result.success ? undefined : refuse(c, validationProblem(result.error.issues))) });
