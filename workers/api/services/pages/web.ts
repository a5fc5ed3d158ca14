// The pages of web/: a kitchen's screen and a guest's order. Everything they do goes through the same API as everybody else's programs.
import type { Context } from "hono";
import type { Api } from "#api/env";
import { refuse, router } from "#api/http/refuse";

/** Nothing is fetched from elsewhere, nothing runs that is not a file of ours, and nobody frames it. */
const policyAt = (host: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ws://${host} wss://${host}`, // not every browser takes 'self' for a socket's address, too
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");

const always = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
};

async function file(c: Context<Api>, name: string, headers: Record<string, string>): Promise<Response> {
  const found = await c.env.ASSETS.fetch(new URL(`/${name}`, c.req.url), { method: "GET" });
  if (found.status !== 200) return refuse(c, { code: "not-found", what: "page" });
  const type = found.headers.get("content-type") ?? "application/octet-stream";
  return new Response(found.body, { headers: { "content-type": type, ...always, ...headers } });
}

const page = (name: string) => (c: Context<Api>) =>
  file(c, `${name}.html`, { "content-security-policy": policyAt(new URL(c.req.url).host), "cache-control": "no-cache" });

/** Their names hold a hash of what is in them. */
const HASHED = /^[a-z]+-[\da-f]{12}\.(js|css)$/;

export const webRoutes = router()
  .get("/kitchen", page("kitchen"))
  .get("/order/:order", page("order"))
  .get("/assets/:file", async (c): Promise<Response> => {
    const name = c.req.param("file");
    if (!HASHED.test(name)) return refuse(c, { code: "not-found", what: "page" });
    return file(c, name, { "cache-control": "public, max-age=31536000, immutable" });
  });
