// The least that an order platform could do on this runtime: one object per order that writes one row per request,
// and an object that sends what it is given, by HTTP or by one of them, to every socket it holds.
// What Brigade does beyond that is what the bench measures.
import { DurableObject } from "cloudflare:workers";

type FloorEnv = { FLOOR: DurableObjectNamespace<FloorObject> };

export class FloorObject extends DurableObject<FloorEnv> {
  constructor(ctx: DurableObjectState, env: FloorEnv) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS appends (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
  }

  append(body: string): void {
    this.ctx.storage.sql.exec("INSERT INTO appends (body) VALUES (?)", body);
  }

  broadcast(text: string): void {
    for (const socket of this.ctx.getWebSockets()) socket.send(text);
  }

  override webSocketMessage(_socket: WebSocket, text: string): void {
    this.broadcast(text);
  }

  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }
}

/** What a menu would be if it were a constant. */
let page = new Uint8Array();

/** `POST /append/{name}`, `POST /broadcast/{name}`, `GET /sockets/{name}`; `POST /page` sets what `GET /page` answers. */
export default {
  async fetch(request, { FLOOR }) {
    const [, what, name = ""] = new URL(request.url).pathname.split("/");
    if (what === "page") {
      if (request.method === "GET") return new Response(page, { headers: { "content-type": "application/json" } });
      page = new Uint8Array(await request.arrayBuffer());
      return new Response(null, { status: 202 });
    }
    const object = FLOOR.getByName(name);
    if (what === "sockets") return object.fetch(request);
    const body = await request.text();
    await (what === "append" ? object.append(body) : object.broadcast(body));
    return Response.json({ name }, { status: 202 });
  },
} satisfies ExportedHandler<FloorEnv>;
