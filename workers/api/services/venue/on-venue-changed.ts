// What follows from a change of a venue: nobody goes by what it was, and its menus are compiled for what it sells through now.
import type { Context } from "hono";
import { channelsOf, SalesChannels } from "../../../../domain/menu/sales-channels";
import type { VenueRow } from "../../../lib/db/venues";
import { forgetCards } from "./venue-cache";
import type { Api } from "#api/env";
import { compileJob } from "#api/services/menu/compile-job";

export async function onVenueChanged(c: Context<Api>, before: VenueRow | undefined, after: VenueRow): Promise<void> {
  forgetCards(c.var.principal.tenant);
  if (after.menu !== "" && sold(before) !== sold(after)) await c.env.MENU_QUEUE.send(compileJob(c, after.menu));
}

const sold = (row: VenueRow | undefined) => row && `${row.menu}: ${channelsOf(SalesChannels.parse(row.document)).join(" ")}`;
