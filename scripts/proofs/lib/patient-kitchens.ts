// What an order does by itself, minutes after nobody has looked at it, would look like the work of whoever is on trial.
import type { ApiClient } from "../../platform/api-client.ts";
import { Refusal } from "../../platform/refusal.ts";
import { readSeed } from "../../platform/seed.ts";

const DAY_MINUTES = 24 * 60;

/** Kitchens have a day to look at an order. A payment that nobody finishes still ends after 20 minutes. */
export async function makeKitchensPatient(admin: ApiClient): Promise<void> {
  const kitchen = { alertAfterMinutes: DAY_MINUTES, escalateAfterMinutes: DAY_MINUTES };
  for (const venue of readSeed().venues) {
    const { status, body } = await admin.call("PUT", `/venue-api/api/venues/${venue.id}`, { ...venue, kitchen });
    if (status >= 300) throw new Refusal(`the kitchen of ${venue.id} stays impatient: ${status} ${JSON.stringify(body)}`);
  }
}
