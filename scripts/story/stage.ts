// Everybody who takes part in the story, ready to act: a guest and a kitchen screen with the published client,
// the office with plain HTTP, and a webhook receiver with an endpoint of its own.
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signIn, type ApiClient } from "../platform/api-client.ts";
import type { DemoSheet } from "../platform/demo-sheet.ts";
import { Refusal } from "../platform/refusal.ts";
import { openWebhookReceiver, type ReceivedWebhook } from "../platform/webhook-receiver.ts";
import { now, openRole, type Role } from "./role.ts";

/** `webhooks`: what the receiver got, oldest first. `venue`: where the kitchen is. */
export type Stage = {
  venue: DemoSheet["venues"][number];
  guest: Role;
  kitchen: Role;
  office: ApiClient;
  endpoint: string;
  webhooks: (ReceivedWebhook & { at: number })[];
  close(): Promise<void>;
};

export async function setStage(sheet: DemoSheet): Promise<Stage> {
  const [venue] = sheet.venues;
  if (!venue) throw new Refusal("the demo chain has no venue");
  const opened: (() => unknown)[] = [];
  const close = async () => {
    for (const undo of opened.toReversed()) await undo();
  };
  try {
    const folder = mkdtempSync(join(tmpdir(), "brigade-story-"));
    opened.push(() => rmSync(folder, { recursive: true, force: true }));
    const caFile = join(folder, "ca.pem");
    writeFileSync(caFile, sheet.caCert);

    const secret = `whsec_${randomBytes(32).toString("base64")}`;
    const webhooks: Stage["webhooks"] = [];
    const receiver = await openWebhookReceiver(secret, (webhook) => webhooks.push({ ...webhook, at: now() }));
    opened.push(() => receiver.close());

    const { login, password } = sheet.users.admin;
    const office = await signIn(sheet.baseUrl, sheet, login, password);
    const endpoint = randomUUID();
    const asked = { id: endpoint, secret, url: receiver.url, types: ["order.completed"], description: "The story's receiver" };
    const made = await office.call("POST", "/admin-api/api/webhooks", asked);
    if (made.status !== 201)
      throw new Refusal(`the office could not create a webhook endpoint: ${made.status} ${JSON.stringify(made.body)}`);
    opened.push(() => office.call("DELETE", `/admin-api/api/webhooks/${endpoint}`));

    const app = { baseUrl: sheet.tlsUrl, tenant: sheet.tenant, basicAuth: sheet.basicAuth };
    const guest = await openRole("guest", app, caFile);
    opened.push(() => guest.close());
    const kitchen = await openRole("kitchen", { ...app, venue: venue.id, credentials: sheet.users.kds }, caFile);
    opened.push(() => kitchen.close());
    return { venue, guest, kitchen, office, endpoint, webhooks, close };
  } catch (error) {
    await close();
    throw error;
  }
}
