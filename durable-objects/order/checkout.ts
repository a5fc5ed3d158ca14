// Checkout: before an order commits to anything that its venues must keep for it, each of them is asked; what one refuses, the order
// refuses. When the order has moved meanwhile it is decided again, and what was kept in vain is given back.
import type { CommandEnvelope } from "../../domain/order/commands";
import type { OrderEvent } from "../../domain/order/events";
import { limitsFor, mustBeAsked, type VenueDelta } from "../../domain/order/holds";
import type { PrepTimes } from "../../domain/order/ready-estimate";
import type { Rejection } from "../../domain/order/rejections";
import type { Order, OrderState } from "../../domain/order/state";
import { err, ok, type Result } from "../../domain/result";
import type { Hold } from "../../protocol/hold";
import { refusalOfShortage } from "../../protocol/stock-shortage";
import type { Kept, Shortage } from "../../protocol/venue";
import { eachWithTimeout, withTimeout } from "../../runtime/timeout";
import { log } from "../../runtime/log";

/** What keeps something for orders: idempotent by the hold's id, and never lets go by itself. */
export type Participant = {
  hold(hold: Hold): Promise<Result<Kept, Shortage>>;
  confirm(hold: Hold): Promise<void>;
  release(id: string): Promise<void>;
};

/** `venue`: a venue of the order's chain. `newId`: of a hold, unique. `now`: epoch ms. */
export type CheckoutDeps = {
  venue: (order: Pick<Order, "tenant" | "region">, venue: string) => Participant;
  newId: () => string;
  now: () => number;
};

/**
 * A decision that waits for its venues: `events` on `before` would make the `order`. `deltas`: all that changes for venues; `venues`: for
 * those that are asked.
 */
export type HoldsNeeded = { before: OrderState; events: OrderEvent[]; order: Order; deltas: VenueDelta[]; venues: VenueDelta[] };

/** What the venues keep for one decision. `unreached`: venues that sell on without having been asked. */
export type HoldsGranted = HoldsNeeded & { id: string; prepTimes: PrepTimes; unreached: string[] };

/** `used`: the decision that was committed counts on what is granted. */
export type Committed<A> = { answer: A; used: boolean } | { needed: HoldsNeeded };

/**
 * What its order makes of a command. `commit` decides on the order as it is by then: with what is granted, if anything is. `hasMoved`:
 * whether that is another one by now. `refuse`: what is answered when venues keep nothing for it.
 */
export type CommandDecider<A> = {
  commit: (granted?: HoldsGranted) => Committed<A>;
  hasMoved: (since: OrderState) => boolean;
  refuse: (rejection: Rejection) => A;
};

/** An order that changes under every try is busy: who asks may ask again. */
const MAX_TRIES = 5;
const ANSWER_WITHIN_MS = 5_000;
/** Then the venue asks the order what became of it. */
const HELD_MS = 60_000;

export class Checkout {
  readonly #deps: CheckoutDeps;
  /** Holds of decisions that are not made yet. */
  readonly #pending = new Set<string>();
  /** Commands that wait for venues, the oldest first. */
  readonly #running = new Set<Promise<unknown>>();

  constructor(deps: CheckoutDeps) {
    this.#deps = deps;
  }

  isPending(id: string): boolean {
    return this.#pending.has(id);
  }

  async run<A>(envelope: CommandEnvelope, needed: HoldsNeeded, decider: CommandDecider<A>): Promise<A> {
    const earlier = [...this.#running];
    const running = this.#run(envelope, needed, decider, earlier);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async #run<A>(
    envelope: CommandEnvelope,
    first: HoldsNeeded,
    decider: CommandDecider<A>,
    earlier: readonly Promise<unknown>[],
  ): Promise<A> {
    let needed = first;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const id = this.#deps.newId();
      this.#pending.add(id);
      try {
        const granted = await this.#ask(id, envelope, needed);
        // Those that came later are not waited for, so no two wait for each other.
        if (!granted.ok) await eachWithTimeout(ANSWER_WITHIN_MS, earlier);
        const committed = granted.ok ? this.#commit(granted.value, decider) : refused(granted.error, needed, decider);
        if ("answer" in committed) return committed.answer;
        needed = committed.needed;
      } finally {
        this.#pending.delete(id);
      }
    }
    return decider.refuse({ code: "order-contended", retryAfterSeconds: 1 });
  }

  /** What the decision does not count on is given back. */
  #commit<A>(granted: HoldsGranted, decider: CommandDecider<A>): Committed<A> {
    const committed = decider.commit(granted);
    if (!("answer" in committed && committed.used)) this.#release(granted, granted.id);
    return committed;
  }

  /** All that the order needs, from every venue, or why not: then it keeps nothing of it. */
  async #ask(id: string, envelope: CommandEnvelope, needed: HoldsNeeded): Promise<Result<HoldsGranted, Rejection>> {
    const granted = await this.#hold(id, envelope, needed);
    if (!granted.ok) this.#release(needed, id);
    return granted;
  }

  /** The venues say how fast they are, too. */
  async #hold(id: string, envelope: CommandEnvelope, needed: HoldsNeeded): Promise<Result<HoldsGranted, Rejection>> {
    const { order, venues } = needed;
    const until = this.#deps.now() + HELD_MS;
    const asks = venues.map(async (delta) => this.#deps.venue(order, delta.venue).hold(holdOf(id, order, delta, envelope, until)));
    const answers = await eachWithTimeout(ANSWER_WITHIN_MS, asks);
    const prepTimes: Record<string, number> = {};
    const unreached: string[] = [];
    for (const [index, { venue }] of venues.entries()) {
      const answer = answerOf(answers[index], order, venue);
      if (answer === "unreached") unreached.push(venue);
      else if (!answer.ok) return err(answer.error);
      else if (answer.value.paceMs !== undefined) prepTimes[venue] = answer.value.paceMs;
    }
    return ok({ ...needed, id, prepTimes, unreached });
  }

  /** Said once: a venue that does not hear it asks the order. */
  #release({ order, venues }: HoldsNeeded, id: string): void {
    for (const { venue } of venues) {
      void withTimeout(ANSWER_WITHIN_MS, this.#deps.venue(order, venue).release(id)).catch(() => {});
    }
  }
}

/** What the order has itself by now is no refusal: the command before this one may have got what this one did not. */
const refused = <A>(rejection: Rejection, { before }: HoldsNeeded, decider: CommandDecider<A>): Committed<A> =>
  decider.hasMoved(before) ? decider.commit() : { answer: decider.refuse(rejection), used: false };

/** The venues that a decision waits for: those that could say no. */
export const venuesToAsk = (envelope: CommandEnvelope, deltas: readonly VenueDelta[]): VenueDelta[] =>
  deltas.filter((delta) => mustBeAsked(delta) && limitsFor(envelope, delta.venue) !== "none");

/** Whether venues keep just what is needed: the order may have moved since they were asked, and need something else. */
export const covers = (granted: HoldsGranted | undefined, needed: HoldsNeeded): granted is HoldsGranted =>
  granted !== undefined && summary(granted) === summary(needed);

/**
 * A place counts by the time that the order names. Without one the order is wanted when it last changed: any change would need another
 * place.
 */
const summary = ({ order: { due }, venues }: HoldsNeeded): string =>
  JSON.stringify(venues.map(({ venue, takes, slot }) => [venue, takes, slot ? { due } : null]));

const holdOf = (id: string, { order, region }: Order, delta: VenueDelta, envelope: CommandEnvelope, until: number): Hold => {
  const { venue, ...change } = delta;
  return { ...change, id, order, region, limits: limitsFor(envelope, venue), until };
};

type Asked = PromiseSettledResult<Result<Kept, Shortage>> | undefined;

/** A venue that cannot be reached refuses, unless it has said that it sells on. */
function answerOf(asked: Asked, { order, buckets }: Order, venue: string): Result<Kept, Rejection> | "unreached" {
  if (asked?.status === "fulfilled") return asked.value.ok ? asked.value : err(refusalOfShortage(venue, asked.value.error));
  log("warn", "hold.unanswered", { order, venue, error: asked?.reason });
  const sells = buckets.some((bucket) => bucket.venue === venue && bucket.whenUnreachable === "sell");
  return sells ? "unreached" : err({ code: "venue-unreachable", venue, retryAfterSeconds: 1 });
}
