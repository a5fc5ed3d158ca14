// One webhook endpoint of one tenant: what waits for it, when it is tried again, what came of it. This class only wires.
import { DurableObject } from "cloudflare:workers";
import { type Attempt, type Delivery, type DeliveryEntry, type EndpointConfig, messagesOf, withOrder } from "../../protocol/webhook";
import { DeliveryLog, type Due, type EndpointStatus } from "./delivery-log";
import { verdict, WAITS } from "./schedule";
import { send, type SendDeps, TIMEOUT_MS } from "./send";
import { correlated, log } from "../../runtime/log";

export type EndpointEnv = { STAGE: string };

/** Requests that one receiver gets at a time. */
const LANES = 4;
/** Longer than any attempt: a delivery that is still unrecorded by then was lost in a crash, and goes out again under the same id. */
const LEASE_MS = 2 * TIMEOUT_MS;
/** How long one run takes new work. An alarm may last 15 minutes; what is left then waits for the next one. */
const RUN_MS = 60_000;

export class EndpointObject extends DurableObject<EndpointEnv> {
  readonly #log = new DeliveryLog(this.ctx.storage);
  #busy = 0;

  constructor(ctx: DurableObjectState, env: EndpointEnv) {
    super(ctx, env);
    this.#arm(); // the platform drops an alarm that failed too often; waking up is the second chance
  }

  /** Sets the endpoint up. False when it exists with another secret: it stays as it is then. */
  open(config: EndpointConfig): boolean {
    const known = this.#log.config;
    if (known && known.secret !== config.secret) return false;
    this.#log.configure(config);
    return true;
  }

  /** A new address, or sending stopped or resumed. What waits stays, and goes to the new address. False when there is no endpoint. */
  change(change: Partial<Pick<EndpointConfig, "url" | "active">>): boolean {
    const known = this.#log.config;
    if (!known) return false;
    this.#log.configure({ ...known, ...change });
    this.#start();
    return true;
  }

  /** Forgets everything, also what waits. */
  remove(): void {
    this.#log.clear();
    this.#arm();
  }

  status(): EndpointStatus | undefined {
    return this.#log.status;
  }

  /**
   * Takes deliveries, each once, and sends them at once.
   * False, and nothing taken, when the endpoint wants none: inactive, or removed meanwhile.
   */
  enqueue(deliveries: Delivery[]): boolean {
    if (!this.#log.config?.active) return false;
    const now = Date.now();
    this.ctx.storage.transactionSync(() => deliveries.forEach((delivery) => this.#log.add(delivery, now, now)));
    this.#start();
    return true;
  }

  /**
   * The guest's data leave all that is kept of the order: what waits goes out with the order as it is without them.
   * `snapshot`: that, JSON text.
   */
  erase(order: string, snapshot: string): void {
    this.ctx.storage.transactionSync(() => this.#log.rewrite(messagesOf(order), (body) => withOrder(body, snapshot)));
  }

  /** Sends this one now, also when the endpoint is inactive, and tells what came of it. Undefined when there is no endpoint. */
  async ping(delivery: Delivery): Promise<Attempt | undefined> {
    const now = Date.now();
    if (!this.#log.config) return undefined;
    this.#log.add(delivery, now, now + LEASE_MS);
    const added = this.#log.find(delivery.id);
    this.#arm();
    return added && this.#attempt(added);
  }

  /** Rows `start` (inclusive) to `end` of the log, newest first. */
  log(start: number, end: number): { total: number; entries: DeliveryEntry[] } {
    return this.#log.page(start, end);
  }

  /** Never throws, and rings again while anything waits. */
  override async alarm(): Promise<void> {
    await this.#run();
  }

  #start(): void {
    const run = this.#run();
    this.#arm();
    this.ctx.waitUntil(run);
  }

  /** Sends what is due, as many at a time as there are free lanes. Never rejects. */
  async #run(): Promise<void> {
    const until = Date.now() + RUN_MS;
    try {
      await Promise.all(Array.from({ length: LANES - this.#busy }, () => this.#lane(until)));
    } catch (error) {
      log("error", "webhook.delivery_failed", { endpoint: this.ctx.id.name, error });
    } finally {
      this.#arm();
    }
  }

  /** Takes one delivery after the other until nothing is due. */
  async #lane(until: number): Promise<void> {
    this.#busy += 1;
    try {
      for (let due = this.#next(until); due; due = this.#next(until)) await correlated(due.correlationId, () => this.#attempt(due));
    } finally {
      this.#busy -= 1;
      this.#arm();
    }
  }

  #next(until: number): Due | undefined {
    const now = Date.now();
    if (now > until || !this.#log.config?.active) return undefined;
    return this.#log.take(now, now + LEASE_MS);
  }

  async #attempt(due: Due): Promise<Attempt | undefined> {
    const config = this.#log.config;
    if (!config) return undefined;
    const outcome = await send(config, due, this.#deps());
    const now = Date.now();
    const next = verdict(outcome, due.made + 1, due.type === "ping" ? 1 : WAITS.length, Math.random());
    this.#log.record(due.number, outcome.attempt, next, now);
    const { status, error } = outcome.attempt;
    if (next.status !== "delivered") log("warn", "webhook.attempt_failed", { endpoint: this.ctx.id.name, delivery: due.id, status, error });
    const stillThere = this.#log.config?.url === config.url; // the address may have been changed while the old one answered
    if (next.status === "failed" && next.gone && stillThere)
      this.#log.disable(new Date(now).toISOString(), "the receiver answered 410 Gone");
    this.#arm();
    return outcome.attempt;
  }

  /**
   * Rings when the next delivery may be taken. While all lanes are busy they take it themselves: no need to ring
   * before they could have died.
   */
  #arm(): void {
    const nextAt = this.#log.config?.active ? this.#log.nextAt : undefined;
    if (nextAt === undefined) void this.ctx.storage.deleteAlarm();
    else void this.ctx.storage.setAlarm(this.#busy < LANES ? nextAt : Math.max(nextAt, Date.now() + LEASE_MS));
  }

  #deps(): SendDeps {
    return {
      fetch: (url, init) => fetch(url, init),
      now: () => Date.now(),
      timeoutMs: TIMEOUT_MS,
      local: this.env.STAGE === "local",
    };
  }
}
