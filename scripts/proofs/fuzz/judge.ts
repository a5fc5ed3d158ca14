// What no answer may be, whatever was asked.
import type { Operation } from "../lib/contract.ts";
import type { Answered, Asked, Unanswered } from "../lib/http-exchange.ts";

/** RFC 6749 section 5.2, RFC 7009 section 2.2.1, and RFC 6749 section 4.1.2.1 for `temporarily_unavailable`. */
const TOKEN_ERRORS = [
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "unauthorized_client",
  "unsupported_grant_type",
  "unsupported_token_type",
  "invalid_scope",
  "temporarily_unavailable",
];

/** What any request may meet before it reaches an operation. */
const EVERYWHERE = [404, 405, 413, 415];

const BEYOND_RFC_3339 = /"(due|created|changed|closedDate|\w+Time|\w+At)":"[+-]\d{6}-/;

/** What is wrong with the answer; undefined when nothing is. */
export function faultOf(operation: Operation, asked: Asked, answered: Answered | Unanswered): string | undefined {
  if ("fault" in answered) return answered.fault;
  const { status, headers, body } = answered;
  if (status >= 500 && !(status === 503 && operation.statuses.has(503) && headers["retry-after"])) return `server error ${status}`;
  if (isAt(operation, asked) && !operation.statuses.has(status) && !EVERYWHERE.includes(status) && !isOfQueryBytes(status, body))
    return `the contract does not say ${status}`;
  if (status >= 400) return refusalFault(operation, asked, answered);
  if (status < 300 && BEYOND_RFC_3339.test(body)) return "a time that RFC 3339 cannot write";
  if (status === 200 && asked.method !== "HEAD" && headers["content-type"]?.startsWith("application/json") && !isJson(body))
    return "the body is not the JSON that it says it is";
  return undefined;
}

/** A query of bytes that are no text is refused before anybody asks whose it is. */
function isOfQueryBytes(status: number, body: string): boolean {
  const { errors }: { errors?: { pointer?: string }[] } = Object(isJson(body) ? JSON.parse(body) : undefined);
  return status === 400 && errors?.length === 1 && errors[0]?.pointer === "/query";
}

/** Whether the request was for this operation, and not led astray by what its path was made to be. */
function isAt({ method, path }: Operation, asked: Asked): boolean {
  const [steps = ""] = asked.path.split("?");
  const model = path.split("/");
  const taken = steps.split("/");
  const fits = model.every((step, index) => step === taken[index] || (step.startsWith("{") && /^[\w-]+$/.test(taken[index] ?? "")));
  return asked.method === method && taken.length === model.length && fits;
}

function refusalFault({ path }: Operation, { method }: Asked, { status, headers, body }: Answered): string | undefined {
  const [type] = (headers["content-type"] ?? "none").split(";");
  if (path.startsWith("/payment-api/sandbox/") && type === "text/html") return undefined;
  const ofToken = path.startsWith("/auth-oauth2/") && type === "application/json";
  if (!ofToken && type !== "application/problem+json") return `${status} is told as ${type}`;
  if (method === "HEAD") return undefined;
  const said: Record<string, unknown> = Object(isJson(body) ? JSON.parse(body) : undefined);
  if (typeof said.message !== "string" || said.message === "") return `${status} without a message`;
  if (ofToken)
    return TOKEN_ERRORS.includes(String(said.error)) && typeof said.error_description === "string" ? undefined : `no token error: ${body}`;
  const whole = typeof said.type === "string" && typeof said.title === "string" && said.status === status;
  return whole ? undefined : `${status} is no whole problem`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
