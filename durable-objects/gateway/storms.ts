// Published clients come back 500 ms after every refusal, with the same token, for ever (WIRE.md section 12). A token that is refused again and again is
// answered later and later: the client waits on an open socket instead of opening new ones.

const FIRST_MS = 500;
/** Less than what a socket has for its CONNECT. */
const LONGEST_MS = 8_000;
const FORGOTTEN_MS = 60_000;
/** Tokens that are remembered; the oldest give way. */
const REMEMBERED = 10_000;

type Refused = { times: number; at: number };

export class Storms {
  readonly #refused = new Map<string, Refused>();

  /** Call it when that token was refused at `now` (epoch ms): how long to keep its client waiting for the word. The first time not at all. */
  patience(token: string, now: number): number {
    const known = this.#refused.get(token);
    const times = known && now - known.at < FORGOTTEN_MS ? known.times + 1 : 0;
    this.#refused.delete(token);
    const [oldest] = this.#refused.keys();
    if (this.#refused.size >= REMEMBERED && oldest !== undefined) this.#refused.delete(oldest);
    this.#refused.set(token, { times, at: now });
    return times === 0 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (times - 1));
  }
}
