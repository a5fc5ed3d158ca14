// A kitchen has missed an order: who manages its venues is told on their socket, besides the webhook.
import type { WebhookJob } from "../../protocol/queue";
import { log } from "../../runtime/log";

export type TellManagersDeps = {
  /** Ids of people, as few as can be told in one go. */
  managersOf: (venues: string[]) => Promise<string[]>;
  /** Shows a notification, JSON text, to somebody who listens. */
  tell: (user: string, notification: string) => Promise<unknown>;
  now: () => number;
};

/** Who could not be told by then has heard of it otherwise, or never will: it keeps no webhook waiting any longer. */
const INSIST_MS = 10 * 60_000;

/**
 * At least once each. Rejects, so that it is tried again, while one of them could not be told and it is still news;
 * the others have been told then.
 * `order`: as it was then, JSON text.
 */
export async function tellManagers(
  { order: id }: Pick<WebhookJob, "order">,
  { seq, at }: { seq: number; at: string },
  order: string,
  { managersOf, tell, now }: TellManagersDeps,
): Promise<void> {
  const { buckets = [] }: { buckets?: { venue: string }[] } = JSON.parse(order); // our own wire order
  const venues = buckets.map(({ venue }) => venue);
  const told = await Promise.allSettled(
    (await managersOf(venues)).map((user) => tell(user, JSON.stringify(notification(id, user, `${id}:${seq}`, venues)))),
  );
  const failed = told.filter((one) => one.status === "rejected");
  if (failed.length === 0) return;
  if (now() - Date.parse(at) < INSIST_MS) throw new Error(`${failed.length} managers could not be told: ${String(failed[0]?.reason)}`);
  log("error", "escalation.publish_failed", { order: id, seq, feeds: failed.length, error: String(failed[0]?.reason) });
}

const notification = (orderId: string, user: string, correlationId: string, venues: string[]) => ({
  type: "OrderMessage" as const,
  users: [user],
  orderId,
  correlationId,
  event: { correlationId, user, orderId },
  message: "The kitchen has not looked at an order",
  codes: [{ code: "orderUnacknowledged", message: venues.join(", "), args: venues }],
});
