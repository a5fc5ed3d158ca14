// One step of bringing a log to one destination, at least once. No Cloudflare type in here: tested with a list of calls.
import { withTimeout } from "../../runtime/timeout";

/**
 * How far one destination is. `done` moves only on the consumer's word; events between `done` and `sent` are on their way.
 * `deadline` (epoch ms) is when to stop waiting for that word, and `attempts` counts how often it has not come.
 */
export type Cursor = { destination: string; done: number; sent: number; attempts: number; deadline: number };

/** Resolves with the last seq sent, and with the last one that the destination has dealt with already (a queue: none of them). */
export type Send = (after: number) => Promise<{ sent: number; done?: number }>;

export type OutboxStepDeps = {
  now: number;
  head: number;
  /** Only the alarm sends again: a command must never carry the burden of a consumer that is down. */
  resend: boolean;
  /** What is new waits for the word on what was sent before. */
  oneAtATime?: boolean;
  /** In [0, 1): spreads the retries of many objects. */
  random: () => number;
  send: Send;
  sendWithinMs: number;
};

const WORD_WITHIN_MS = 30_000;
const RETRY_CAP_MS = 30 * 60_000;

/** The cursor after one step, or undefined when nothing is due. A send that fails or hangs is a step too. Never rejects. */
export async function outboxStep(
  cursor: Cursor,
  { now, head, resend, oneAtATime = false, random, send, sendWithinMs }: OutboxStepDeps,
): Promise<Cursor | undefined> {
  const inFlight = cursor.sent > cursor.done;
  const overdue = cursor.deadline <= now;
  const again = resend && inFlight && overdue;
  const held = oneAtATime && inFlight && !overdue;
  const fresh = cursor.sent < head && (cursor.attempts === 0 || overdue) && !again && !held;
  if (!again && !fresh) return undefined;

  const later = (attempts: number, wait: number) =>
    now + Math.round((wait + Math.min(RETRY_CAP_MS, 1_000 * 2 ** attempts)) * (1 + random() / 5));
  try {
    const after = again ? cursor.done : cursor.sent;
    const said = await withTimeout(sendWithinMs, send(after));
    // What is on its way is done by its own word alone: a send that begins after it says nothing of it.
    const [sent, done] = [said.sent, after === cursor.done ? (said.done ?? cursor.done) : cursor.done];
    const attempts = done >= sent ? 0 : again ? cursor.attempts + 1 : cursor.attempts;
    // What was already on its way keeps its deadline: a steady stream must not postpone the retry of a lost message.
    return { ...cursor, sent, done, attempts, deadline: inFlight && !again ? cursor.deadline : later(attempts, WORD_WITHIN_MS) };
  } catch {
    const attempts = cursor.attempts + 1;
    return { ...cursor, attempts, deadline: later(attempts, 0) };
  }
}
