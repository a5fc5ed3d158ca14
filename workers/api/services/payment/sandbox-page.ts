// What the guest sees at the sandbox provider. Plain HTML and one form; no scripts.
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { toDecimal } from "../../../../domain/pricing/money";
import { pagePolicy } from "#api/http/page-policy";
import type { ProviderCharge } from "./provider";

const STYLE = `
  body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f4f2ee; color: #222 }
  main { background: #fff; border-radius: 1rem; padding: 2rem; width: min(22rem, 80vw); box-shadow: 0 1px 8px #0002; text-align: center }
  h1 { font-size: 1.1rem; margin: 0 }
  .amount { font-size: 2.2rem; font-weight: 600; margin: 1rem 0 0 }
  .order, small { color: #6b665e }
  form { display: grid; gap: .75rem; margin: 1.5rem 0 1rem }
  button { font: inherit; font-weight: 600; padding: .75rem; border-radius: .5rem; border: 1px solid #b9b2a6; background: #fff; cursor: pointer }
  button[value=approve] { background: #1f7a4d; border-color: #1f7a4d; color: #fff }`;

type Page = HtmlEscapedString | Promise<HtmlEscapedString>;

/** `styleNonce` lets this page's own style through its Content-Security-Policy, and nothing else. */
const page = (styleNonce: string, title: string, body: Page): Page =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style nonce="${styleNonce}">
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`;

/** Asks for the decision. `token` goes back with it. */
export const askPage = (styleNonce: string, charge: ProviderCharge, token: string): Page =>
  page(
    styleNonce,
    "Sandbox payment",
    html`<h1>Sandbox payment</h1>
      <p class="amount">${toDecimal(charge.amount, charge.currency.decimals)} ${charge.currency.code}</p>
      <p class="order">Order ${charge.order.slice(-6).toUpperCase()}</p>
      <form method="post" action="/payment-api/sandbox/${charge.trx}">
        <input type="hidden" name="t" value="${token}" />
        <button name="decision" value="approve">Approve</button>
        <button name="decision" value="decline">Decline</button>
      </form>
      <small>This provider is for trying things out. No money moves.</small>`,
  );

/** Says what has happened. `next`: where the guest may go from here. */
export const resultPage = (styleNonce: string, title: string, text: string, next?: string): Page =>
  page(
    styleNonce,
    title,
    html`<h1>${title}</h1>
      <p>${text}</p>
      ${next === undefined ? "" : html`<p><a href="${next}">Continue</a></p>`}`,
  );

/**
 * `after`: addresses that the form may end at. Browsers hold a form's redirect to `form-action` too, so the way back to the shop is named.
 */
export function pageHeaders(styleNonce: string, after: readonly (string | undefined)[] = []): Record<string, string> {
  const targets = after.flatMap((address) => (address === undefined ? [] : [cspSource(address)]));
  return {
    ...pagePolicy(styleNonce, { "form-action": ["'self'", ...targets].join(" ") }),
    "cache-control": "no-store",
  };
}

function cspSource(address: string): string {
  const { origin, protocol } = new URL(address);
  return protocol === "http:" || protocol === "https:" ? origin : protocol;
}
