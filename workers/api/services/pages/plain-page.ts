// Pages of one piece, for people who look at the API: nothing fetched from elsewhere, and no script but the reference's (reference.ts).
import type { Context } from "hono";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { pagePolicy } from "#api/http/page-policy";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What a page has in its head beside its styles. `policy`: directives (CSP) that this needs, by name. */
type Head = { content: (nonce: string) => Html; policy: (nonce: string) => Readonly<Record<string, string>> };

/** Colours are the design's paper, ink and edge, light and dark. */
export function plainPage(c: Context, title: string, content: Html, head?: Head): Response | Promise<Response> {
  const nonce = crypto.randomUUID();
  const page = html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${title}</title>
      <style nonce="${nonce}">
        :root {
          color-scheme: light dark;
        }
        body {
          font:
            16px/1.5 system-ui,
            sans-serif;
          max-width: 60rem;
          margin: 2rem auto;
          padding: 0 1rem;
          background: light-dark(oklch(0.98 0.006 85), oklch(0.165 0.006 70));
          color: light-dark(oklch(0.205 0.012 60), oklch(0.965 0.004 85));
        }
        a {
          color: inherit;
        }
        h2 {
          margin-top: 2.5rem;
          border-bottom: 1px solid light-dark(oklch(0.9 0.009 80), oklch(0.32 0.01 70));
        }
        summary {
          cursor: pointer;
          padding: 0.3rem 0;
        }
        b {
          display: inline-block;
          min-width: 4rem;
          text-transform: uppercase;
          font-size: 0.8rem;
          color: light-dark(oklch(0.47 0.105 68), oklch(0.87 0.14 84));
        }
        dl {
          display: grid;
          grid-template-columns: max-content 1fr;
          gap: 0.2rem 1rem;
        }
        dd {
          margin: 0;
        }
        table {
          border-collapse: collapse;
        }
        th,
        td {
          text-align: left;
          padding: 0.2rem 1.5rem 0.2rem 0;
          overflow-wrap: anywhere;
        }
      </style>
      ${head?.content(nonce)}
      <main>${content}</main>
    </html>`;
  return Promise.resolve(page).then((text) => c.html(text, 200, pagePolicy(nonce, head?.policy(nonce))));
}
