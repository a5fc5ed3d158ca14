// One SockJS session of a client that has no websocket: it hears through long answers and speaks by POST (`xhr_streaming`, `xhr`,
// `xhr_send`). To a gateway the session is a socket like any other, held here.
// All of it is in memory: when the object goes the socket goes too, and the client, told `o` anew, knows it.
import { DurableObject } from "cloudflare:workers";
import { err, ok, type Result } from "../../domain/result";
import { anyGateway } from "../../runtime/gateway-names";
import { closing } from "../../protocol/live";
import { objectStub } from "../../runtime/object-stub";
import { messagesIn, type PieceFault } from "../../protocol/sockjs";
import type { GatewayObject } from "../gateway/gateway-object";
import { addressIn } from "../lib/unauthenticated-sockets";
import { polling, Receiver, streaming } from "./receiver";
import { type Closed, Session } from "./session";
import { log } from "../../runtime/log";

export type SockJsEnv = { GATEWAY: DurableObjectNamespace<GatewayObject> };

/** `gateway`: rejects when none can be reached; the session is closed then. */
type Running = { session: Session; gateway: Promise<WebSocket> };

const CROWDED: Closed = { code: closing.tooMany, reason: "too many sockets from there wait for their CONNECT; try again" };
const OURS: Closed = { code: 1011, reason: "something went wrong on our side; connect again" };

export class SockJsSessionObject extends DurableObject<SockJsEnv> {
  #running: Running | undefined;
  #alarmAt = Infinity;

  /** An answer that brings what the session is told: `…/xhr_streaming` many frames, `…/xhr` one. A session begins with its first. */
  override async fetch(request: Request): Promise<Response> {
    const { session } = (this.#running ??= this.#begin(request.headers));
    const receiver: Receiver = new Receiver(new URL(request.url).pathname.endsWith("/xhr_streaming") ? streaming : polling, () => {
      session.detach(receiver, Date.now());
      this.#arm();
    });
    session.attach(receiver, Date.now());
    this.#arm();
    return new Response(receiver.body, { headers: { "content-type": "application/javascript; charset=UTF-8" } });
  }

  /** Takes what the client says: a JSON array of texts. */
  async send(piece: string): Promise<Result<null, "no-session" | PieceFault>> {
    const running = this.#running;
    if (!running) return err("no-session");
    const texts = messagesIn(piece, "array");
    if (!texts.ok) return texts;
    try {
      const gateway = await running.gateway;
      for (const text of texts.value) gateway.send(text);
    } catch {
      // The gateway has closed or was never reached: the client learns why from its next answer, which this one must not overtake.
    }
    return ok(null);
  }

  /** Beats, ends a session that nobody hears any more, and rings again. */
  override async alarm(): Promise<void> {
    this.#alarmAt = Infinity;
    const running = this.#running;
    if (!running || running.session.ring(Date.now())) return this.#end(running);
    this.#arm();
  }

  #begin(headers: Headers): Running {
    const session = new Session(Date.now());
    const gateway = this.#dial(session, headers);
    gateway.catch((error: unknown) => {
      log("warn", "gateway.dial_failed", { sockjs: this.ctx.id.name, error });
      this.#close(session, OURS);
    });
    return { session, gateway };
  }

  /** Who the client is, its token says to the gateway; which page it is on, its Origin, and from where, its address. */
  async #dial(session: Session, asked: Headers): Promise<WebSocket> {
    const origin = asked.get("origin");
    const headers = { upgrade: "websocket", "x-brigade-address": addressIn(asked), ...(origin !== null && { origin }) };
    const { webSocket: socket, status } = await objectStub(this.env.GATEWAY, "global", anyGateway("gateway")).fetch("https://gateway/ws", {
      headers,
    });
    if (status === 429) this.#close(session, CROWDED);
    if (!socket) throw new Error(`no socket: ${status}`);
    socket.addEventListener("message", ({ data }) => {
      if (!session.tell(String(data), Date.now())) socket.close(1000);
      this.#arm();
    });
    socket.addEventListener("close", ({ code, reason }) => this.#close(session, { code, reason }));
    socket.addEventListener("error", () => this.#close(session, OURS));
    socket.accept();
    return socket;
  }

  #close(session: Session, closed: Closed): void {
    session.close(closed, Date.now());
    this.#arm();
  }

  async #end(running: Running | undefined): Promise<void> {
    this.#running = undefined;
    running?.session.drop();
    running?.gateway.then((socket) => socket.close(1000)).catch(() => {}); // it has closed already, or was never there
    await this.ctx.storage.deleteAll(); // nothing is left of a session, its alarm included
  }

  /** Rings no later than the session is due. An earlier ring costs less than moving it with every frame. */
  #arm(): void {
    const due = this.#running?.session.due ?? Infinity;
    if (due >= this.#alarmAt) return;
    this.#alarmAt = due;
    void this.ctx.storage.setAlarm(due);
  }
}
