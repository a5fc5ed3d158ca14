// What everybody who looks at a venue hears of it on `/venues/{tenant}/{venue}`: the whole venue as guests see it, after each change.
import type { Context } from "hono";
import { venueInfoFeed } from "../../../../protocol/feed";
import { type VenueRow, venues } from "../../../lib/db/venues";
import type { Api } from "#api/env";
import { publish } from "#api/publish";
import { guestView } from "./venue-view";

const TURNS = 5;

/**
 * Never an older venue after a newer one for good: of several that tell at once,
 * whoever tells last looks again whether that was the newest. `last`: as it was before it was given up.
 */
export async function publishVenue(c: Context<Api>, last: VenueRow): Promise<void> {
  const { tenant } = c.var.principal;
  let told: number | "nothing" | "gone" = "nothing";
  for (let turn = 0; turn < TURNS; turn += 1) {
    const row = await venues(c.env.DB, tenant).find(last.id);
    const now = row?.revision ?? "gone";
    if (now === told) return;
    const body = row ? guestView(row) : { ...guestView(last), active: false, deleted: true };
    await publish(c, venueInfoFeed(tenant, last.id), { topic: "venues", body });
    told = now;
  }
}
