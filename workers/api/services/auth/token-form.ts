// The body of a token request (RFC 6749 section 3.2).
import { ok, type Result } from "../../../../domain/result";
import { wasUtf8 } from "../../../../protocol/strict-json";
import { tokenError, type TokenError } from "./token-error";

export type Form = ReadonlyMap<string, string>;

/** A parameter without a value counts as left out; one that comes twice is an error; unknown ones are ignored by whoever reads. */
export function readForm(contentType: string | undefined, body: string): Result<Form, TokenError> {
  const [mediaType = ""] = contentType?.split(";") ?? [];
  if (mediaType.trim().toLowerCase() !== "application/x-www-form-urlencoded") {
    return tokenError("invalid_request", "the body must be application/x-www-form-urlencoded");
  }
  const form = new Map<string, string>();
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (!wasUtf8(name) || !wasUtf8(value)) return tokenError("invalid_request", "the body must be percent-encoded text in UTF-8");
    if (seen.has(name)) return tokenError("invalid_request", "a parameter is sent more than once");
    seen.add(name);
    if (value !== "") form.set(name, value);
  }
  return ok(form);
}
