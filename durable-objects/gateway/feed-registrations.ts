// Keeps what each feed knows about us in line with what our sockets want.
// One call at a time per feed, because two calls may overtake each other.
import type { Region } from "../../domain/access/principal";
import { log } from "../../runtime/log";

export type FeedRegistrationsDeps = {
  wanted: (feed: string) => boolean;
  listen: (feed: string, region: Region) => Promise<void>;
  unlisten: (feed: string, region: Region) => Promise<void>;
};

export class FeedRegistrations {
  readonly #deps: FeedRegistrationsDeps;
  /** Feeds that have confirmed us, and where somebody has listened ever since. */
  readonly #confirmed = new Set<string>();
  readonly #turns = new Map<string, Promise<void>>();
  #departures = 0;

  constructor(deps: FeedRegistrationsDeps) {
    this.#deps = deps;
  }

  /**
   * Resolves when the feed knows that we listen; whoever joins while the feed is being asked waits as well.
   * Rejects when it cannot be reached.
   */
  join(feed: string, region: Region): Promise<void> {
    return this.#settle(feed, region);
  }

  /**
   * Call it in the turn in which the feed's last listener goes.
   * From then on the feed may drop us by itself, so the next listener asks anew.
   */
  leave(feed: string, region: Region): Promise<void> {
    this.#departures++;
    this.#confirmed.delete(feed);
    return this.#settle(feed, region);
  }

  /** The same for feeds whose last listeners have gone. A feed that does not hear of it learns it from our answer to its next delivery. */
  release(feeds: readonly { feed: string; region: Region }[]): void {
    for (const { feed, region } of feeds) {
      void this.leave(feed, region).catch((error: unknown) => log("warn", "feed.unsubscribe_failed", { feed, error }));
    }
  }

  #settle(feed: string, region: Region): Promise<void> {
    const before = this.#turns.get(feed) ?? Promise.resolve();
    const mine = before.catch(() => {}).then(() => this.#step(feed, region));
    this.#turns.set(feed, mine);
    const done = () => void (this.#turns.get(feed) === mine && this.#turns.delete(feed));
    mine.then(done, done);
    return mine;
  }

  async #step(feed: string, region: Region): Promise<void> {
    if (!this.#deps.wanted(feed)) return this.#deps.unlisten(feed, region);
    if (this.#confirmed.has(feed)) return;
    const departures = this.#departures;
    await this.#deps.listen(feed, region);
    if (departures === this.#departures) this.#confirmed.add(feed);
  }
}
