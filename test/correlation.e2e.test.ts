// One command, followed by its correlation id through all workers: to the answer, the queue's job, the webhook,
// and what the workers say on the way.
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { signIn } from "../scripts/platform/api-client.ts";
import { openWebhookReceiver, type ReceivedWebhook, type WebhookReceiver } from "../scripts/platform/webhook-receiver.ts";
import { openTestPlatform, type TestPlatform } from "./platform.fixture.ts";

const CLICK = "click-1";
const secretOf = (letter: string) => `whsec_${btoa(letter.repeat(32))}`;
const Line = z.looseObject({ event: z.string(), correlationId: z.string().optional() });

let house: TestPlatform;
/** It knows another secret, and refuses what it gets. */
let receiver: WebhookReceiver;
const received: ReceivedWebhook[] = [];

beforeAll(async () => {
  house = await openTestPlatform();
  receiver = await openWebhookReceiver(secretOf("b"), (webhook) => received.push(webhook));
}, 120_000);
afterAll(async () => {
  await receiver?.close();
  await house?.close();
});

it("[E12] one id leads from a command to its answer, its webhook, the endpoint's log, and what workers say of it", async () => {
  const { sheet, said } = house;
  const [guest, office] = await Promise.all([
    signIn(sheet.baseUrl, sheet, "anonymous", ""),
    signIn(sheet.baseUrl, sheet, sheet.users.admin.login, sheet.users.admin.password),
  ]);
  const endpoint = { url: receiver.url, types: ["order.created"], secret: secretOf("a") };
  const { id } = z.looseObject({ id: z.string() }).parse((await office.call("POST", "/admin-api/api/webhooks", endpoint)).body);

  const created = await guest.call("POST", "/ordering-api/api/order/new", { orderType: "TAKE_AWAY" }, { "idempotency-key": CLICK });
  expect([created.status, created.headers.get("x-correlation-id"), created.body]).toEqual([
    202,
    CLICK,
    expect.objectContaining({ correlationId: CLICK }),
  ]);

  await expect.poll(() => received.map(({ correlationId }) => correlationId), { timeout: 15_000 }).toEqual([CLICK]);
  const deliveries = await office.call("GET", `/admin-api/api/webhooks/${id}/deliveries`);
  expect(deliveries.body).toEqual([expect.objectContaining({ id: received[0]?.id, correlationId: CLICK })]);
  await expect
    .poll(() => said.map((line) => Line.parse(JSON.parse(line))))
    .toContainEqual(expect.objectContaining({ event: "webhook.attempt_failed", delivery: received[0]?.id, correlationId: CLICK }));
});
