import { DurableObject } from "cloudflare:workers";
import type { Showing } from "../../protocol/feed";
export class GatewayObject extends DurableObject {
  deliver(_feed: string, _showings: Showing[]): { listeners: number } {
    return { listeners: 0 };
  }
}
