// The chain's own system, as webhooks see it: a receiver in the proof's process, so it is there whatever happens to the platform.
import { randomBytes } from "node:crypto";
import type { WebhookType } from "../../../protocol/queue.ts";
import type { ApiClient } from "../../platform/api-client.ts";
import { Refusal } from "../../platform/refusal.ts";
import { openWebhookReceiver } from "../../platform/webhook-receiver.ts";
import type { Letter } from "./audit.ts";

/** What commands bring about; what time alone does is not asked for. Some of them no walk leads to: they must never come. */
const TYPES: WebhookType[] = [
  "order.created",
  "order.completed",
  "order.verified",
  "order.ready",
  "order.delivered",
  "order.closed",
  "order.abandoned",
  "order.cancelled",
];

/** `letters`: what came, oldest first, duplicates included. */
export type WebhookInbox = { letters: Letter[]; close(): Promise<void> };

/** Registers an endpoint of its own for these types. */
export async function openWebhookInbox(admin: ApiClient): Promise<WebhookInbox> {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const letters: Letter[] = [];
  const receiver = await openWebhookReceiver(secret, ({ id, verified, type = "", payload }) => {
    const { data }: { data?: { order?: { id?: string } } } = Object(payload);
    letters.push({ id, verified, type, order: data?.order?.id ?? "", body: JSON.stringify(payload) ?? "" });
  });
  const endpoint = { secret, url: receiver.url, types: TYPES, description: "A receiver that outlives the platform" };
  const made = await admin.call("POST", "/admin-api/api/webhooks", endpoint);
  if (made.status !== 201) {
    await receiver.close();
    throw new Refusal(`the webhook endpoint could not be created: ${made.status} ${JSON.stringify(made.body)}`);
  }
  return { letters, close: () => receiver.close() };
}
