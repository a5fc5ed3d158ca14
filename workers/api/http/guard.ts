// What every request passes before it reaches a service. One step, because every step is paid by every command.
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { Api } from "#api/env";
import { refuse } from "./refuse";
import { allowSockJsClients, isSockJs } from "./sockjs-origin";

const USUAL_BYTES = 256 * 1024;
/** A chain's whole menus come in one piece. */
const IMPORT_BYTES = 25 * 1024 * 1024;
/** A slip with its picture. */
const RECEIPT_BYTES = 1536 * 1024;
/** One piece of a SockJS client, which is of whatever type it likes. */
const SOCKJS_BYTES = 64 * 1024;
const IMPORT = "/menu-api/api/import";
const SHEET = `${IMPORT}/csv`;
const RECEIPT = "/fiscal-api/api/register";

/** A venue draws its delivery zones. */
const VENUE_BYTES = 4 * 1024 * 1024;
const VENUES = "/venue-api/api/venues";

/** Whole menus, as documents or as a sheet. */
export const takesImport = (path: string): boolean => path === IMPORT || path === SHEET;

export function bodyLimitOf(path: string): number {
  if (takesImport(path)) return IMPORT_BYTES;
  if (path === RECEIPT) return RECEIPT_BYTES;
  if (path === VENUES || /^\/venue-api\/api\/venues\/[^/]+$/.test(path)) return VENUE_BYTES;
  return isSockJs(path) ? SOCKJS_BYTES : USUAL_BYTES;
}

/** For bodies that do not say how long they are. */
const counted = new Map(
  [USUAL_BYTES, IMPORT_BYTES, RECEIPT_BYTES, VENUE_BYTES, SOCKJS_BYTES].map((limitBytes) => [
    limitBytes,
    bodyLimit({ maxSize: limitBytes, onError: (c) => refuse(c, { code: "body-too-large", limitBytes }) }),
  ]),
);

/** Sign-in and the sandbox's page are forms and look at their own type. */
export const takesForm = (path: string): boolean => path.startsWith("/auth-oauth2/") || path.startsWith("/payment-api/sandbox/");

const JSON_TYPE = { name: "application/json", pattern: /^application\/([\w.-]+\+)?json\b/i };
const CSV_TYPE = { name: "text/csv", pattern: /^text\/csv\b/i };
const typeAt = (path: string) => (path === SHEET ? CSV_TYPE : JSON_TYPE);

const notTextInQuery = {
  code: "invalid-request" as const,
  errors: [{ pointer: "/query", message: "expected percent-encoded text in UTF-8" }],
};

/** Whether each percent-encoded byte is part of a character. A lone `%` stands for itself. */
function isWholeText(query: string): boolean {
  try {
    decodeURIComponent(query.replaceAll(/%(?![\da-f]{2})/gi, "%25"));
    return true;
  } catch {
    return false;
  }
}

/**
 * Refuses a query of bytes that are no text, a body that is too large, or no JSON where commands come as JSON.
 * Nobody reads a body that comes with a GET.
 */
export const guard = createMiddleware<Api>((c, next) => {
  const { method, path, url } = c.req;
  if (url.includes("%") && !isWholeText(new URL(url).search)) return Promise.resolve(refuse(c, notTextInQuery));
  if (method === "GET" || method === "HEAD") return next();
  const length = c.req.header("content-length");
  const type = c.req.header("content-type");
  const form = takesForm(path);
  if (type !== undefined && length !== "0" && !form && !isSockJs(path) && !typeAt(path).pattern.test(type)) {
    return Promise.resolve(refuse(c, { code: "not-json", expected: typeAt(path).name }));
  }
  // Sign-in has a smaller limit of its own, and refuses in its own words.
  if (path.startsWith("/auth-oauth2/")) return next();
  const limitBytes = bodyLimitOf(path);
  const counting = counted.get(limitBytes);
  if (length === undefined && counting) return counting(c, next);
  return Number(length) > limitBytes ? Promise.resolve(refuse(c, { code: "body-too-large", limitBytes })) : next();
});

/** What a page of another origin may read of an answer, beside what browsers show anyway. */
const EXPOSED = [
  "allow",
  "content-disposition",
  "etag",
  "location",
  "preference-applied",
  "retry-after",
  "www-authenticate",
  "x-bookmark",
  "x-correlation-id",
  "x-total-count",
];

const anyOrigin = cors({ origin: "*", exposeHeaders: EXPOSED, maxAge: 86_400 });

/** Browsers of any origin: who may do what is in the bearer token, and no cookie is ever looked at. Who is no browser sends no Origin. */
export const allowBrowsers = createMiddleware<Api>((c, next) =>
  c.req.header("origin") === undefined ? next() : isSockJs(c.req.path) ? allowSockJsClients(c, next) : anyOrigin(c, next),
);
