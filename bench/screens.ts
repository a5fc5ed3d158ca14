// The load generator's socket side. Screens speak just enough STOMP to listen, so that reading costs the same on both sides.
import { type RawData, WebSocket } from "ws";

export type Screen = { close(): void };

const OPEN_MS = 20_000;

/** A STOMP connection with its subscriptions in place. `onMessage` gets each MESSAGE frame's text. @throws Error when it is refused */
export function openScreen(baseUrl: string, token: string, destinations: string[], onMessage: (frame: string) => void): Promise<Screen> {
  const socket = new WebSocket(`${baseUrl.replace("http", "ws")}/ws`, ["v12.stomp"], { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`a screen was not subscribed within ${OPEN_MS} ms`)), OPEN_MS);
    const subscribe = (destination: string, id: number) => {
      const receipt = id === destinations.length - 1 ? "receipt:ready\n" : "";
      socket.send(`SUBSCRIBE\nid:${id}\ndestination:${destination}\nack:auto\n${receipt}\n\0`);
    };
    socket.on("open", () => socket.send(`CONNECT\naccept-version:1.2\nhost:bench\nheart-beat:0,0\nlogin:${token}\n\n\0`));
    socket.on("message", (data) => {
      for (const frame of framesOf(data)) {
        if (frame.startsWith("MESSAGE")) onMessage(frame);
        else if (frame.startsWith("CONNECTED")) destinations.forEach(subscribe);
        else if (frame.startsWith("RECEIPT")) {
          clearTimeout(late);
          resolve({ close: () => socket.terminate() });
        } else reject(new Error(`a screen was refused: ${frame.slice(0, 300)}`));
      }
    });
    socket.on("error", reject);
    socket.on("close", (code) => reject(new Error(`a screen was closed with ${code}`)));
  });
}

/** A bare socket of the floor. */
export function openFloorSocket(baseUrl: string, name: string, onMessage: (text: string) => void): Promise<Screen> {
  const socket = new WebSocket(`${baseUrl.replace("http", "ws")}/sockets/${name}`, { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    socket.on("open", () => resolve({ close: () => socket.terminate() }));
    socket.on("message", (data) => framesOf(data).forEach((text) => onMessage(text)));
    socket.on("error", reject);
  });
}

const decoder = new TextDecoder();

/** Several frames may come in one message. Beats between them are no frames. */
function framesOf(data: RawData): string[] {
  const text = decoder.decode(Array.isArray(data) ? Buffer.concat(data) : data);
  return text
    .split("\0")
    .map((frame) => frame.trimStart())
    .filter((frame) => frame !== "");
}
