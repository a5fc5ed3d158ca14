// SockJS at `/ws`: what pos-integrator-core falls back to where there is no websocket of the runtime's own, or none gets through.
// Inside it is STOMP.
import { createRoute, z } from "@hono/zod-openapi";
import { objectStub } from "../../../../runtime/object-stub";
import { explained } from "../../../../protocol/sockjs";
import { decodedText } from "../../../../protocol/strict-json";
import { dialGateway } from "./dial-gateway";
import { withAddress } from "#api/http/address";
import { json, problem, refuse, router } from "#api/http/refuse";

/** Also for proxies that would keep or rewrite a stream. */
const UNKEPT = { "cache-control": "no-store, no-cache, no-transform, must-revalidate, max-age=0" };

/** Whoever compresses a stream keeps it until there is enough to compress. */
const UNPACKED = { "content-encoding": "identity" };

const SessionParams = z.object({
  server: z.string().openapi({ description: "Any 1 to 64 characters without dots and slashes; the same throughout a session" }),
  session: z.string().openapi({ description: "The client's own random name of the session; as `server`" }),
});
type SessionParams = z.infer<typeof SessionParams>;

/**
 * The name of the session's object. The protocol lets a server ignore `server`. Here it counts, because published clients make it at random
 * too, and all that keeps a stranger out of a session is that its name cannot be guessed.
 */
function sessionName({ server, session }: SessionParams): string | undefined {
  return [server, session].every((part) => /^[^./]{1,64}$/.test(part)) ? `${server}/${session}` : undefined;
}

const noSession = ({ server, session }: SessionParams) => ({ code: "not-found" as const, what: `the session ${server}/${session}` });
const javascript = (description: string) => ({
  description,
  content: { "application/javascript": { schema: z.string() } },
});
const text = (description: string) => ({ description, content: { "text/plain": { schema: z.string() } } });

const Info = z
  .object({
    websocket: z.literal(true),
    origins: z.array(z.string()),
    cookie_needed: z.literal(false),
    entropy: z.int().openapi({ description: "At random, 0 to 2³² − 1" }),
  })
  .openapi("SockJsInfo");

const info = createRoute({
  method: "get",
  path: "/ws/info",
  tags: ["live"],
  summary: "What a SockJS client needs to know first",
  description: "The address to give to a SockJS client is `/ws`. Through it goes STOMP, as at `/ws` without SockJS.",
  responses: { 200: json(Info, "What is served") },
});

const websocket = createRoute({
  method: "get",
  path: "/ws/{server}/{session}/websocket",
  tags: ["live"],
  summary: "SockJS over websocket",
  description:
    'Frames of the server: `o`, `a["…"]`, `c[code,"reason"]`. The client sends `["…"]` or `"…"`. There is no `h`: beats are those of STOMP.',
  request: { params: SessionParams },
  responses: {
    101: { description: "Switching to the socket" },
    404: problem("No such transport"),
    426: problem("Not an upgrade"),
    429: problem("Too many sockets from there wait for their CONNECT"),
  },
});

const heard = <P extends string>(path: P, summary: string, description: string) =>
  createRoute({
    method: "post",
    path,
    tags: ["live"],
    summary,
    description,
    request: { params: SessionParams },
    responses: { 200: javascript("Frames, a line each"), 404: problem("No such transport") },
  });

const xhrStreaming = heard(
  "/ws/{server}/{session}/xhr_streaming",
  "SockJS by long answers",
  "2 KB of `h` and a line end, then frames as over websocket, and `h` when nothing has happened for 25 s. The answer ends after 128 KB: ask again, what is " +
    "said meanwhile waits. A session begins with its first answer and ends 5 s after the last. A second answer at the same time is told " +
    '`c[2010,"Another connection still open"]`.',
);
const xhr = heard("/ws/{server}/{session}/xhr", "SockJS by polling", "As `xhr_streaming`, but each answer ends after one frame.");

const xhrSend = createRoute({
  method: "post",
  path: "/ws/{server}/{session}/xhr_send",
  tags: ["live"],
  summary: "What a SockJS client without a websocket says",
  description: "A JSON array of strings, at most 64 KB, under whatever content type. Refused in plain text, as SockJS has it.",
  request: { params: SessionParams, body: { content: { "text/plain": { schema: z.string() } } } },
  responses: {
    204: { description: "Taken" },
    404: problem("No such session"),
    413: problem("The body is over 64 KB"),
    500: text("`Payload expected.` or `Broken JSON encoding.`"),
  },
});

const routes = router();

routes.openapi(info, (c) => {
  const [entropy = 0] = crypto.getRandomValues(new Uint32Array(1));
  return c.json({ websocket: true as const, origins: ["*:*"], cookie_needed: false as const, entropy }, 200, UNKEPT);
});

routes.openapi(websocket, async (c) => {
  const params = c.req.valid("param");
  if (!sessionName(params)) return refuse(c, noSession(params));
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
    return refuse(c, { code: "upgrade-required", expected: "Upgrade: websocket" }, { upgrade: "websocket" });
  return dialGateway(c, "sockjs");
});

for (const route of [xhrStreaming, xhr]) {
  routes.openapi(route, async (c) => {
    const params = c.req.valid("param");
    const name = sessionName(params);
    if (name === undefined) return refuse(c, noSession(params));
    const answer = await objectStub(c.env.SOCKJS, "global", name).fetch(withAddress(c.req.raw));
    return new Response(answer.body, { headers: { ...UNKEPT, ...UNPACKED, "content-type": "application/javascript; charset=UTF-8" } });
  });
}

routes.openapi(xhrSend, async (c) => {
  const params = c.req.valid("param");
  const name = sessionName(params);
  if (name === undefined) return refuse(c, noSession(params));
  const piece = decodedText(await c.req.arrayBuffer()); // text, whatever its content type says
  if (!piece.ok) return c.text(explained["Broken JSON encoding."], 500, UNKEPT);
  const sent = await objectStub(c.env.SOCKJS, "global", name).send(piece.value);
  if (sent.ok) return c.body(null, 204, { ...UNKEPT, "content-type": "text/plain; charset=UTF-8" });
  return sent.error === "no-session" ? refuse(c, noSession(params)) : c.text(explained[sent.error], 500, UNKEPT);
});

export const sockJsRoutes = routes;
