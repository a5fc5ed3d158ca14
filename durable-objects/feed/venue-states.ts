// The open orders of a venue as its own screens are shown them: whole, or what has changed since the venue's number that a screen names.
import pMap from "p-map";
import type { Showing } from "../../protocol/feed";
import type { VenueSequence } from "./venue-sequence";

export type VenueStatesDeps = {
  numbers: VenueSequence;
  /** Orders that are open here, newest first. */
  open: () => string[];
  /** An order as it is shown here now; undefined when it is not (any more). */
  ask: (order: string) => Promise<Showing | undefined>;
};

type State = { seq: number; body: string };

const ASKED_AT_ONCE = 32;

export class VenueStates {
  readonly #deps: VenueStatesDeps;
  /** As they were shown last. In memory only: who is missing is asked. */
  readonly #states = new Map<string, State>();
  #whole: { number: number; text: string } | undefined;

  constructor(deps: VenueStatesDeps) {
    this.#deps = deps;
  }

  /** Numbers what is new. What comes twice is shown once. The text of the changes; undefined when nothing is new. */
  take(showings: readonly Showing[]): string | undefined {
    const fresh = showings.flatMap(({ topic, body, of }) => (topic === "kds" && of ? [{ ...of, body }] : []));
    const changes = fresh.filter(({ order, seq, open }) => this.#deps.numbers.take({ order, seq, gone: !open }));
    if (changes.length === 0) return undefined;
    for (const { order, seq, open, body } of changes) {
      if (open) this.#states.set(order, { seq, body });
      else this.#states.delete(order);
    }
    return changesText(
      this.#deps.numbers.number,
      changes.map(({ open, ...change }) => ({ ...change, gone: !open })),
    );
  }

  /**
   * What to show a screen that has seen nothing, or everything up to the number `after`. All is asked for first: the texts are made in the
   * turn that shows them, so that no change falls between what is shown and what follows.
   */
  async catchUp(afters: readonly (number | undefined)[]): Promise<(after: number | undefined) => string> {
    await this.#fill(this.#deps.open());
    const gone = new Map<string, State>();
    for (const after of afters) await this.#fillGone(after, gone);
    return (after) => (after !== undefined && this.#deps.numbers.reaches(after) ? this.#sinceText(after, gone) : this.#wholeText());
  }

  /** What has left is in no list of open orders, so how it ended is asked for. */
  async #fillGone(after: number | undefined, gone: Map<string, State>): Promise<void> {
    if (after === undefined || !this.#deps.numbers.reaches(after)) return;
    const left = this.#deps.numbers.since(after).filter(({ order, gone: ended }) => ended && !gone.has(order));
    const ask = async ({ order }: { order: string }) => {
      const shown = await this.#deps.ask(order);
      if (shown?.of) gone.set(order, { seq: shown.of.seq, body: shown.body });
    };
    await pMap(left, ask, { concurrency: ASKED_AT_ONCE });
  }

  async #fill(open: readonly string[]): Promise<void> {
    const missing = open.filter((order) => !this.#states.has(order));
    const ask = async (order: string) => {
      const shown = await this.#deps.ask(order);
      if (!shown?.of?.open) return;
      const known = this.#states.get(order);
      if (!known || known.seq < shown.of.seq) this.#states.set(order, { seq: shown.of.seq, body: shown.body });
    };
    await pMap(missing, ask, { concurrency: ASKED_AT_ONCE });
  }

  #sinceText(after: number, gone: ReadonlyMap<string, State>): string {
    const changes = this.#deps.numbers.since(after).flatMap(({ order, gone: ended }) => {
      const state = (ended ? gone : this.#states).get(order);
      return state ? [{ order, ...state, gone: ended }] : [];
    });
    return changesText(this.#deps.numbers.number, changes);
  }

  /** Made once for as many as come before the next change: a whole restaurant comes back at once after a deploy. */
  #wholeText(): string {
    const { number } = this.#deps.numbers;
    const bodies = this.#deps.open().flatMap((order) => this.#states.get(order)?.body ?? []);
    if (this.#whole?.number !== number) this.#whole = { number, text: `{"seq":${number},"snapshot":[${bodies.join(",")}]}` };
    return this.#whole.text;
  }
}

const changesText = (number: number, changes: readonly { order: string; seq: number; body: string; gone: boolean }[]): string =>
  `{"seq":${number},"changes":[${changes.map(({ order, seq, body, gone }) => `{"order":"${order}","seq":${seq},"body":${body}${gone ? ',"gone":true' : ""}}`).join(",")}]}`;
