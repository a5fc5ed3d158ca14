import { describe, expect, it } from "vitest";
import { Webhook } from "standardwebhooks";
import { createHash } from "node:crypto";
import { messageId, newWebhookSecret, pingBody, webhookBody, withOrder, WebhookSecret } from "./webhook";
import { webhookHeaders } from "./webhook-signature";

const at = "2026-11-22T12:00:00.000Z";
const tenant = { name: "Sienna", properties: { city: "Kraków" } };
const order = { id: "o1", status: "CLOSED", total: "13.99" };
const snapshot = JSON.stringify(order);
const completed = { type: "order.completed", at } as const;

describe("webhook body", () => {
  it("[W5] the standard body names type and time, and carries the wire order", () => {
    const body: unknown = JSON.parse(webhookBody("standard", completed, snapshot, tenant));
    expect(body).toEqual({ type: "order.completed", timestamp: at, data: { order } });
  });

  it("[W6] the classic body is what published receivers read", () => {
    const body: unknown = JSON.parse(webhookBody("classic", completed, snapshot, tenant));
    expect(body).toEqual({
      commandClass: "OrderCompletedEventCommand",
      command: { status: "COMPLETED" },
      tenant: { __NAME__: "Sienna", city: "Kraków" },
      order,
    });
  });

  it("[W6] a property cannot pose as the tenant's name", () => {
    const body: unknown = JSON.parse(webhookBody("classic", completed, snapshot, { name: "Sienna", properties: { __NAME__: "Other" } }));
    expect(body).toMatchObject({ tenant: { __NAME__: "Sienna" } });
  });

  it("[W7] a ping has no order, in either format", () => {
    expect(JSON.parse(pingBody("standard", at, tenant))).toEqual({ type: "ping", timestamp: at, data: {} });
    expect(JSON.parse(pingBody("classic", at, tenant))).not.toHaveProperty("order");
  });
});

it("[W47] a body gets another state of its order in either format, and one without an order stays as it is", () => {
  const newer = '{"id":"o","name":""}';
  for (const [body, then] of [
    ['{"type":"x","data":{"order":{"name":"Anna"}}}', '{"type":"x","data":{"order":{"id":"o","name":""}}}'],
    ['{"commandClass":"x","order":{"name":"Anna"}}', '{"commandClass":"x","order":{"id":"o","name":""}}'],
    ['{"type":"ping","data":{}}', '{"type":"ping","data":{}}'],
  ] as const)
    expect(withOrder(body, newer)).toBe(then);
});

describe("webhook signature", () => {
  it("[W8] is that of the published test vector", async () => {
    const message = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: '{"test": 2432232314}' };
    const headers = await webhookHeaders("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", message, new Date(1614265330_000));
    expect(headers).toMatchObject({
      "webhook-id": message.id,
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  it("[W9] x-signature is the hash of body and secret, byte for byte", async () => {
    const [secret, body] = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", '{"name":"Żurek"}'];
    const headers = await webhookHeaders(secret, { id: "m", body }, new Date());
    expect(headers["x-signature"]).toBe(createHash("sha256").update(Buffer.from(body)).update(secret).digest("hex"));
  });

  it("[W8] the library verifies what a fresh secret signs", async () => {
    const secret = newWebhookSecret();
    expect(WebhookSecret.safeParse(secret).success).toBe(true);
    const body = webhookBody("standard", completed, snapshot, tenant);
    const headers = await webhookHeaders(secret, { id: messageId("o1", 7, "order.completed"), body }, new Date());
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it("[W10] a message id names order, event and type, and has no dot", () => {
    expect(messageId("0b8b2c1e-8f4e-4c3e-9d3a-111111111111", 12, "order.completed")).toBe(
      "msg_0b8b2c1e-8f4e-4c3e-9d3a-111111111111_12_order-completed",
    );
  });

  it.each([16, 23, 65])("[W11] a secret of %i bytes is refused", (bytes) =>
    expect(WebhookSecret.safeParse(`whsec_${Buffer.alloc(bytes).toString("base64")}`).success).toBe(false),
  );
  it.each([24, 25, 32, 63, 64])("[W11] a secret of %i bytes is taken", (bytes) =>
    expect(WebhookSecret.safeParse(`whsec_${Buffer.alloc(bytes).toString("base64")}`).success).toBe(true),
  );
});
