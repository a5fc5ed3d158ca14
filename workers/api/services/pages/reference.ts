// The contract for people, at /docs: a plain page made from the OpenAPI document itself.
import { z } from "@hono/zod-openapi";
import { html } from "hono/html";

const Operation = z.object({
  summary: z.string().default(""),
  description: z.string().default(""),
  tags: z.array(z.string()).default([]),
  responses: z.record(z.string(), z.object({ description: z.string().default("") })).default({}),
});
const Contract = z.object({ info: z.object({ title: z.string() }), paths: z.record(z.string(), z.record(z.string(), Operation)) });

export function docsContent(document: object) {
  const { info, paths } = Contract.parse(document);
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
