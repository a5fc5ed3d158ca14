// What the `type` of a refusal leads to: a page for each row of the problem table.
import { html } from "hono/html";
import { problemRow, problemRows } from "../../../../protocol/problem";
import { refuse, router } from "#api/http/refuse";
import { plainPage } from "./plain-page";

export const problemPages = router()
  .get("/problems", (c) =>
    plainPage(
      c,
      "Problems",
      html`<h1>Problems</h1>
        <p>
          Every refusal is <code>application/problem+json</code> (RFC 9457). Its <code>type</code> is one of these addresses, its
          <code>message</code> is a sentence for people, and what else it has are the facts of the case.
        </p>
        <table>
          <tr>
            <th>status</th>
            <th>type</th>
            <th>title</th>
          </tr>
          ${problemRows().map(
            ({ code, status, title }) =>
              html`<tr>
                <td>${status}</td>
                <td><a href="/problems/${code}">${code}</a></td>
                <td>${title}</td>
              </tr>`,
          )}
        </table>`,
    ),
  )
  .get("/problems/:code", (c) => {
    const row = problemRow(c.req.param("code"));
    if (!row) return refuse(c, { code: "not-found", what: "problem" });
    const { code, status, title } = row;
    return plainPage(
      c,
      title,
      html`<h1>${title}</h1>
        <dl>
          <dt>type</dt>
          <dd><code>/problems/${code}</code></dd>
          <dt>status</dt>
          <dd>${status}</dd>
          ${
            status === 429 || status === 503
              ? html`<dt>again</dt>
                  <dd>after the seconds that <code>Retry-After</code> says, under the same idempotency key</dd>`
              : ""
          }
        </dl>
        <p><a href="/problems">All problems</a> · <a href="/docs">API reference</a></p>`,
    );
  });
