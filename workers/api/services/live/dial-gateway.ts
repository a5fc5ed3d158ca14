// An upgrade that ends in a gateway: which one, and what its answer says of how many there should be.
import type { Context } from "hono";
import { anyGateway, type GatewayKind, learn, SOCKETS_HEADER } from "../../../../runtime/gateway-names";
import { objectStub } from "../../../../runtime/object-stub";
import type { Api } from "#api/env";
import { withAddress } from "#api/http/address";
import { refuse } from "#api/http/refuse";

const BUSY_SECONDS = 10;

export async function dialGateway(c: Context<Api>, kind: GatewayKind): Promise<Response> {
  const { status, headers, webSocket } = await objectStub(c.env.GATEWAY, "global", anyGateway(kind)).fetch(withAddress(c.req.raw));
  if (status === 429) return refuse(c, { code: "too-many-requests", retryAfterSeconds: BUSY_SECONDS });
  learn(kind, Number(headers.get(SOCKETS_HEADER) ?? 0));
  const own = new Headers(headers);
  own.delete(SOCKETS_HEADER);
  return new Response(null, { status, headers: own, webSocket });
}
