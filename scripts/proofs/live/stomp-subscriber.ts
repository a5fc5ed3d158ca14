// A client on a STOMP destination: each message is an order's newest state, never an older one than what was shown,
// and `resume-after` brings what was missed.
import type { Dial, Subscriber, Heard, Sighting } from "./subscription-kinds.ts";

export class StompSubscriber implements Subscriber {
  readonly beat = { say: "\n", answer: "\n" };
  readonly views = new Map<string, Omit<Sighting, "order">>();
  readonly #token: string;
  readonly #destination: string;

  constructor(token: string, destination: string) {
    this.#token = token;
    this.#destination = destination;
  }

  dial(): Dial {
    const seen = [...this.views].map(([order, { seq }]) => `${order}=${seq}`).join(",");
    const greeting = [
      `CONNECT\naccept-version:1.2\nhost:proof\nheart-beat:4000,4000\nlogin:${this.#token}\n\n\0`,
      `SUBSCRIBE\nid:0\ndestination:${this.#destination}\nack:auto\nresume-after:${seen || "0"}\nreceipt:ready\n\n\0`,
    ];
    return { path: "/websocket", protocols: ["v12.stomp"], greeting };
  }

  hear(text: string): Heard {
    const heard: Heard = { sightings: [] };
    for (const frame of framesIn(text)) {
      if (frame.command === "RECEIPT") heard.ready = true;
      else if (frame.command === "ERROR") heard.fault = `an ERROR: ${frame.headers.get("message")}`;
      else if (frame.command === "MESSAGE") this.#message(frame, heard);
    }
    return heard;
  }

  #message({ headers, body: text }: Frame, heard: Heard): void {
    const [order, seq] = [headers.get("order"), Number(headers.get("seq"))];
    const body: { id?: string; seq?: number } = JSON.parse(text);
    if (order === undefined || order !== body.id || seq !== body.seq) {
      heard.fault = `headers order ${order} and seq ${headers.get("seq")} on order ${body.id} at ${body.seq}`;
      return;
    }
    const before = this.views.get(order);
    if (before && before.seq > seq) heard.fault = `${order} at ${seq} after ${before.seq}`;
    this.views.set(order, { seq, body });
    heard.sightings.push({ order, seq, body });
  }
}

export type Frame = { command: string; headers: ReadonlyMap<string, string>; body: string };

/** One message may hold several frames, with beats between them. No value that the proofs read is escaped. */
function framesIn(text: string): Frame[] {
  return text
    .split("\0")
    .map((frame) => frame.trimStart())
    .filter((frame) => frame !== "")
    .map((frame) => {
      const end = frame.indexOf("\n\n");
      const [command = "", ...lines] = frame.slice(0, end).split("\n");
      const headers = new Map(lines.map((line): [string, string] => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]));
      return { command, headers, body: frame.slice(end + 2) };
    });
}
