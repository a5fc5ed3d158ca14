// Both signatures that receivers know: Standard Webhooks 1.0.0, and the older one of the published examples (docs/wire.md, "Webhooks").
import { Webhook } from "standardwebhooks";

/** `at`: of this attempt, not of the event. */
export async function webhookHeaders(secret: string, { id, body }: { id: string; body: string }, at: Date) {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, at, body),
    "x-signature": await classicSignature(secret, body),
  };
}

/** Lower-case hex of SHA-256 over the body's bytes followed by the secret's. Not an HMAC: that is how published receivers check it. */
async function classicSignature(secret: string, body: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body + secret));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
