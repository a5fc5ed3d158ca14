// What the venues keep for this order: asked for at checkout, before the order commits to anything, and given back when it comes to nothing.
import { channelOf } from "../../domain/menu/channel";
import type { OrderCommand } from "../../domain/order/commands";
import { demandOf } from "../../domain/order/demand";
import type { Paces } from "../../domain/order/promise";
import type { Rejection } from "../../domain/order/rejections";
import type { Order } from "../../domain/order/state";
import { err, ok, type Result } from "../../domain/result";
import { reach } from "../../protocol/reach";
import { type Shortage, venueName } from "../../protocol/venue";
import type { Deliveries } from "../lib/deliveries";
import type { VenueObject } from "../venue/venue-object";

export type KeepingEnv = { VENUE: DurableObjectNamespace<VenueObject> };

/** A guest at the payment page has so long; then the venue asks what has become of the order. */
const KEPT_MS = 15 * 60_000;

/** Commands with which a guest checks out, and a table orders from the kitchen. */
export const checksOut = ({ type }: OrderCommand): boolean => type === "OpenPayment" || type === "CompleteOrder" || type === "FireLines";

export class Keeping {
  readonly #env: KeepingEnv;

  constructor(env: KeepingEnv) {
    this.#env = env;
  }

  /** An order that has come to nothing keeps nothing. */
  open(deliveries: Deliveries, order: () => Order | undefined): void {
    const ended = () => {
      const now = order();
      return now?.status === "ABANDONED" || now?.status === "CANCELLED" ? now : undefined;
    };
    deliveries.open("stock", {
      concerns: () => ended() !== undefined,
      send: async () => {
        const gone = ended();
        if (gone) await this.settle(gone, "gone");
        const seq = order()?.seq ?? 0;
        return { sent: seq, done: seq };
      },
      lingerMs: () => 0,
    });
  }

  /**
   * All that the order needs, from every venue, or why not: then nothing is kept of it if it is a basket yet. Asking again changes nothing. The venues say
   * how fast they are, too.
   */
  async reserve(order: Order, basket: boolean): Promise<Result<Paces, Rejection>> {
    const now = Date.now();
    const paces: Record<string, number> = {};
    const slot = { channel: channelOf(order.orderType), at: order.due === undefined ? now : Date.parse(order.due) };
    for (const { venue, items } of demandOf(order)) {
      if (items.length === 0) continue;
      const wanted = { order: order.order, region: order.region, items, slot, until: now + KEPT_MS };
      const kept = await this.#venue(order, venue).reserve(wanted);
      if (kept.ok && kept.value.paceMs !== undefined) paces[venue] = kept.value.paceMs;
      if (kept.ok) continue;
      if (basket) await this.settle(order, "gone");
      return err(shortageOf(venue, kept.error));
    }
    return ok(paces);
  }

  async settle(order: Order, outcome: "placed" | "gone"): Promise<void> {
    await Promise.all(order.buckets.map(({ venue }) => this.#venue(order, venue).settle(order.region, order.order, outcome)));
  }

  #venue({ tenant, region }: Order, venue: string) {
    return reach(this.#env.VENUE, region, venueName(tenant, venue));
  }
}

function shortageOf(venue: string, shortage: Shortage): Rejection {
  switch (shortage.code) {
    case "sold-out":
      return { code: "sold-out", venue, products: shortage.products.map(({ product, left }) => `${product} (${left} left)`) };
    case "slot-full":
      return {
        code: "slot-full",
        venue,
        channel: shortage.channel,
        ...(shortage.next !== undefined && { next: new Date(shortage.next).toISOString() }),
      };
    case "venue-busy":
      return { code: "venue-busy", venue, retryAfterSeconds: shortage.retryAfterSeconds };
  }
}
