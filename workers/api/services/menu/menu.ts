// The menu as front ends show it: compiled before it is needed, with the locks of the moment beside it.
import { createRoute, z } from "@hono/zod-openapi";
import { Channel } from "../../../../domain/menu/channel";
import { holdsIn, MenuLock } from "../../../../domain/menu/menu-lock";
import { channelsOf, SalesChannels } from "../../../../domain/menu/sales-channels";
import { Id } from "../../../../domain/order/commands";
import { err, ok, type Result } from "../../../../domain/result";
import type { Principal } from "../../../../domain/access/principal";
import type { Refusal } from "../../../../protocol/problem";
import { menus } from "../../../lib/db/menus";
import { recentVenue, type VenueNow } from "#api/services/venue/venue-cache";
import type { ApiEnv } from "#api/env";
import type { InForce } from "../../../lib/menu-index";
import { authenticate, requires } from "#api/http/authenticate";
import { json, problem, refuse, roleProblems, router } from "#api/http/refuse";
import { compileJob } from "./compile-job";
import { pageText } from "./menu-page-cache";
import { etagOf, has } from "./etag";

const common = { tags: ["menu"], security: [{ bearer: [] }] };

export const MenuParam = z.object({ menu: Id.openapi({ description: "The menu's id, as the venue names it", example: "MENU_default" }) });
export const MenuQuery = z.object({
  channel: Channel.openapi({ description: "How it is sold" }),
  instance: Id.openapi({ description: "The venue's id" }),
});

const show = createRoute({
  ...common,
  method: "get",
  path: "/menu-api/api/menu/{menu}",
  summary: "A venue's menu in one channel",
  description: "References are resolved, prices are the venue's, and `locks` names what cannot be had at the moment.",
  middleware: [authenticate] as const,
  request: {
    params: MenuParam,
    query: MenuQuery,
    headers: z.object({ "if-none-match": z.string().optional().openapi({ description: "The `ETag` of the menu at hand" }) }),
  },
  responses: {
    200: json(z.looseObject({ id: z.string(), items: z.array(z.unknown()), locks: z.array(MenuLock) }).openapi("Menu"), "The menu"),
    304: { description: "The menu at hand is the menu" },
    400: problem("The query is not valid"),
    401: problem("No valid token"),
    404: problem("There is no such menu, venue or channel"),
    503: problem("The menu is being prepared"),
  },
});

const compile = createRoute({
  ...common,
  method: "post",
  path: "/menu-api/api/menus/{menu}/compile",
  summary: "Compile a menu for every venue that uses it",
  description: "What is wrong with it is shown among the failures; a menu that cannot be compiled leaves the one in force where it is.",
  middleware: [authenticate, requires("menus.write")] as const,
  request: { params: MenuParam },
  responses: {
    202: json(z.object({ correlationId: z.string() }).openapi("CompileAccepted"), "It will be"),
    ...roleProblems,
    404: problem("There is no such menu"),
  },
});

export const menuRoutes = router()
  .openapi(show, async (c) => {
    const { channel, instance } = c.req.valid("query");
    const found = await menuInForce(c.env, c.var.principal, { ...c.req.valid("param"), channel, instance });
    if (!found.ok) return refuse(c, found.error);
    const { page: hash, now } = found.value;
    const locks = JSON.stringify(now.locks.filter((lock) => holdsIn(lock, channel)));
    const headers = { etag: etagOf(hash, locks), "cache-control": "private, max-age=5" };
    if (has(c.req.valid("header")["if-none-match"], headers.etag)) return c.body(null, 304, headers);
    const page = await pageText(c.env, hash);
    if (page === undefined) return refuse(c, { code: "menu-not-compiled", menu: now.card.menu, venue: instance, channel });
    return c.body(withLocks(page, locks), 200, { ...headers, "content-type": "application/json" });
  })
  .openapi(compile, async (c) => {
    const { tenant } = c.var.principal;
    const { menu } = c.req.valid("param");
    if (!(await menus(c.env.DB, tenant).exists(menu))) return refuse(c, { code: "not-found", what: "menu" });
    await c.env.MENU_QUEUE.send(compileJob(c, menu));
    return c.json({ correlationId: c.var.correlationId }, 202);
  });

type Wanted = { menu: string; channel: Channel; instance: string };
type NoMenu = Extract<Refusal, { code: "not-found" | "menu-not-compiled" | "temporarily-unavailable" }>;

/**
 * The compiled menu that the venue sells from now. A menu that is not the venue's,
 * and a channel that it does not sell through, is not there.
 */
export async function menuInForce(
  env: Pick<ApiEnv, "DB" | "MENUS" | "VENUE">,
  { tenant }: Pick<Principal, "tenant">,
  { menu, channel, instance }: Wanted,
): Promise<Result<InForce & { now: VenueNow }, NoMenu>> {
  const found = await recentVenue(env, tenant, instance);
  if (!found.ok) return found;
  const { card, row } = found.value;
  if (card.menu !== menu) return err({ code: "not-found", what: "menu" });
  if (!channelsOf(SalesChannels.parse(row.document)).includes(channel)) return err({ code: "not-found", what: "channel" });
  const inForce = found.value.menus[channel];
  return inForce ? ok({ ...inForce, now: found.value }) : err({ code: "menu-not-compiled", menu, venue: instance, channel });
}

/** Both are JSON texts, and the page is an object that is not empty: one more member is put before its closing brace. */
const withLocks = (page: string, locks: string): string => `${page.slice(0, page.lastIndexOf("}"))},"locks":${locks}}`;
