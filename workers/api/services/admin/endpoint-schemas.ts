// What an admin says and sees of a webhook endpoint.
import { z } from "@hono/zod-openapi";
import type { EndpointStatus } from "../../../../durable-objects/webhook-endpoint/delivery-log";
import { WebhookType } from "../../../../protocol/queue";
import { WebhookFormat, WebhookSecret } from "../../../../protocol/webhook";
import type { WebhookEndpoint } from "../../../lib/db/webhook-endpoints";

const url = z
  .string()
  .min(1)
  .max(2048)
  .openapi({ description: "https, on a public host, port 443 or 8443", example: "https://hooks.example.com/orders" });
const description = z.string().max(255);
const types = z
  .array(WebhookType)
  .min(1)
  .max(WebhookType.options.length)
  .refine((chosen) => new Set(chosen).size === chosen.length, "each type once");
const format = z.enum(WebhookFormat.options).openapi({ description: "`classic`: the body and commandClass that older receivers read" });

const whole = {
  url,
  types,
  description: description.default(""),
  format: format.default("standard"),
  active: z.boolean().default(true),
};

export const NewEndpoint = z
  .strictObject({
    ...whole,
    id: z.uuid().optional().openapi({ description: "For ROLE_SU only: set-ups that must find it again" }),
    secret: WebhookSecret.optional().openapi({ description: "For ROLE_SU only; otherwise one is made" }),
  })
  .openapi("NewWebhookEndpoint");

export const WholeEndpoint = z.strictObject(whole).openapi("WholeWebhookEndpoint");

export const EndpointChange = z
  .strictObject({ url, types, description, format, active: z.boolean() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "there is nothing to change")
  .openapi("WebhookEndpointChange");
export type EndpointChange = z.infer<typeof EndpointChange>;

export const Endpoint = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    types: z.array(z.string()),
    format: WebhookFormat,
    active: z.boolean(),
    created: z.string(),
    disabled: z
      .object({ at: z.string(), reason: z.string() })
      .nullable()
      .openapi({ description: "Set when the platform has stopped sending by itself; set `active` to resume" }),
  })
  .openapi("WebhookEndpoint");

export const CreatedEndpoint = Endpoint.extend({
  secret: z.string().openapi({ description: "Verifies signatures. Shown here and never again" }),
}).openapi("CreatedWebhookEndpoint");

/** The row is what was asked for; the endpoint's object has the last word on whether anything is sent. */
export const shown = (row: WebhookEndpoint, status: EndpointStatus | undefined): z.infer<typeof Endpoint> => ({
  ...row,
  active: row.active && status?.active === true,
  disabled: status?.disabled ?? null,
});
