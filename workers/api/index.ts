// The API worker. It hosts the object classes, and what they ask of it, so this is the only file that may import them as values.
import { app } from "./app";

export { EndpointObject } from "../../durable-objects/endpoint/endpoint-object";
export { FeedObject } from "../../durable-objects/feed/feed-object";
export { GatewayObject } from "../../durable-objects/gateway/gateway-object";
export { OrderObject } from "../../durable-objects/order/order-object";
export { SessionObject } from "../../durable-objects/session/session-object";
export { SockJsSessionObject } from "../../durable-objects/sockjs/sockjs-session-object";
export { VenueObject } from "../../durable-objects/venue/venue-object";
export { Payments } from "./services/payment/payments";
export default app;
