// What the orders of a chain, a venue or today come to. The published types name the operations and no paths: those are ours.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { forbidden, may } from "../../../../domain/access/roles";
import { Instant } from "../../../../domain/instant";
import { Id } from "../../../../domain/order/commands";
import { toDecimal } from "../../../../domain/pricing/money";
import { localDay, localHour, startOfDay } from "../../../../domain/venue/time-zone";
import { type Dimension, orderStats, type Sums } from "../../../lib/db/order-stats";
import { venues as venueRows } from "../../../lib/db/venues";
import { tenantCard, venueCard } from "#api/services/venue/venue-cache";
import type { Api } from "#api/env";
import { authenticated } from "#api/http/authenticate";
import { pageFields, pageOf, TotalHeaders, totalHeader } from "#api/http/pagination";
import { json, problem, refuse, router } from "#api/http/refuse";
import { readYourWritesParameter, caughtUp } from "./read-your-writes";

const DAY_MS = 24 * 60 * 60_000;
const MAX_DAYS = 92;
const USUAL_DAYS = 30;

const Row = z
  .object({
    key: z.string().openapi({ description: "The day, hour, venue, type or source", example: "2026-11-24" }),
    orders: z.int().openapi({ description: "Placed, and not cancelled; the sums below are theirs" }),
    open: z.int(),
    cancelled: z.int(),
    abandoned: z.int(),
    lines: z.int(),
    total: z.string().openapi({ example: "1399.00" }),
    discount: z.string(),
    paid: z.string(),
    average: z.string().openapi({ description: "Of a placed order" }),
  })
  .openapi("OrderStats");
type Row = z.infer<typeof Row>;

const instant = Instant.optional().openapi({ type: "string", format: "date-time" });
const filter = z.strictObject({
  ...pageFields(["key", "orders", "total"], "ASC"),
  from: instant.openapi({ description: `By creation; ${USUAL_DAYS} days back when left out` }),
  to: instant.openapi({ description: `Not included; now when left out. At most ${MAX_DAYS} days after \`from\`` }),
  groupBy: z.enum(["day", "hour", "venue", "type", "source"]).default("day"),
});
type Filter = z.output<typeof filter>;

const responses = {
  200: { ...json(z.array(Row), "Sums"), headers: TotalHeaders },
  400: problem("Every field that is wrong, with its pointer"),
  401: problem("No valid token"),
  403: problem("The caller may not see these sums"),
  404: problem("No such venue"),
  503: problem("The sums are not as new as the bookmark yet; try again"),
};
const common = {
  method: "get" as const,
  tags: ["ordering"],
  ...authenticated,
  parameters: [readYourWritesParameter],
  responses,
};

const global = createRoute({
  ...common,
  path: "/ordering-api/api/stats",
  summary: "What the chain's orders come to",
  description: "Days and hours are UTC's: a chain may have venues in several zones.",
  request: { query: filter },
});
const ofVenue = createRoute({
  ...common,
  path: "/ordering-api/api/stats/venue/{venue}",
  summary: "What a venue's orders come to, by its own clock",
  description: "An order that spans venues counts with what its lines come to here.",
  request: { params: z.object({ venue: Id }), query: filter },
});
const today = createRoute({
  ...common,
  path: "/ordering-api/api/stats/today",
  summary: "Today, venue by venue, each by its own clock",
  request: { query: z.strictObject(pageFields(["key", "orders", "total"], "ASC")) },
});

export const statsRoutes = router()
  .openapi(today, async (c) => {
    const { principal } = c.var;
    const { tenant } = principal;
    if (!may(principal, "orders.search")) return refuse(c, forbidden("orders.search"));
    const [chain, ready] = [await tenantCard(c.env, tenant), await caughtUp(c)];
    if (!chain.ok) return refuse(c, chain.error);
    if (!ready.ok) return refuse(c, ready.error);
    const now = Date.now();
    const byZone = Map.groupBy(await venueRows(c.env.DB, tenant).all(), ({ timeZone }) => timeZone);
    const sums = await Promise.all(
      [...byZone].map(([timeZone, rows]) => {
        const span = { from: iso(startOfDay(now, timeZone)), to: iso(now + DAY_MS), venues: rows.map(({ id }) => id) };
        return orderStats(c.env.DB, tenant).sums(span, "venue");
      }),
    );
    return page(c, rowsOf(sums.flat(), chain.value.currency.decimals), c.req.valid("query"));
  })
  .openapi(global, async (c) => {
    const { principal } = c.var;
    const { tenant } = principal;
    if (!may(principal, "orders.search")) return refuse(c, forbidden("orders.search"));
    const chain = await tenantCard(c.env, tenant);
    if (!chain.ok) return refuse(c, chain.error);
    return answer(c, c.req.valid("query"), { decimals: chain.value.currency.decimals, timeZone: "UTC" });
  })
  .openapi(ofVenue, async (c) => {
    const { venue } = c.req.valid("param");
    const { principal } = c.var;
    const { tenant } = principal;
    const card = await venueCard(c.env, tenant, venue);
    if (!card.ok) return refuse(c, card.error);
    if (!may(principal, "orders.search", venue)) return refuse(c, forbidden("orders.search", venue));
    const { currency, timeZone } = card.value;
    return answer(c, c.req.valid("query"), { decimals: currency.decimals, timeZone, venues: [venue] });
  });

type About = { decimals: number; timeZone: string; venues?: string[] };

async function answer(c: Context<Api>, query: Filter, { decimals, timeZone, venues }: About) {
  const to = query.to === undefined ? Date.now() : Date.parse(query.to);
  const from = query.from === undefined ? to - USUAL_DAYS * DAY_MS : Date.parse(query.from);
  if (from > to || to - from > MAX_DAYS * DAY_MS) {
    const message = `expected a time up to ${MAX_DAYS} days after \`from\``;
    return refuse(c, { code: "invalid-request", errors: [{ pointer: "/to", message }] });
  }
  const ready = await caughtUp(c);
  if (!ready.ok) return refuse(c, ready.error);
  const { groupBy } = query;
  const by: Dimension = groupBy === "day" || groupBy === "hour" ? "quarter" : groupBy;
  const sums = await orderStats(c.env.DB, c.var.principal.tenant).sums({ from: iso(from), to: iso(to), venues }, by);
  return page(c, rowsOf(by === "quarter" ? folded(sums, groupBy === "hour", timeZone) : sums, decimals), query);
}

/** Quarters of an hour, put together into the days, or hours, of a zone. */
function folded(quarters: ({ key: string } & Sums)[], hours: boolean, timeZone: string): ({ key: string } & Sums)[] {
  const keyOf = ({ key }: { key: string }) => {
    const at = Number(key) * 1_000;
    return hours ? `${localDay(at, timeZone)}T${localHour(at, timeZone)}` : localDay(at, timeZone);
  };
  return [...Map.groupBy(quarters, keyOf)].map(([key, parts]) => ({ key, ...parts.reduce(plus, NOTHING) }));
}

const NOTHING: Sums = { orders: 0, open: 0, cancelled: 0, abandoned: 0, lines: 0, total: 0, discount: 0, paid: 0 };

const plus = (a: Sums, b: Sums): Sums => ({
  orders: a.orders + b.orders,
  open: a.open + b.open,
  cancelled: a.cancelled + b.cancelled,
  abandoned: a.abandoned + b.abandoned,
  lines: a.lines + b.lines,
  total: a.total + b.total,
  discount: a.discount + b.discount,
  paid: a.paid + b.paid,
});

const rowsOf = (sums: ({ key: string } & Sums)[], decimals: number): { row: Row; sum: Sums }[] =>
  sums.map((sum) => {
    const [total, discount, paid] = [sum.total, sum.discount, sum.paid].map((amount) => toDecimal(amount, decimals));
    const average = toDecimal(sum.orders === 0 ? 0 : Math.round(sum.total / sum.orders), decimals);
    return { sum, row: { ...sum, total: total ?? "", discount: discount ?? "", paid: paid ?? "", average } };
  });

/** The rows are few: one per key. */
function page(c: Context<Api>, rows: { row: Row; sum: Sums }[], query: Pick<Filter, "_start" | "_end" | "_sort" | "_order">) {
  const { start, end, sort, order } = pageOf(query);
  const by = ({ row, sum }: (typeof rows)[number]) => (sort === "key" ? row.key : sum[sort]);
  const sorted = rows.toSorted((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : a.row.key < b.row.key ? -1 : 1));
  const inOrder = order === "ASC" ? sorted : sorted.toReversed();
  return c.json(
    inOrder.slice(start, end).map(({ row }) => row),
    200,
    totalHeader(rows.length),
  );
}

const iso = (at: number): string => new Date(at).toISOString();
