// The contract for people, at /docs: a plain page made from the OpenAPI document itself. No script, and nothing fetched from elsewhere.
import { z } from "@hono/zod-openapi";
import { html } from "hono/html";

const Operation = z.object({
  summary: z.string().default(""),
  description: z.string().default(""),
  tags: z.array(z.string()).default([]),
  responses: z.record(z.string(), z.object({ description: z.string().default("") })).default({}),
});
const Contract = z.object({ info: z.object({ title: z.string() }), paths: z.record(z.string(), z.record(z.string(), Operation)) });

export function docsPage(styleNonce: string, document: object) {
  const { info, paths } = Contract.parse(document);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, of]) => ({ path, method, ...of })),
  );
  const services = Map.groupBy(operations, ({ tags, path }) => tags[0] ?? path.split("/")[1] ?? "");
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${info.title}</title>
      <style nonce="${styleNonce}">
        body {
          font:
            16px/1.5 system-ui,
            sans-serif;
          max-width: 60rem;
          margin: 2rem auto;
          padding: 0 1rem;
          color: #1c1917;
        }
        h2 {
          margin-top: 2.5rem;
          border-bottom: 1px solid #d6d3d1;
        }
        summary {
          cursor: pointer;
          padding: 0.3rem 0;
        }
        b {
          display: inline-block;
          width: 4rem;
          text-transform: uppercase;
          font-size: 0.8rem;
          color: #b45309;
        }
        dl {
          display: grid;
          grid-template-columns: 4rem 1fr;
          margin: 0.2rem 0 1rem 4rem;
        }
        dd {
          margin: 0;
        }
      </style>
      <h1>${info.title}</h1>
      <p>For programs: <a href="/openapi.json">/openapi.json</a>. Every refusal is <code>application/problem+json</code> (RFC 9457).</p>
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
    </html>`;
}
