// Holds whose orders have not said in time what came of them are asked for: nothing goes by time.
import type { Hold, HoldOutcome } from "../../protocol/hold";
import { log } from "../../runtime/log";
import type { OpenHolds } from "./open-holds";

/** An order that does not know yet what comes of its hold, or does not answer, is asked again so much later. */
const ASKED_AGAIN_MS = 60_000;
const ASKED_AT_ONCE = 100;

/** `outcome`: what the order says; rejects when it does not answer. */
export type OverdueHoldsDeps = {
  open: OpenHolds;
  outcome: (hold: Hold) => Promise<HoldOutcome>;
  confirm: (hold: Hold) => void;
  release: (id: string) => void;
};

export class OverdueHolds {
  readonly #deps: OverdueHoldsDeps;

  constructor(deps: OverdueHoldsDeps) {
    this.#deps = deps;
  }

  /** Never rejects. `now`: epoch ms. */
  async settle(now: number): Promise<void> {
    await Promise.all(this.#deps.open.overdue(now, ASKED_AT_ONCE).map((hold) => this.#askAfter(hold, now)));
  }

  async #askAfter(hold: Hold, now: number): Promise<void> {
    const { open, outcome, confirm, release } = this.#deps;
    try {
      const known = await outcome(hold);
      // What is kept its order confirms in its turn: after what it has told before, and with what it has decided to give back.
      if (known === "kept" && isFromBeforeHolds(hold)) confirm(hold);
      else if (known === "gone") release(hold.id);
      else open.postpone(hold.id, now + ASKED_AGAIN_MS);
    } catch (error) {
      log("error", "hold.outcome_unknown", { order: hold.order, hold: hold.id, error });
      open.postpone(hold.id, now + ASKED_AGAIN_MS);
    }
  }
}

/** Orders had one reservation each, of which they tell nothing any more. */
const isFromBeforeHolds = ({ id, order }: Hold): boolean => id === order;
