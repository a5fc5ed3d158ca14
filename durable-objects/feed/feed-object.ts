import { DurableObject } from "cloudflare:workers";
import type { FeedAnswer, FeedWord } from "../../protocol/feed";
export class FeedObject extends DurableObject {
  hear(_word: FeedWord): FeedAnswer {
    return { listening: false };
  }
  listen(_gateway: string): void {}
  unlisten(_gateway: string): void {}
  openOrders(): string[] {
    return [];
  }
  lastOrders(_limit: number): string[] {
    return [];
  }
}
