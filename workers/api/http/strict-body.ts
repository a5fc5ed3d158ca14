// Bodies as text and as JSON, before anybody reads them: every byte means a character, and no more levels than somebody means.
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { Result } from "../../../domain/result";
import { decodedText, jsonFault, MAX_JSON_DEPTH, MAX_MENU_DEPTH, notUtf8 } from "../../../protocol/strict-json";
import type { Api } from "#api/env";
import { takesForm, takesImport } from "./guard";
import { refuse } from "./refuse";
import { isSockJs } from "./sockjs-origin";

/** The body as text. Sheets and documents of other charsets are decoded by who reads them (`c.req.arrayBuffer()`). */
const textBody = async (c: Context<Api>): Promise<Result<string, typeof notUtf8>> => decodedText(await c.req.arrayBuffer());

/** Reads a JSON body of at most `limit` levels, so that the schemas behind it read the same text. */
const strictJson = (limit: number) =>
  createMiddleware<Api>(async (c, next) => {
    if (c.req.raw.body === null) return next();
    const text = await textBody(c);
    if (!text.ok) return refuse(c, text.error);
    const fault = jsonFault(limit, text.value);
    return fault ? refuse(c, fault) : next();
  });

const usual = strictJson(MAX_JSON_DEPTH);
/** Menus and what they are made of. An import is so large that nobody reads it before he knows whose it is: it stands in the route. */
export const strictMenuJson = strictJson(MAX_MENU_DEPTH);

export const strictBodies = createMiddleware<Api>((c, next) => {
  const { method, path } = c.req;
  if (method === "GET" || method === "HEAD" || takesForm(path) || takesImport(path) || isSockJs(path)) return next();
  return path.startsWith("/menu-api/") ? strictMenuJson(c, next) : usual(c, next);
});
