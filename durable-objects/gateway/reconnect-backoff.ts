// Published clients come back at once, or 500 ms after, whenever they were refused, with the same token, for ever (docs/wire.md, "STOMP").
// Who is refused again and again hears of it later and later: the client waits on an open socket instead of opening new ones.
import { createHash } from "node:crypto";

/** Refusals within a minute that are answered at once: people make mistakes, storms make more. */
const FREE = 10;
const FIRST_MS = 500;
/** Less than what a socket has for its CONNECT. */
const LONGEST_MS = 8_000;
const FORGOTTEN_MS = 60_000;
/** Clients that are remembered; the oldest give way. */
const REMEMBERED = 10_000;

type Refused = { times: number; at: number };

export class ReconnectBackoff {
  readonly #refused = new Map<string, Refused>();

  /**
   * Call it when that client was refused at `now` (epoch ms): how long to keep it waiting for the word.
   * `client`: its token, or its sign-in.
   */
  patience(client: string, now: number): number {
    const key = createHash("sha256").update(client).digest("base64"); // a token may be as long as a frame
    const known = this.#refused.get(key);
    const times = known && now - known.at < FORGOTTEN_MS ? known.times + 1 : 1;
    this.#refused.delete(key);
    const [oldest] = this.#refused.keys();
    if (this.#refused.size >= REMEMBERED && oldest !== undefined) this.#refused.delete(oldest);
    this.#refused.set(key, { times, at: now });
    return times <= FREE ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (times - FREE - 1));
  }
}
