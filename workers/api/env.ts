import type { EndpointObject } from "../../durable-objects/webhook-endpoint/endpoint-object";
import type { FeedObject } from "../../durable-objects/feed/feed-object";
import type { GatewayObject } from "../../durable-objects/gateway/gateway-object";
import type { RateLimiterObject } from "../../durable-objects/rate-limiter/rate-limiter-object";
import type { OrderObject } from "../../durable-objects/order/order-object";
import type { SessionObject } from "../../durable-objects/session/session-object";
import type { SockJsSessionObject } from "../../durable-objects/sockjs/sockjs-session-object";
import type { VenueObject } from "../../durable-objects/venue/venue-object";
import type { Principal } from "../../domain/access/principal";
import type { MenuJob, RecheckJob } from "../../protocol/queue";

export type ApiEnv = {
  /** JSON of the platform's secret keys; see runtime/keys.ts. */
  KEYS: string;
  /**
   * `local` switches the sandbox payment provider and private webhook addresses on; production leaves both off unless it says otherwise.
   */
  STAGE: string;
  /** On a local platform: JSON of its demo chain, for its start page. */
  LOCAL_CHAIN?: string;
  DB: D1Database;
  MENUS: KVNamespace;
  ORDER: DurableObjectNamespace<OrderObject>;
  FEED: DurableObjectNamespace<FeedObject>;
  GATEWAY: DurableObjectNamespace<GatewayObject>;
  ENDPOINT: DurableObjectNamespace<EndpointObject>;
  VENUE: DurableObjectNamespace<VenueObject>;
  SESSION: DurableObjectNamespace<SessionObject>;
  SOCKJS: DurableObjectNamespace<SockJsSessionObject>;
  RATE_LIMITER: DurableObjectNamespace<RateLimiterObject>;
  /** The worker `passwords`. */
  PASSWORDS: Fetcher;
  MENU_QUEUE: Queue<MenuJob | RecheckJob>;
  /** The pages of web/, by file name. */
  ASSETS: Fetcher;
};

/** What every route has: the bindings, the request's ids (http/correlation.ts), and, behind `authenticate`, who asks. */
export type Api = { Bindings: ApiEnv; Variables: { principal: Principal; requestId: string; correlationId: string } };
