// When a venue is open, day by day, with its holidays and special days; and whether it is now.
import { createRoute, z } from "@hono/zod-openapi";
import { Channel } from "../../../../domain/menu/channel";
import { exceptionOn, hoursOf, spansOn } from "../../../../domain/menu/opening-hours";
import { channelsOf, SalesChannels } from "../../../../domain/menu/sales-channels";
import { timeOf } from "../../../../domain/menu/time-span";
import { Id } from "../../../../domain/order/commands";
import { openAt } from "../../../../domain/venue/opening-status";
import { dayAfter, localDay } from "../../../../domain/venue/time-zone";
import { publicHolidays } from "../../../../domain/venue/public-holidays";
import { tenantCard } from "./venue-cache";
import { venues } from "../../../lib/db/venues";
import { authenticated } from "#api/http/authenticate";
import { json, problem, refuse, router } from "#api/http/refuse";

const Span = z
  .object({ from: z.string(), to: z.string() })
  .openapi({ description: "Inclusive, by the venue's clock; `to` before `from`: on the next day" });
const Day = z.object({ spans: z.array(Span), reason: z.string().optional() });
const Opening = z.object({
  open: z.boolean(),
  reason: z.string().optional(),
  opensAt: z.string().optional(),
  closesAt: z.string().optional(),
});
const Hours = z
  .object({
    timeZone: z.string(),
    now: z.partialRecord(Channel, Opening),
    days: z.array(z.object({ date: z.string(), channels: z.partialRecord(Channel, Day) })),
  })
  .openapi("VenueHours");

const route = createRoute({
  tags: ["venue"],
  ...authenticated,
  method: "get",
  path: "/venue-api/api/venues/{id}/hours",
  summary: "When the venue is open",
  request: {
    params: z.object({ id: Id.openapi({ description: "The venue's id" }) }),
    query: z.object({
      from: z.iso.date("expected a day such as 2026-12-24").optional().openapi({ description: "The venue's today when left out" }),
      days: z.coerce.number().int().min(1).max(62).default(7),
    }),
  },
  responses: {
    200: json(Hours, "By day and channel"),
    400: problem("The query is not valid"),
    401: problem("No valid token"),
    404: problem("There is no such venue"),
    503: problem("The chain could not be read"),
  },
});

export const hoursRoutes = router().openapi(route, async (c) => {
  const { tenant } = c.var.principal;
  const [row, chain] = await Promise.all([venues(c.env.DB, tenant).find(c.req.valid("param").id), tenantCard(c.env, tenant)]);
  if (!row) return refuse(c, { code: "not-found", what: "venue" });
  if (!chain.ok) return refuse(c, chain.error);
  const holidays = publicHolidays(chain.value.properties);
  const { timeZone } = row;
  const selling = SalesChannels.parse(row.document);
  const at = new Date();
  const { from = localDay(at.getTime(), timeZone), days } = c.req.valid("query");
  const channels = channelsOf(selling);
  const hours = hoursOf({ ...selling, holidays });
  const dates = Array.from({ length: days }, (_, n) => dayAfter(from, n));
  const onDay = (channel: Channel, date: string): z.infer<typeof Day> => {
    const reason = exceptionOn(hours[channel], date)?.reason;
    return {
      spans: spansOn(hours[channel], date).map(([first, last]) => ({ from: timeOf(first), to: timeOf(last) })),
      ...(reason !== undefined && { reason }),
    };
  };
  const now = Object.fromEntries(
    channels.map((channel) => [channel, openAt({ ...selling, timeZone, holidays }, channel, at.toISOString())]),
  );
  const shown = dates.map((date) => ({ date, channels: Object.fromEntries(channels.map((channel) => [channel, onDay(channel, date)])) }));
  return c.json({ timeZone, now, days: shown }, 200);
});
