// The way from a browser to the platform, which a test can take away: pages still come (a device has them in its cache), orders do not.
import { Agent, createServer, request } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { portOf } from "../scripts/platform/ports.ts";

/**
 * `baseUrl`: where the browser goes. `cut`: whoever is connected is not any more, and nobody gets through until `mend`. `block`: from now
 * on, until `mend`, HTTP gets through and no websocket.
 */
export type FlakyNetwork = { baseUrl: string; cut(): void; block(): void; mend(): void; close(): Promise<void> };

export async function openFlakyNetwork(platform: string): Promise<FlakyNetwork> {
  const port = Number(new URL(platform).port);
  const agent = new Agent({ keepAlive: true });
  const open = new Set<Duplex>();
  let isCut = false;
  let isBlocked = false;
  const isLost = (url = "") => isCut && url.startsWith("/ordering-api/");

  const server = createServer((asked, answer) => {
    if (isLost(asked.url)) return void asked.socket.destroy();
    if (asked.url?.startsWith("/ordering-api/")) {
      open.add(asked.socket);
      answer.on("close", () => open.delete(asked.socket));
    }
    const onward = request({ host: "127.0.0.1", port, agent, method: asked.method, path: asked.url, headers: asked.headers });
    onward.on("response", (response) => {
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
      response.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy()); // whoever reads a stream no more says so to its server
    asked.pipe(onward);
  });
  server.on("upgrade", (asked, client: Duplex, head) => {
    if (isLost(asked.url) || isBlocked) return void client.destroy();
    const onward = connect({ host: "127.0.0.1", port }, () => {
      const headers = asked.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [`${name}: ${all[i + 1]}`] : []));
      onward.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
      onward.write(head);
      onward.pipe(client).pipe(onward);
    });
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    baseUrl: `http://localhost:${portOf(server)}`,
    cut: () => {
      isCut = true;
      for (const socket of open) socket.destroy();
    },
    block: () => {
      isBlocked = true;
    },
    mend: () => {
      isCut = false;
      isBlocked = false;
    },
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of open) socket.destroy();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}
