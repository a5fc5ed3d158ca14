// How gateways are named. An object answers heart-beats of one form only without waking, so each way to write them has gateways of its own.

/** `gateway`: plain STOMP. `sockjs`: STOMP in SockJS frames. */
export type GatewayKind = "gateway" | "sockjs";

/** Sockets are spread over this many objects of a kind. Each holds up to 32,768; each one more is one more call per change to reach all screens of a venue. */
const GATEWAYS = 4;

/** Any will do: the token decides what a socket may hear, and no object is bound to a tenant. */
export const anyGateway = (kind: GatewayKind): string => `${kind}/${Math.floor(Math.random() * GATEWAYS)}`;

export const kindOf = (gateway: string): GatewayKind => (gateway.startsWith("sockjs/") ? "sockjs" : "gateway");
