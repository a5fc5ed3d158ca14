// What comes from a live socket, told apart. What a newer server says besides is left alone.
import type { Operation } from "rfc6902";
import { z } from "zod";
import type { OrderEvent } from "../domain/order/events";
import type { Order } from "../domain/order/state";
import type { view } from "../domain/order/view";
import type { CommandAnswer, VenueChange, Watcher } from "../protocol/live";

type OrderView = ReturnType<typeof view>;

/** `event`: as it is stored, where the server was asked for the state. */
type Happened = { seq: number; correlationId: string; event?: OrderEvent | undefined };
export type ChangedOrder = { seq: number; events: Happened[]; patch: Operation[] };

type Common = { is: "answer"; answer: CommandAnswer } | { is: "misunderstood"; problem: unknown } | { is: "other" };
export type HeardOfOrder =
  | Common
  | { is: "snapshot"; seq: number; view: OrderView; state: Order | undefined }
  | ({ is: "change" } & ChangedOrder)
  | { is: "presence"; presence: Watcher[] };
export type HeardOfVenue =
  | Common
  | { is: "snapshot"; seq: number; orders: OrderView[] }
  | { is: "change"; seq: number; changes: (VenueChange & { body: OrderView })[] };

const Answer = z.object({ id: z.string(), status: z.int(), body: z.unknown() });
const Problem = z.object({ problem: z.unknown() });

function readCommon(json: unknown): Common {
  const answer = Answer.safeParse(json);
  if (answer.success) return { is: "answer", answer: answer.data };
  const problem = Problem.safeParse(json);
  return problem.success && problem.data.problem !== undefined ? { is: "misunderstood", problem: problem.data.problem } : { is: "other" };
}

// An order and its state are the server's own words of them: looked at as far as they are told apart by it, and not rebuilt.
const named = z.custom<OrderView>((value) => z.object({ id: z.string(), status: z.string() }).safeParse(value).success);
const State = z.custom<Order>((value) => z.object({ order: z.string(), status: z.string(), seq: z.int() }).safeParse(value).success);
const Snapshot = z.object({ seq: z.int(), snapshot: named, state: State.optional() });
const Stored = z.custom<OrderEvent>((value) => z.object({ v: z.int(), type: z.string() }).safeParse(value).success);
const Event = z.object({ seq: z.int(), correlationId: z.string(), event: Stored.optional() });
const Step = z.custom<Operation>((value) => z.object({ op: z.string(), path: z.string() }).safeParse(value).success);
const Change = z.object({ seq: z.int(), events: z.array(Event), patch: z.array(Step) });
const Presence = z.object({ presence: z.array(z.object({ user: z.string(), as: z.enum(["guest", "staff"]) })) });

export function readOrderMessage(json: unknown): HeardOfOrder {
  const snapshot = Snapshot.safeParse(json);
  if (snapshot.success) return { is: "snapshot", seq: snapshot.data.seq, view: snapshot.data.snapshot, state: snapshot.data.state };
  const change = Change.safeParse(json);
  if (change.success) {
    const { seq, events, patch } = change.data;
    return { is: "change", seq, events, patch };
  }
  const presence = Presence.safeParse(json);
  return presence.success ? { is: "presence", presence: presence.data.presence } : readCommon(json);
}

const VenueSnapshot = z.object({ seq: z.int(), snapshot: z.array(named) });
const VenueChanges = z.object({
  seq: z.int(),
  changes: z.array(z.object({ order: z.string(), seq: z.int(), body: named, gone: z.literal(true).optional() })),
});

export function readVenueMessage(json: unknown): HeardOfVenue {
  const snapshot = VenueSnapshot.safeParse(json);
  if (snapshot.success) return { is: "snapshot", seq: snapshot.data.seq, orders: snapshot.data.snapshot };
  const changes = VenueChanges.safeParse(json);
  if (!changes.success) return readCommon(json);
  const each = changes.data.changes.map(({ gone, ...change }) => ({ ...change, ...(gone && { gone }) }));
  return { is: "change", seq: changes.data.seq, changes: each };
}
