// What the venues of an order keep is confirmed, and what it needs no more is given back, when it has committed: through its log, at least
// once.
import { type HoldDelta, holdsFor, mayChangeHolds } from "../../domain/order/holds";
import type { OrderEvent } from "../../domain/order/events";
import { evolve } from "../../domain/order/evolve";
import { initial, type Order, type OrderState } from "../../domain/order/state";
import type { Hold } from "../../protocol/hold";
import type { Send } from "../lib/outbox-step";
import type { Outbox } from "../lib/outbox";
import type { EventLog } from "../lib/event-log";
import type { CheckoutDeps } from "./checkout";

export type HoldConfirmationsDeps = Pick<CheckoutDeps, "venue" | "now"> & { order: () => Order | undefined; log: EventLog<OrderEvent> };

/** Venues remember for a week which holds they have dealt with: what is older is not said again. */
const SAID_WITHIN_MS = 6 * 24 * 60 * 60_000;
/** What was held is off the shelf since then: to confirm it waits until who has asked is answered, and until a burst is over. */
const HELD_LINGERS_MS = 50;

const DESTINATION = "stock";

/** What a venue is told of one decision. */
type Confirmation = Hold & { venue: string };

export class HoldConfirmations {
  readonly #deps: HoldConfirmationsDeps;
  /** Number of the newest event that changed what is kept; after sleep not known better than by the log's head. */
  #newest: number;
  /** The order as of an event that all was told up to: the usual beginning of what is to be told next; not known after sleep. */
  #told: { seq: number; state: OrderState } | undefined;
  /** Up to here the venues have been told, as the outbox has it; after sleep that may be less than it was. */
  #done: () => number = () => 0;
  /** Venues are to be told of more than that what they hold is needed; after sleep that is not known. */
  #hasNews: boolean;

  constructor(deps: HoldConfirmationsDeps) {
    this.#deps = deps;
    this.#newest = deps.log.head;
    this.#hasNews = deps.log.head > 0;
    if (deps.log.head === 0) this.#told = { seq: 0, state: initial };
  }

  /** Under the name of what told the venues before: what orders of then have done is not told again. */
  open(outbox: Outbox): void {
    this.#done = () => outbox.progress[DESTINATION] ?? 0;
    outbox.open(DESTINATION, {
      concerns: (after) => this.#newest > after,
      send: async (after) => {
        const sent = await this.#send(after);
        outbox.retry("transfers"); // they may have waited for it
        return sent;
      },
      lingerMs: () => (this.#hasNews ? 0 : HELD_LINGERS_MS),
    });
  }

  /**
   * Call it when these events have changed what venues keep, once they are in the log. `before`: the order without them. `isHeld`: the
   * venues hold all of it already.
   */
  happened(before: OrderState, events: readonly OrderEvent[], isHeld: boolean): void {
    const { head } = this.#deps.log;
    // What has happened since the last of such events concerns no venue, and need not be read again.
    if (this.#told && this.#newest <= this.#told.seq) this.#told = { seq: head - events.length, state: before };
    this.#newest = head;
    this.#hasNews ||= !isHeld;
  }

  /**
   * Resolves when these venues know all that they keep for the order so far. Rejects when one of them cannot be reached. Lines that leave
   * for another order wait for it: what that gives back must have been confirmed, or the venue would take it off another hold.
   */
  async confirmed(venues: ReadonlySet<string>): Promise<void> {
    const now = this.#deps.order();
    const after = Math.max(this.#told?.seq ?? 0, this.#done());
    if (!now || venues.size === 0 || this.#newest <= after) return;
    await this.#confirmAll(
      now,
      this.#since(this.#from(after), now).confirmations.filter(({ venue }) => venues.has(venue)),
    );
  }

  /**
   * What became of a hold that a venue still keeps for a decision: committed decisions are in the log. What was held before there were
   * holds goes by the order's own id, and by what the order needs today.
   */
  isCommitted(id: string): boolean {
    const { log, order } = this.#deps;
    const now = order();
    if (now?.order === id) return holdsFor(initial, now).length > 0;
    for (let seq = 0; seq < log.head;) {
      const page = log.after(seq, 500);
      if (page.some(({ event }) => event.hold === id)) return true;
      seq = page.at(-1)?.seq ?? log.head;
    }
    return false;
  }

  async #send(after: number): ReturnType<Send> {
    const { log, order } = this.#deps;
    const now = order();
    const head = log.head;
    this.#hasNews = false;
    if (!now) return { sent: head, done: head };
    const { confirmations, state } = this.#since(this.#from(after), now);
    await this.#confirmAll(now, confirmations);
    this.#told = { seq: head, state };
    return { sent: head, done: head };
  }

  #from(after: number): { seq: number; state: OrderState } {
    if (this.#told && this.#told.seq >= after) return this.#told;
    return { seq: after, state: this.#deps.log.fold(evolve, initial, 0, after) };
  }

  async #confirmAll(order: Order, confirmations: readonly Confirmation[]): Promise<void> {
    const byVenue = Map.groupBy(confirmations, ({ venue }) => venue);
    await Promise.all([...byVenue].map(([venue, holds]) => this.#confirm(order, venue, holds)));
  }

  /** One after the other: what a line gives back, it has taken before. */
  async #confirm(order: Order, venue: string, holds: readonly Confirmation[]): Promise<void> {
    for (const { venue: _, ...hold } of holds) await this.#deps.venue(order, venue).confirm(hold);
  }

  /** What has changed for each venue, decision by decision, under the ids that were asked with; and the order after it. */
  #since(from: { seq: number; state: OrderState }, { order, region }: Order): { confirmations: Confirmation[]; state: OrderState } {
    const confirmations: Confirmation[] = [];
    const { log } = this.#deps;
    const events = log.after(from.seq, log.head - from.seq);
    const since = this.#deps.now() - SAID_WITHIN_MS;
    let { state } = from;
    for (let index = 0; index < events.length;) {
      const decision = decisionAt(events, index);
      index += decision.length;
      const next = decision.reduce((then, { event }) => evolve(then, event), state);
      const [first] = decision;
      if (first && Date.parse(first.event.at) > since && mayChangeHolds(decision.map(({ event }) => event))) {
        const { hold } = first.event;
        for (const { venue, ...delta } of holdsFor(state, next)) {
          // What was taken before there were holds is on the venue's books already.
          const change = hold === undefined ? onlyGiving(delta) : delta;
          const id = hold ?? `${order}:${first.seq}`;
          confirmations.push({ ...change, venue, id, order, region, limits: "none", until: 0 });
        }
      }
      state = next;
    }
    return { confirmations, state };
  }
}

const onlyGiving = ({ gives, slot }: HoldDelta): HoldDelta => ({ takes: [], gives, ...(slot === null && { slot }) });

/** The events of one decision that asked venues; any other event is one by itself. */
function decisionAt(events: readonly { seq: number; event: OrderEvent }[], index: number) {
  const hold = events[index]?.event.hold;
  if (hold === undefined) return events.slice(index, index + 1);
  const end = events.findIndex(({ event }, at) => at > index && event.hold !== hold);
  return events.slice(index, end === -1 ? events.length : end);
}
