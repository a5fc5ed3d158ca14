// One sign-in: counts its sockets over all objects that hold some, and has them closed when the sign-in is revoked. This class only wires.
// A holder that never reported has no sockets; one that was cut off by a deploy or a crash has fewer than it reported,
// which asking it shows.
import { DurableObject } from "cloudflare:workers";
import { objectStub } from "../../runtime/object-stub";
import { type Admission, type Holder, MAX_CONNECTIONS, type SocketHolder } from "../../protocol/session";
import { withTimeout } from "../../runtime/timeout";
import { Alarm } from "../lib/alarm";
import { type Held, ConnectionCounts } from "./connection-counts";
import { log } from "../../runtime/log";

type Holders = DurableObjectNamespace<Rpc.DurableObjectBranded & SocketHolder>;
export type SessionEnv = { GATEWAY: Holders; FEED: Holders; ORDER: Holders };

const bindings = { gateway: "GATEWAY", feed: "FEED", order: "ORDER" } as const satisfies Record<Holder["kind"], keyof SessionEnv>;

const ASK_WITHIN_MS = 2_000;
const END_WITHIN_MS = 3_000;
/** Who knocks at a full house does not have everybody asked each time. */
const ASK_EVERY_MS = 10_000;
/** Phones come and go: what is empty now may not be in a moment. */
const EMPTY_FOR_MS = 10 * 60_000;
/** So often, counts that nobody corrected are looked at. */
const LOOK_EVERY_MS = 24 * 60 * 60_000;
const LONGEST_WAIT_MS = 60_000;

export class SessionObject extends DurableObject<SessionEnv> {
  readonly #counts = new ConnectionCounts(this.ctx.storage);
  readonly #alarm = new Alarm(this.ctx.storage);
  /** Of ending sockets, in a row. */
  #failures = 0;
  #asking: Promise<void> | undefined;
  #askedAt = -Infinity;
  #ending: Promise<void> | undefined;

  constructor(ctx: DurableObjectState, env: SessionEnv) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      await this.#alarm.read();
      // the platform drops an alarm that failed too often; waking up is the second chance
      if (!this.#alarm.isSet) this.#alarm.ringBy(this.#next());
    });
  }

  /**
   * A holder has one socket or more to open, and would then have `sockets` of the session. Nothing is kept of what is refused.
   * `turn`: larger with each report of the holder.
   */
  async hold(holder: Holder, sockets: number, turn: number): Promise<Admission> {
    const fits = () => this.#counts.besides(holder) + sockets <= MAX_CONNECTIONS;
    if (this.#counts.revokedUntil === undefined && !fits()) await this.#askAgain();
    if (this.#counts.revokedUntil !== undefined) return { ok: false, reason: "revoked" };
    if (!fits()) return { ok: false, reason: "too-many" };
    this.#counts.raise(holder, sockets, turn);
    this.#alarm.ringBy(Date.now() + LOOK_EVERY_MS);
    return { ok: true };
  }

  /** A holder has `sockets` left, because some were closed or not opened. */
  async release(holder: Holder, sockets: number, turn: number): Promise<void> {
    this.#counts.lower(holder, sockets, turn);
    this.#alarm.ringBy(this.#next());
  }

  /** The sign-in has ended. `until`: epoch ms when its last token will have expired. What cannot be closed now is closed by the alarm. */
  async revoke(until: number): Promise<void> {
    this.#counts.revoke(until);
    this.#alarm.ringBy(this.#next());
    await this.#endAll();
  }

  /** Never throws, and rings again while there is anything to know. */
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    try {
      await this.#look(Date.now());
    } catch (error) {
      log("error", "session.sweep_failed", { session: this.ctx.id.name, error });
    }
    this.#alarm.ringBy(this.#next());
  }

  async #look(now: number): Promise<void> {
    const until = this.#counts.revokedUntil;
    if (until !== undefined) return until <= now ? this.#counts.forget() : this.#endAll();
    await this.#askAll();
    if (this.#counts.revokedUntil === undefined && this.#counts.holders.length === 0) await this.#counts.forget();
  }

  /** When the alarm has something to do, as far as is known now. */
  #next(): number {
    if (!this.#counts.begun) return Infinity;
    const now = Date.now();
    const until = this.#counts.revokedUntil;
    const empty = this.#counts.holders.length === 0;
    if (until === undefined) return now + (empty ? EMPTY_FOR_MS : LOOK_EVERY_MS);
    const wait = Math.min(1_000 * 2 ** this.#failures, LONGEST_WAIT_MS) * (1 + Math.random() / 4);
    return empty ? until : Math.min(until, now + wait);
  }

  async #askAgain(): Promise<void> {
    if (this.#asking || Date.now() - this.#askedAt >= ASK_EVERY_MS) await this.#askAll();
  }

  /** Holders that do not answer keep the number that they reported. */
  async #askAll(): Promise<void> {
    this.#asking ??= this.#each(async (held) => {
      this.#counts.recounted(held, await withTimeout(ASK_WITHIN_MS, this.#at(held.holder).holding(this.#session)));
    }).finally(() => {
      this.#asking = undefined;
      this.#askedAt = Date.now();
    });
    return this.#asking;
  }

  async #endAll(): Promise<void> {
    this.#ending ??= this.#each(async ({ holder }) => {
      await withTimeout(END_WITHIN_MS, this.#at(holder).end(this.#session));
      this.#counts.drop(holder); // nothing is let in any more, so none can have come meanwhile
    }).finally(() => {
      this.#ending = undefined;
      this.#failures = this.#counts.holders.length > 0 ? this.#failures + 1 : 0;
    });
    await this.#ending;
    this.#alarm.ringBy(this.#next());
  }

  /** One holder's trouble is its own. */
  async #each(act: (held: Held) => Promise<void>): Promise<void> {
    const acting = this.#counts.holders.map((held) =>
      act(held).catch((error: unknown) =>
        log("warn", "connection_holder.unanswered", { session: this.ctx.id.name, holder: held.holder.name, error }),
      ),
    );
    await Promise.all(acting);
  }

  #at({ kind, name, region }: Holder): ReturnType<Holders["getByName"]> {
    return objectStub(this.env[bindings[kind]], region, name);
  }

  get #session(): string {
    const [, , session] = this.ctx.id.name?.split("/") ?? [];
    if (session === undefined) throw new Error("a session's object is reached by its name");
    return session;
  }
}
