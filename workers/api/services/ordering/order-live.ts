// `GET /ordering-api/api/order/{order}/live` and `…/events`: what they answer with ends in the order's own object
// (durable-objects/order/order-sockets.ts, docs/live.md).
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Principal } from "../../../../domain/access/principal";
import { err, ok, type Result } from "../../../../domain/result";
import { orderStub } from "../../../../runtime/order-stub";
import { readKeys } from "../../../../runtime/keys";
import { tenantCard } from "#api/services/venue/venue-cache";
import type { Api } from "#api/env";
import { withAddress } from "#api/http/address";
import { authenticate } from "#api/http/authenticate";
import { fromAllowedOrigin } from "#api/http/origin";
import { problem, refuse, router } from "#api/http/refuse";
import type { Refusal } from "../../../../protocol/problem";
import { isOrderIdOf, type OrderId } from "../../../../runtime/signed-order-id";
import { authenticateHereOrThere, noTokenInUrl, shortToken, tokenFromProtocol } from "./socket-token";
import { OrderParam } from "./routes";

const BUSY_SECONDS = 10;

const Resuming = z.object({
  after: z.coerce.number().int().min(0).optional().openapi({
    type: "integer",
    description: "The newest `seq` that the client has: what came since arrives as one change, without gap or duplicate",
  }),
  state: z.enum(["0", "1"]).optional().openapi({ description: "`1`: a snapshot has the order's own `state` too, and events are whole" }),
});

const responses = {
  400: problem("The request is not valid"),
  401: problem("No valid token"),
  403: problem("A page of an origin that the chain does not allow"),
  404: problem("No such order, or not the caller's"),
  429: problem("The order has as many sockets and streams as it takes"),
  503: problem("Try again"),
};

const live = createRoute({
  method: "get",
  path: "/ordering-api/api/order/{order}/live",
  tags: ["ordering"],
  summary: "The order's own socket",
  description:
    "JSON text messages, subprotocol `brigade.live.v1`. First `{seq, snapshot}`, then `{seq, events, patch}` per change; `patch` is JSON Patch (RFC 6902). " +
    "`{presence: [{user, as}]}` says who looks, when it changes. A command is `{id, command, body?, ifSeq?, wait?}`, with the names and bodies of " +
    "`POST …/order/{order}/{command}`; its answer is `{id, status, body}`, and `id` is its `Idempotency-Key`. What is no message gets `{problem}`. `ping` is " +
    "answered with `pong`.\n\n" +
    "The token comes in `Authorization`, as the subprotocol `bearer.{token}` beside `brigade.live.v1`, or, with `?tenant=`, as `{token}` in the first message, " +
    "within ten seconds; never in the URL. `{token}` later prolongs the socket, which is closed with 4401 when its token expires. Other closes: 4403 for a " +
    "token of somebody else, 4404 for no such order, or not the caller's, 1009 for a message over 64 KB, 1013 for who reads too slowly.",
  security: [{ bearer: [] }, {}],
  middleware: [noTokenInUrl, tokenFromProtocol, authenticateHereOrThere, fromAllowedOrigin, shortToken] as const,
  request: {
    params: OrderParam,
    query: Resuming.extend({
      tenant: z.string().max(64).optional().openapi({ description: "For who brings the token in the first message: whose order it is" }),
    }),
  },
  responses: { 101: { description: "Switching to the socket" }, ...responses, 426: problem("Not an upgrade") },
});

const events = createRoute({
  method: "get",
  path: "/ordering-api/api/order/{order}/events",
  tags: ["ordering"],
  summary: "The order's changes as server-sent events, where websockets are blocked",
  description:
    "What the socket says, one way: first the event `snapshot` with `{seq, snapshot}`, then `change` with `{seq, events, patch}`; each has `seq` as its `id`. " +
    "`Last-Event-ID`, or `?after=`, resumes. A comment comes every 15 seconds; the stream ends when the token expires, or when its reader is too slow. " +
    "Prefer the socket: a stream keeps the order awake.",
  security: [{ bearer: [] }],
  middleware: [noTokenInUrl, authenticate] as const,
  request: {
    params: OrderParam,
    query: Resuming,
    headers: z.object({
      "last-event-id": z
        .string()
        .regex(/^\d{1,15}$/, "expected the id of the last event, such as 7")
        .optional(),
    }),
  },
  responses: { 200: { description: "The events", content: { "text/event-stream": { schema: z.string() } } }, ...responses },
});

type Asked = { order: OrderId } & Pick<Principal, "tenant" | "region">;

type NotNow = Extract<Refusal, { code: "order-not-found" | "temporarily-unavailable" }>;

/** Whose order it is: by the token, or as somebody without one claims; that is worth a look at the chain only when the id is genuine. */
async function asked(c: Context<Api>, order: string): Promise<Result<Asked, NotNow>> {
  const known: Principal | undefined = c.var.principal;
  const tenant = known?.tenant ?? c.req.query("tenant") ?? "";
  if (!isOrderIdOf(readKeys(c.env.KEYS).ids, tenant, order)) return err({ code: "order-not-found" });
  if (known) return ok({ ...known, order });
  const chain = await tenantCard(c.env, tenant);
  if (chain.ok) return ok({ tenant, region: chain.value.region, order });
  return err(chain.error.code === "temporarily-unavailable" ? chain.error : { code: "order-not-found" });
}

/** Asks the order, which looks at the token itself. */
const ask = (c: Context<Api>, { order, tenant, region }: Asked): Promise<Response> =>
  orderStub(c.env.ORDER, { tenant, region }, order).fetch(withAddress(c.req.raw));

async function refused(c: Context<Api>, answer: Response) {
  if (answer.status === 404) return refuse(c, { code: "order-not-found" });
  if (answer.status === 401)
    return refuse(c, { code: "unauthorized", reason: await answer.text() }, { "www-authenticate": 'Bearer realm="brigade"' });
  if (answer.status === 429) return refuse(c, { code: "too-many-requests", retryAfterSeconds: BUSY_SECONDS });
  return refuse(c, { code: "temporarily-unavailable", retryAfterSeconds: 1 });
}

export const liveRoutes = router()
  .openapi(live, async (c) => {
    const { order } = c.req.valid("param");
    const who = await asked(c, order);
    if (!who.ok) return refuse(c, who.error);
    if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
      return refuse(c, { code: "upgrade-required", expected: "Upgrade: websocket" }, { upgrade: "websocket" });
    const answer = await ask(c, who.value);
    return answer.status === 101 ? answer : refused(c, answer);
  })
  .openapi(events, async (c) => {
    const { order } = c.req.valid("param");
    const who = await asked(c, order);
    if (!who.ok) return refuse(c, who.error);
    const answer = await ask(c, who.value);
    return answer.status === 200 ? new Response(answer.body, answer) : refused(c, answer);
  });
