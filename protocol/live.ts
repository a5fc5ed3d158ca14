// Live sockets of one order and of one venue: JSON text messages (docs/live.md). `ping` is answered with `pong` without waking anybody.
import { z } from "zod";
import type { OrderEvent } from "../domain/order/events";
import type { Order } from "../domain/order/state";

/** The subprotocol that we speak; a browser offers `bearer.{token}` beside it. */
export const LIVE_PROTOCOL = "brigade.live.v1";

/** Bytes of one message that a client may send. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
/** Without a token in the upgrade, the first message must bring it within this time. */
export const TOKEN_WITHIN_MS = 10_000;

/** Close codes. Those from 4400 on say what HTTP says with the number after the 4. */
export const closing = {
  refused: 1003,
  broken: 1002,
  tooLarge: 1009,
  slow: 1013,
  unauthorized: 4401,
  forbidden: 4403,
  notFound: 4404,
  tooMany: 4429,
} as const;

/**
 * The first message of who came without a token; later, a fresh one of the same person: the socket lives as long as the newest.
 * Answered `{token: {exp}}`.
 */
export const TokenMessage = z.strictObject({ token: z.string().min(1).max(8192) });

/**
 * A command as HTTP takes it at `POST /ordering-api/api/order/{order}/{command}`. `id` is its `Idempotency-Key`; `wait` is `Prefer: wait`;
 * `ifSeq` is `If-Match`. `order` is needed on a venue's socket, and must be the socket's own on an order's. Answered by a `CommandAnswer`.
 */
export const CommandMessage = z.strictObject({
  id: z.string().regex(/^[\x21-\x7e]{1,128}$/, "expected 1 to 128 visible ASCII characters"),
  order: z.uuid().optional(),
  command: z
    .string()
    .regex(
      /^([a-zA-Z]+(\/[a-zA-Z]+)?|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\/comment)$/,
      "expected the name of a command, such as append or lines/processed",
    ),
  body: z.json().optional(),
  ifSeq: z.int().min(0).optional(),
  wait: z.boolean().optional(),
});
export type CommandMessage = z.infer<typeof CommandMessage>;

export const ClientMessage = z.union([TokenMessage, CommandMessage]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** HTTP's status and body. */
export type CommandAnswer = { id: string; status: number; body: unknown };
/** What came was no message of ours: a problem (RFC 9457) without an id, because there may be none. The socket stays open. */
export type Misunderstood = { problem: unknown };
/** Epoch seconds until which the socket may stay. */
export type TokenAnswer = { token: { exp: number } };

/** Who looks at the order now: one entry per person, however many screens. */
export type Watcher = { user: string; as: "guest" | "staff" };

export type EventSummary = { seq: number; type: string; at: string; by: string; correlationId: string };
/** Also the event as it is stored: whoever has the `state` at the number before folds it with domain/order/evolve. */
export type WholeEvent = EventSummary & { event: OrderEvent };

/**
 * From an order's socket. `seq`: number of the order's newest event. `patch`: JSON Patch (RFC 6902) from what was shown last.
 * With `?state=1` a snapshot has the order's own `state` beside what is shown of it, and events are whole.
 */
export type OrderMessage =
  | { seq: number; snapshot: unknown; state?: Order }
  | { seq: number; events: (EventSummary | WholeEvent)[]; patch: unknown[] }
  | { presence: Watcher[] }
  | CommandAnswer
  | TokenAnswer
  | Misunderstood;

/**
 * One order as the venue's screens see it: the whole order in its newest state (`IOrder`), or that it has left the venue's list.
 * `seq` is the order's own.
 */
export type VenueChange = { order: string; seq: number; body: unknown } | { order: string; seq: number; body: unknown; gone: true };

/** From a venue's socket. `seq` counts the changes of the whole venue; a client that resumes says the last one that it has. */
export type VenueMessage =
  | { seq: number; snapshot: unknown[] }
  | { seq: number; changes: VenueChange[] }
  | CommandAnswer
  | TokenAnswer
  | Misunderstood;
