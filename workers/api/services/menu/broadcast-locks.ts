// A lock holds where it is sold: each venue's object hears of it before the caller has his answer,
// and products vanish everywhere within that second.
import type { Principal } from "../../../../domain/access/principal";
import { holdsAt, type MenuLock } from "../../../../domain/menu/menu-lock";
import { objectStub } from "../../../../runtime/object-stub";
import { venueName } from "../../../../protocol/venue";
import { locks } from "../../../lib/db/locks";
import { forgetCards } from "#api/services/venue/venue-cache";
import type { ApiEnv } from "#api/env";
import { log } from "../../../../runtime/log";

/** Venues that are told at a time. */
const LANES = 50;

/** A venue that does not answer hears of it when its card is read next: the counter of locks tells that it has missed something. */
export async function broadcastLocks(
  { DB, VENUE }: Pick<ApiEnv, "DB" | "VENUE">,
  { tenant, region }: Pick<Principal, "tenant" | "region">,
  { instances = [] }: MenuLock,
  all: ReadonlySet<string>,
): Promise<void> {
  forgetCards(tenant);
  const { revision, locks: inForce } = await locks(DB, tenant).everywhere(new Date().toISOString());
  const waiting = instances.length > 0 ? [...instances] : [...all];
  const lane = async () => {
    for (let venue = waiting.pop(); venue !== undefined; venue = waiting.pop()) {
      const here = venue;
      const concerning = inForce.filter((lock) => holdsAt(lock, here));
      await objectStub(VENUE, region, venueName(tenant, venue))
        .setLocks(region, revision, concerning)
        .catch((error: unknown) => log("error", "lock.publish_failed", { venue: here, error }));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
