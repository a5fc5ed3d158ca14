// How gateways are named, and how many there are. An object answers heart-beats of one form only without waking,
// so each way to write them has gateways of its own.

/** `gateway`: plain STOMP. `sockjs`: STOMP in SockJS frames. */
export type GatewayKind = "gateway" | "sockjs";

/** A gateway's answer to an upgrade says in this header how many sockets it holds. */
export const SOCKETS_HEADER = "x-brigade-sockets";

/** An object holds up to 32,768 sockets. From so many on the next ones are spread over twice as many objects. */
const CROWDED = 1_000;
const MAX_GATEWAYS = 32;

/**
 * Over how many gateways this isolate spreads sockets, as far as it has learned.
 * Each one more is one more call per change to reach all screens of a venue, so there are more only where there are many sockets.
 * Isolates that have learned less are no harm: they fill the first ones.
 */
const widths: Record<GatewayKind, number> = { gateway: 1, sockjs: 1 };

/** Any will do: the token decides what a socket may hear, and no object is bound to a tenant. */
export const anyGateway = (kind: GatewayKind): string => `${kind}/${Math.floor(Math.random() * widths[kind])}`;

/** `sockets`: what a gateway that was picked holds. */
export function learn(kind: GatewayKind, sockets: number): void {
  const spread = widths[kind];
  if (sockets > CROWDED && spread < MAX_GATEWAYS) widths[kind] = spread * 2;
}

export const kindOf = (gateway: string): GatewayKind => (gateway.startsWith("sockjs/") ? "sockjs" : "gateway");
