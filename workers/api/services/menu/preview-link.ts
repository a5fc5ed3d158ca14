// A draft for somebody who has no login: a link, good for a while, to one version as one venue would sell it. The page is for people;
// programs ask for JSON.
import { createRoute, z } from "@hono/zod-openapi";
import { html } from "hono/html";
import { Channel } from "../../../../domain/menu/channel";
import { MenuIndex } from "../../../../domain/menu/menu-storage";
import type { ShortCategory } from "../../../../domain/menu/menu-summary";
import { Id } from "../../../../domain/order/commands";
import { readKeys } from "../../../../runtime/keys";
import { menuVersions } from "../../../lib/db/menu-versions";
import { plainName } from "../../../../domain/menu/default-name";
import { publicHolidays } from "../../../../domain/venue/public-holidays";
import { tenantCard } from "#api/services/venue/venue-cache";
import { addressOf } from "#api/http/address";
import { authenticate, requires } from "#api/http/authenticate";
import { pagePolicy } from "#api/http/page-policy";
import { json, jsonBody, problem, refuse, roleProblems, router } from "#api/http/refuse";
import { pageText, shortMenu } from "./menu-page-cache";
import { chargeAddress } from "#api/http/rate-limit";
import { readLink, signLink } from "#api/http/signed-link";

const HOUR_MS = 60 * 60_000;
const Draft = z.strictObject({ tenant: z.string(), menu: z.string(), version: z.int(), channel: Channel, instance: z.string() });

const Wanted = z
  .strictObject({
    channel: Channel,
    instance: Id.openapi({ description: "The venue's id" }),
    hours: z.int().min(1).max(168).default(24).openapi({ description: "How long the link is good" }),
  })
  .openapi("PreviewWanted");

const make = createRoute({
  tags: ["menu versions"],
  security: [{ bearer: [] }],
  method: "post",
  path: "/menu-api/api/menus/{menu}/versions/{version}/preview-links",
  summary: "A link to a version for those who have no login",
  middleware: [authenticate, requires("menus.write")] as const,
  request: {
    params: z.object({ menu: Id, version: z.coerce.number().int().min(1).max(1_000_000).openapi({ type: "integer" }) }),
    body: jsonBody(Wanted),
  },
  responses: {
    201: json(z.object({ url: z.string(), expires: z.string() }).openapi("PreviewLink"), "Whoever has it sees that version until then"),
    ...roleProblems,
    404: problem("There is no such version, or it is not compiled for that venue and channel"),
  },
});

const open = createRoute({
  tags: ["menu versions"],
  method: "get",
  path: "/menu-api/previews/{token}",
  summary: "A version as guests would see it",
  request: { params: z.object({ token: z.string().min(1).max(2048) }) },
  responses: {
    200: {
      description: "For people, or for programs that accept JSON only",
      content: { "text/html": { schema: z.string() }, "application/json": { schema: z.looseObject({ id: z.string() }) } },
    },
    400: problem("The link is longer than any of ours"),
    404: problem("The link is none of ours, or is over"),
    429: problem("Too many links that are none of ours were tried from this address"),
    503: problem("It is being compiled"),
  },
});

export const previewRoutes = router()
  .openapi(make, async (c) => {
    const { tenant } = c.var.principal;
    const { menu, version } = c.req.valid("param");
    const { channel, instance, hours } = c.req.valid("json");
    const hash = (await menuVersions(c.env.DB, tenant, menu).targets(version)).get(instance)?.[channel];
    if (hash === undefined) return refuse(c, { code: "not-found", what: "version for that venue and channel" });
    const exp = Date.now() + hours * HOUR_MS;
    const token = signLink(readKeys(c.env.KEYS), "menu-preview", { tenant, menu, version, channel, instance }, exp);
    return c.json({ url: `${new URL(c.req.url).origin}/menu-api/previews/${token}`, expires: new Date(exp).toISOString() }, 201);
  })
  .openapi(open, async (c) => {
    const link = readLink(readKeys(c.env.KEYS), "menu-preview", Draft, c.req.valid("param").token, Date.now());
    if (!link.ok) {
      const retryAfterSeconds = await chargeAddress(c.env, addressOf(c.req.raw.headers), [{ limit: "wrongPreviewAt" }]);
      if (retryAfterSeconds > 0) return refuse(c, { code: "too-many-requests", retryAfterSeconds });
      return refuse(c, { code: "not-found", what: link.error === "expired" ? "preview any more: the link is over" : "preview" });
    }
    const { tenant, menu, version, channel, instance } = link.value;
    const hash = (await menuVersions(c.env.DB, tenant, menu).targets(version)).get(instance)?.[channel];
    const index = hash === undefined ? null : await c.env.MENUS.get(`menu:${hash}`, "json");
    const page = index === null ? undefined : MenuIndex.parse(index).variants.at(-1)?.page;
    const text = page === undefined ? undefined : await pageText(c.env, page);
    if (page === undefined || text === undefined) return refuse(c, { code: "menu-not-compiled", menu, venue: instance, channel });
    const headers = { "cache-control": "private, no-store", "x-robots-tag": "noindex" };
    if (!(c.req.header("accept") ?? "").includes("text/html")) {
      return c.body(text, 200, { ...headers, "content-type": "application/json" });
    }
    const chain = await tenantCard(c.env, tenant);
    if (!chain.ok) return refuse(c, chain.error);
    const { name, currency, properties } = chain.value;
    const categories = (await shortMenu(c.env, page, { decimals: currency.decimals, holidays: publicHolidays(properties) })) ?? [];
    const styleNonce = crypto.randomUUID();
    return c.html(
      draftPage({
        styleNonce,
        title: `${name}: ${menu}, version ${version}`,
        about: `${instance}, ${channel}`,
        categories,
        currency: currency.code,
      }),
      200,
      { ...headers, ...pagePolicy(styleNonce) },
    );
  });

type DraftPage = { styleNonce: string; title: string; about: string; categories: readonly ShortCategory[]; currency: string };

const nameOf = (literals: Record<string, string>, id: string) => plainName(literals) ?? id;

const draftPage = ({ styleNonce, title, about, categories, currency }: DraftPage) =>
  html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <meta name="robots" content="noindex" />
      <title>${title}</title>
      <style nonce="${styleNonce}">
        body {
          font:
            16px/1.5 system-ui,
            sans-serif;
          max-width: 44rem;
          margin: 2rem auto;
          padding: 0 1rem;
          color: #1c1917;
        }
        h1 {
          font-size: 1.4rem;
        }
        h2 {
          border-bottom: 1px solid #d6d3d1;
          font-size: 1.1rem;
        }
        li {
          display: flex;
          justify-content: space-between;
          list-style: none;
        }
        ul {
          padding: 0;
        }
      </style>
      <h1>${title}</h1>
      <p>A draft for ${about}. Guests do not see it.</p>
      ${categories.map(
        ({ id, literals, products }) =>
          html`<h2>${nameOf(literals, id)}</h2>
            <ul>
              ${products.map((product) => html`<li><span>${nameOf(product.literals, product.id)}</span> <b>${product.price} ${currency}</b></li>`)}
            </ul>`,
      )}
    </html>`;
