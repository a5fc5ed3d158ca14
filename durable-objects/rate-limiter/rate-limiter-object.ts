// Counts how often something was done: by one address, at one tenant's sign-in, by callers (protocol/rate-limits.ts).
// What is counted outlives memory, so that nobody gets a new budget by waiting until the object sleeps;
// it goes when all of it is there again. The object that counts a tenant's sign-ins also knows from where each login has signed in.
import { DurableObject } from "cloudflare:workers";
import type { AddressOfLogin, RateLimitCharge } from "../../protocol/rate-limits";
import { migrate } from "../lib/migrate";
import { Counts } from "./counts";
import { KnownAddresses } from "./known-addresses";
import { migrations } from "./schema";

/** Rows that are worth nothing wait for each other, so that a busy object does not ring all the time. */
const SWEEP_EVERY_MS = 60_000;

export class RateLimiterObject extends DurableObject {
  readonly #counts: Counts;
  readonly #addresses: KnownAddresses;
  /** Tables are made with the first row: who is asked about what was never counted stores nothing. */
  #begun: boolean;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#counts = new Counts(ctx.storage.sql);
    this.#addresses = new KnownAddresses(ctx.storage.sql);
    this.#begun = ctx.storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'counts'").toArray().length > 0;
    if (!this.#begun) return;
    migrate(ctx.storage, migrations);
    void ctx.blockConcurrencyWhile(() => this.#arm()); // the platform drops an alarm that failed too often; waking up is the second chance
  }

  /** Takes all of it, or nothing: 0, or the seconds after which it is worth while to ask again. */
  async charge(charges: RateLimitCharge[]): Promise<number> {
    if (charges.length === 0) return 0;
    this.#begin();
    const retryAfterMs = this.#counts.charge(charges, Date.now());
    await this.#arm();
    return Math.ceil(retryAfterMs / 1_000);
  }

  /** Who was right was guessing at nothing. */
  forget(charges: RateLimitCharge[]): void {
    if (this.#begun) this.#counts.forget(charges);
  }

  /** One of what was charged. */
  giveBack(charge: RateLimitCharge): void {
    if (this.#begun) this.#counts.giveBack(charge);
  }

  /** Whether the login has signed in from there lately. */
  knows(asked: AddressOfLogin): boolean {
    return this.#begun && this.#addresses.has(asked, Date.now());
  }

  /** The login has signed in from there: only a right password calls this. */
  async remember(known: AddressOfLogin): Promise<void> {
    this.#begin();
    this.#addresses.add(known, Date.now());
    await this.#arm();
  }

  override async alarm(): Promise<void> {
    await this.sweep(Date.now());
  }

  /** Forgets what is worth nothing at `now` (epoch ms), and all of itself when nothing is left. Answers how many counts are. */
  async sweep(now: number): Promise<number> {
    if (!this.#begun) return 0;
    this.#addresses.prune(now);
    const counts = this.#counts.prune(now);
    if (this.#nextEnd() < Infinity) await this.#arm();
    else {
      this.#begun = false;
      await Promise.all([this.ctx.storage.deleteAlarm(), this.ctx.storage.deleteAll()]);
    }
    return counts;
  }

  /** When the next row is worth nothing, epoch ms. */
  #nextEnd(): number {
    return Math.min(this.#counts.nextEnd(), this.#addresses.nextEnd());
  }

  #begin(): void {
    if (this.#begun) return;
    migrate(this.ctx.storage, migrations);
    this.#begun = true;
  }

  /** An alarm that is set for later than the next row's end comes forward: a count does not wait for what is known for a month. */
  async #arm(): Promise<void> {
    const end = this.#nextEnd();
    if (end === Infinity) return;
    const next = Math.max(end, Date.now() + SWEEP_EVERY_MS);
    const set = await this.ctx.storage.getAlarm();
    if (set === null || set > next) await this.ctx.storage.setAlarm(next);
  }
}
