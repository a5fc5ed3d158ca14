// How fast people may command one order (docs/limits.md). Our own services are as fast as they are.
import { mayAnywhere } from "../../domain/access/roles";
import type { Actor } from "../../domain/order/commands";
import { CallerLimits, type Pace } from "../lib/caller-limits";

/** A table's phones, and programs that build a basket. */
const GUEST: Pace = { burst: 300, perSecond: 30 };
/** A till that was away brings all of its evening at once. */
const STAFF: Pace = { burst: 2_000, perSecond: 100 };

export class CommandLimits {
  readonly #limits = new CallerLimits();

  /** 0, or the seconds after which it is worth while to ask again. `now`: epoch ms. */
  take(actor: Actor, now: number): number {
    if (actor.kind === "service") return 0;
    return this.#limits.take(actor.user, mayAnywhere(actor, "orders.operate") ? STAFF : GUEST, now);
  }
}
