// What people see of one order: its states at their feeds and gateways, and the verdicts on what they have asked.
import type { Region } from "../../domain/access/principal";
import type { CommandEnvelope } from "../../domain/order/commands";
import type { OrderEvent } from "../../domain/order/events";
import type { FiscalData } from "../../domain/order/fiscal-data";
import type { Rejection } from "../../domain/order/rejections";
import { audienceOfPerson, forAudience } from "../../domain/order/audience";
import { isEnded, type Order } from "../../domain/order/state";
import type { Result } from "../../domain/result";
import { FEED_ITSELF, type Showing, userFeed, venueFeed } from "../../protocol/feed";
import { objectStub } from "../../runtime/object-stub";
import type { FeedObject } from "../feed/feed-object";
import type { GatewayObject } from "../gateway/gateway-object";
import type { Send } from "../lib/outbox-step";
import type { Outbox } from "../lib/outbox";
import type { EventLog } from "../lib/event-log";
import { existing } from "./existing-order";
import { FeedSubscriptions } from "./feed-subscriptions";
import { applied, fiscalAnswer, messageOf, refused } from "./outbound-messages";
import { log } from "../../runtime/log";

export type FeedPublisherEnv = { FEED: DurableObjectNamespace<FeedObject>; GATEWAY: DurableObjectNamespace<GatewayObject> };

/** The order as its screens need it: undefined before it was created; `body` is the wire order as JSON text. */
export type Shown = { order: () => Order | undefined; body: (order: Order) => string; log: EventLog<OrderEvent> };

export class FeedPublisher {
  readonly #ctx: DurableObjectState;
  readonly #env: FeedPublisherEnv;
  readonly #shown: Shown;
  readonly #subscriptions: FeedSubscriptions;

  constructor(ctx: DurableObjectState, env: FeedPublisherEnv, shown: Shown) {
    this.#ctx = ctx;
    this.#env = env;
    this.#shown = shown;
    this.#subscriptions = new FeedSubscriptions(ctx.storage.sql);
  }

  /** The feeds of the order's people hear from the start, a venue's from the moment the order is placed. Harmless when they are open. */
  open(outbox: Outbox): void {
    const order = this.#shown.order();
    if (!order) return;
    for (const feed of this.#feedsOf(order)) {
      outbox.open(`feed:${feed}`, {
        concerns: () => this.#subscriptions.wants(feed, !isEnded(existing(this.#shown.order()))),
        send: (after) => this.#show(feed, after),
      });
    }
  }

  #feedsOf(order: Order): string[] {
    const people = order.people.map(({ user }) => userFeed(order.tenant, user));
    const isPlaced = "completedTime" in order && order.completedTime !== undefined;
    return isPlaced ? [...people, ...order.buckets.map(({ venue }) => venueFeed(order.tenant, venue))] : people;
  }

  /**
   * A feed's word where somebody listens now. Who has just come there is shown the order as it is. Newer than an answer that is under way.
   */
  async listeners(feed: string, gateways: string[]): Promise<void> {
    const known = this.#subscriptions.of(feed);
    if (!known) return; // the feed's answer to the first word will say it
    this.#subscriptions.told(feed, { ...known, gateways });
    const fresh = gateways.filter((gateway) => !known.gateways.includes(gateway));
    await this.#showAt(fresh, feed, this.#showings(feed, existing(this.#shown.order()), this.#shown.log.head));
  }

  /**
   * The verdict for who will not see it with the order's changes: a refusal, or a command of somebody who is not the order's guest.
   * Without a cursor: it is also kept in the inbox, where the same command finds it again.
   */
  tell(envelope: CommandEnvelope, answer: Result<unknown, Rejection>): void {
    const { actor, tenant, region, order, correlationId } = envelope;
    if (actor.kind !== "user" || !envelope.notify) return;
    const feed = userFeed(tenant, actor.user);
    const isOurs = this.#shown.order()?.people.some(({ user }) => user === actor.user) ?? false;
    if (isOurs && (answer.ok || !this.#subscriptions.listens(feed))) return;
    const verdict = answer.ok ? applied(order, actor.user, correlationId) : refused(envelope, actor.user, answer.error);
    this.#tellOnce(region, feed, verdict, (error) => log("warn", "command_answer.publish_failed", { order, correlationId, error }));
  }

  /** What somebody's till is to print. Said once: whoever misses it asks again. */
  tellFiscal({ tenant, region, order }: Order, user: string, correlationId: string, data: FiscalData): void {
    const answer = fiscalAnswer(order, user, correlationId, data);
    this.#tellOnce(region, userFeed(tenant, user), answer, (error) =>
      log("warn", "fiscal_data.publish_failed", { order, correlationId, error }),
    );
  }

  #tellOnce(region: Region, feed: string, message: object, failed: (error: unknown) => void): void {
    const told = objectStub(this.#env.FEED, region, feed).tell([{ topic: "notifications", body: JSON.stringify(message) }]);
    this.#ctx.waitUntil(told.catch(failed));
  }

  /**
   * Listeners get the newest state, not each step; one call serves a whole burst, and its return is its word. The feed hears when the order
   * joins or leaves its list, and shows it; in between, the order goes to the gateways itself (docs/adr/0005).
   */
  async #show(feed: string, after: number): ReturnType<Send> {
    const order = existing(this.#shown.order());
    const { seq, region } = order;
    const open = !isEnded(order);
    const known = this.#subscriptions.of(feed);
    const showings = this.#showings(feed, order, after);
    if (known?.open === open) {
      await this.#showAt(known.gateways, feed, showings);
    } else {
      const word = { order: order.order, region, seq, open, at: order.lastChanged, showings };
      const { gateways } = await objectStub(this.#env.FEED, region, feed).hear(word);
      const meanwhile = this.#subscriptions.of(feed);
      this.#subscriptions.told(feed, { open, gateways: meanwhile === known ? gateways : (meanwhile?.gateways ?? gateways) });
    }
    return { sent: seq, done: seq };
  }

  /** One call per gateway, however many sockets it holds. Rejects when one could not be served, after the others were. */
  async #showAt(gateways: readonly string[], feed: string, showings: Showing[]): Promise<void> {
    const served = await Promise.allSettled(
      gateways.map(async (gateway) => {
        const { listeners } = await this.#deliver(gateway, feed, showings);
        if (listeners === 0) this.#ctx.waitUntil(this.#verifyEmpty(feed, gateway));
      }),
    );
    for (const one of served) if (one.status === "rejected") throw one.reason;
  }

  #deliver(gateway: string, feed: string, showings: Showing[]): Promise<{ listeners: number }> {
    if (gateway === FEED_ITSELF) return objectStub(this.#env.FEED, existing(this.#shown.order()).region, feed).show(showings);
    return objectStub(this.#env.GATEWAY, "global", gateway).deliver(feed, showings);
  }

  /** Nobody listens there: the feed knows who does, unless it has said so itself meanwhile. */
  async #verifyEmpty(feed: string, gateway: string): Promise<void> {
    const known = this.#subscriptions.of(feed);
    const { gateways } = await objectStub(this.#env.FEED, existing(this.#shown.order()).region, feed).empty(gateway);
    if (known && this.#subscriptions.of(feed) === known) this.#subscriptions.told(feed, { ...known, gateways });
  }

  /**
   * What somebody has missed at that feed who has seen event `seq` last: the newest state, and the verdicts since.
   * Nothing where the order is not shown.
   */
  since(feed: string, seq: number): Showing[] {
    const order = this.#shown.order();
    if (!order || !this.#feedsOf(order).includes(feed) || order.seq === seq) return [];
    // Who comes for the first time, or from a time that has not been, wants the order as it is and no verdicts of old.
    return this.#showings(feed, order, seq > 0 && seq < order.seq ? seq : order.seq);
  }

  #showings(feed: string, order: Order, after: number): Showing[] {
    const venues = order.buckets.map(({ venue }) => venue);
    const of = { order: order.order, seq: order.seq, open: !isEnded(order) };
    const person = order.people.find(({ user }) => feed === userFeed(order.tenant, user));
    if (!person) return [{ topic: "kds", body: this.#shown.body(order), venues, of }];
    const body = this.#shown.body(forAudience(audienceOfPerson(person, order), order));
    const fresh = this.#shown.log.after(after);
    const own = fresh.filter(({ event }) => event.by === person.user);
    const messages = fresh.flatMap(({ event }) => messageOf(order, person.user, event) ?? []);
    const verdicts = [...new Set(own.map(({ event }) => event.cid))].map((cid) => applied(order.order, person.user, cid));
    return [
      { topic: "order-changes", body, venues, of },
      ...[...verdicts, ...messages].map((verdict) => ({ topic: "notifications" as const, body: JSON.stringify(verdict), of })),
    ];
  }
}
