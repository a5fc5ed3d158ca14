// What an order says when a venue has too little left for it.
import type { Rejection } from "../domain/order/rejections";
import type { Shortage } from "./venue";

export function refusalOfShortage(venue: string, shortage: Shortage): Rejection {
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
