// A small webhook receiver as a tenant would run one: verifies the signature (Standard Webhooks) and answers 200,
// or 400 when it does not hold.
import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { portOf } from "./ports.ts";

/**
 * `id`: the same for every attempt. `correlationId`: of the request that it goes back to. `payload`: the parsed body, only when `verified`.
 */
export type ReceivedWebhook = {
  id: string;
  correlationId: string | undefined;
  verified: boolean;
  reason: string | undefined;
  type: string | undefined;
  payload: unknown;
};

export type WebhookReceiver = { url: string; close(): Promise<void> };

/** `port`: which one to take if it is free. */
export async function openWebhookReceiver(
  secret: string,
  onReceived: (webhook: ReceivedWebhook) => void,
  port = 0,
): Promise<WebhookReceiver> {
  const server = createServer((request, answer) => {
    void text(request).then((body) => {
      const webhook = verify(secret, request, body);
      answer.writeHead(webhook.verified ? 200 : 400).end();
      onReceived(webhook);
    });
  });
  await listen(server, port).catch(() => listen(server, 0));
  return {
    url: `http://127.0.0.1:${portOf(server)}/webhooks`,
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

const listen = (server: Server, port: number) =>
  new Promise<void>((listening, failed) => server.once("error", failed).listen(port, "127.0.0.1", listening));

function verify(secret: string, request: IncomingMessage, body: string): ReceivedWebhook {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const named = { id: headers["webhook-id"] ?? "", correlationId: headers["x-correlation-id"] };
  try {
    const payload = new Webhook(secret).verify(body, headers);
    return { ...named, verified: true, reason: undefined, type: typeOf(payload), payload };
  } catch (error) {
    return {
      ...named,
      verified: false,
      reason: error instanceof Error ? error.message : String(error),
      type: undefined,
      payload: undefined,
    };
  }
}

const typeOf = (payload: unknown) =>
  typeof payload === "object" && payload !== null && "type" in payload ? String(payload.type) : undefined;
