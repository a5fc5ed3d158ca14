// TLS in front of the runtime's HTTP listener. Requests and websockets pass through unchanged,
// except for the word that they came over TLS, so that addresses which the API hands out begin with https.
import { Agent, request, type IncomingMessage } from "node:http";
import { createServer } from "node:https";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { LocalCertificate } from "./certificate.ts";
import { PortTaken, portOf } from "./ports.ts";
import { systemCode } from "./refusal.ts";

export type TlsProxy = { port: number; close(): Promise<void> };

/** @throws PortTaken */
export async function openTlsProxy(certificate: LocalCertificate, port: number, httpPort: number): Promise<TlsProxy> {
  const agent = new Agent({ keepAlive: true });
  const inside = { host: "127.0.0.1", port: httpPort };
  const server = createServer({ cert: certificate.cert, key: certificate.key }, (asked, answer) => {
    const onward = request({
      ...inside,
      agent,
      method: asked.method,
      path: asked.url,
      headers: { ...asked.headers, "x-forwarded-proto": "https" },
    });
    onward.on("response", (response) => {
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
      response.pipe(answer);
    });
    onward.on("error", () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
    answer.on("close", () => onward.destroy());
    asked.pipe(onward);
  });
  server.on("upgrade", (asked: IncomingMessage, client: Duplex, head: Buffer) => {
    const onward: Socket = connect(inside, () => {
      onward.setNoDelay(true);
      onward.write(requestHead(asked));
      onward.write(head);
      onward.pipe(client).pipe(onward);
    });
    onward.on("error", () => client.destroy());
    client.on("error", () => onward.destroy());
    client.on("close", () => onward.destroy());
    onward.on("close", () => client.destroy());
  });
  server.on("secureConnection", (socket) => open.add(socket.setNoDelay(true)).size && socket.on("close", () => open.delete(socket)));
  const open = new Set<Duplex>();
  const listening = new Promise<void>((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", done));
  await listening.catch((error: unknown) => {
    throw systemCode(error) === "EADDRINUSE" ? new PortTaken(port) : error;
  });
  return {
    port: portOf(server),
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of open) socket.destroy();
      agent.destroy();
      await closed;
    },
  };
}

function requestHead(asked: IncomingMessage): string {
  const headers: string[] = [];
  for (let i = 0; i < asked.rawHeaders.length; i += 2) headers.push(`${asked.rawHeaders[i]}: ${asked.rawHeaders[i + 1]}`);
  return `${asked.method} ${asked.url} HTTP/1.1\r\n${[...headers, "x-forwarded-proto: https"].join("\r\n")}\r\n\r\n`;
}
