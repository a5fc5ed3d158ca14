import { z } from "@hono/zod-openapi";

/** Schemes that a browser would run, read or show instead of leaving for somewhere. */
const REFUSED = new Set(["javascript:", "vbscript:", "data:", "blob:", "file:", "filesystem:", "about:", "view-source:", "ws:", "wss:"]);

/** A web address or a link into an app (`myapp://paid`). */
export const ReturnUrl = z
  .string()
  .max(2048)
  .refine((text) => {
    const url = URL.parse(text);
    if (url === null || REFUSED.has(url.protocol) || url.username !== "" || url.password !== "") return false;
    return !/^https?:$/.test(url.protocol) || /^[\w.:[\]-]+$/.test(url.hostname); // the host is named in the page's policy, where `;` would end it
  }, "must be an http(s) address or a link into an app");
