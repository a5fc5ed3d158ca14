// A subscription that goes on from where it was: what it has missed comes first, then what has happened meanwhile,
// and nothing goes back in time.
import type { Showing } from "../../protocol/feed";

/** So long after catching up, a state may still be on its way that was older than what was caught up with. */
const STRAGGLERS_MS = 60_000;

export class Resume {
  #held: Showing[] | undefined = [];
  readonly #shown = new Map<string, number>();
  #until = Infinity;

  /**
   * Live news: true when it is to be shown now. While the missed is being asked for, it waits;
   * what was caught up with already is passed over.
   */
  passes(showing: Showing, now: number): boolean {
    if (this.#held) {
      this.#held.push(showing);
      return false;
    }
    return !showing.of || now > this.#until || showing.of.seq > (this.#shown.get(showing.of.order) ?? 0);
  }

  /**
   * What to show now that the missed is there: it, and then what has waited and is newer than it or than what was `seen`.
   * From here on live news pass.
   */
  done(seen: ReadonlyMap<string, number>, missed: readonly Showing[], now: number): Showing[] {
    for (const [order, seq] of seen) this.#shown.set(order, seq);
    for (const { of } of missed) if (of) this.#shown.set(of.order, of.seq);
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#until = now + STRAGGLERS_MS;
    return [...missed, ...held.filter((showing) => this.passes(showing, now))];
  }
}
