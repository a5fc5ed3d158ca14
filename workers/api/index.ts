// The API worker. It hosts the object classes, and what they ask of it, so this is the only file that may import them as values.
import { app } from "./app";
import type { ApiEnv } from "./env";
import { sweepSignIns } from "../lib/db/token-families";
import { log } from "../../runtime/log";

export { EndpointObject } from "../../durable-objects/webhook-endpoint/endpoint-object";
export { FeedObject } from "../../durable-objects/feed/feed-object";
export { GatewayObject } from "../../durable-objects/gateway/gateway-object";
export { OrderObject } from "../../durable-objects/order/order-object";
export { RateLimiterObject } from "../../durable-objects/rate-limiter/rate-limiter-object";
export { SessionObject } from "../../durable-objects/session/session-object";
export { SockJsSessionObject } from "../../durable-objects/sockjs/sockjs-session-object";
export { VenueObject } from "../../durable-objects/venue/venue-object";
export { Payments } from "./services/payment/payments";

export default {
  fetch: app.fetch,
  /** Forgets what is over (wrangler.toml says how often). */
  scheduled: async ({ scheduledTime }, { DB }) => {
    const swept = await sweepSignIns(DB, scheduledTime);
    if (swept > 0) log("info", "sign_in.swept", { swept });
  },
} satisfies ExportedHandler<ApiEnv>;
