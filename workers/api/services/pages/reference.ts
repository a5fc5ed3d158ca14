// The contract for people, at /docs: a plain list made from the OpenAPI document itself. Where scripts run, Scalar's reader takes its
// place, in which operations can be tried (web/reference).
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { html, raw } from "hono/html";
import type { Api } from "#api/env";
import { plainPage } from "./plain-page";

const Operation = z.object({
  summary: z.string().default(""),
  description: z.string().default(""),
  tags: z.array(z.string()).default([]),
  responses: z.record(z.string(), z.object({ description: z.string().default("") })).default({}),
});
const Contract = z.object({ info: z.object({ title: z.string() }), paths: z.record(z.string(), z.record(z.string(), Operation)) });

/**
 * The reader's styles stand under the page's nonce, but for a few attributes; it calls the platform that the page is from, and nobody else.
 */
const readerPolicy = (nonce: string) => ({
  "script-src": "'self'",
  "style-src": `'self' 'nonce-${nonce}'`,
  "style-src-attr": "'unsafe-inline'",
  "img-src": "'self' data:",
  "connect-src": "'self'",
});

/** `document`: OpenAPI. */
export async function referencePage(c: Context<Api>, document: object): Promise<Response> {
  const contract = Contract.parse(document);
  const reader = raw(await (await c.env.ASSETS.fetch(new URL("/reference.html", c.req.url))).text());
  return plainPage(c, contract.info.title, list(contract), {
    content: (nonce) => html`<meta property="csp-nonce" content="${nonce}" /> ${reader}`,
    policy: readerPolicy,
  });
}

function list({ info, paths }: z.infer<typeof Contract>) {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, of]) => ({ path, method, ...of })),
  );
  const services = Map.groupBy(operations, ({ tags, path }) => tags[0] ?? path.split("/")[1] ?? "");
  return html`
    <h1>${info.title}</h1>
    <p>
      For programs: <a href="/openapi.json">/openapi.json</a>. Every refusal is one of these <a href="/problems">problems</a> (RFC 9457).
    </p>
    ${[...services].map(
      ([service, of]) =>
        html`<h2>${service}</h2>
          ${of.map(
            ({ path, method, summary, description, responses }) =>
              html`<details>
                <summary><b>${method}</b> <code>${path}</code> ${summary}</summary>
                <p>${description}</p>
                <dl>
                  ${Object.entries(responses).map(
                    ([status, said]) =>
                      html`<dt>${status}</dt>
                        <dd>${said.description}</dd>`,
                  )}
                </dl>
              </details>`,
          )}`,
    )}
  `;
}
