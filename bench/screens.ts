// The load generator's socket side. Screens speak just enough STOMP to listen, so that reading costs the same on both sides.
import { type RawData, WebSocket } from "ws";

export type Screen = { close(): void };

const OPEN_MS = 20_000;

/** `login`, and what else the broker asks for. */
export type Credentials = { login: string; passcode?: string };

/** A STOMP connection with its subscriptions in place. `onMessage` gets each MESSAGE frame's text. @throws Error when it is refused */
export function openScreen(
  url: string,
  credentials: Credentials,
  destinations: string[],
  onMessage: (frame: string) => void,
): Promise<Screen> {
  const socket = dialStomp(url, credentials);
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`a screen was not subscribed within ${OPEN_MS} ms`)), OPEN_MS);
    const subscribe = (destination: string, id: number) => {
      const receipt = id === destinations.length - 1 ? "receipt:ready\n" : "";
      socket.send(`SUBSCRIBE\nid:${id}\ndestination:${destination}\nack:auto\n${receipt}\n\0`);
    };
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

/** A STOMP connection that says what others hear. @throws Error when it is refused */
export function openPublisher(url: string, credentials: Credentials): Promise<Screen & { send(destination: string, body: string): void }> {
  const socket = dialStomp(url, credentials);
  const send = (destination: string, body: string) =>
    socket.send(`SEND\ndestination:${destination}\ncontent-type:application/json\n\n${body}\0`);
  return new Promise((resolve, reject) => {
    socket.on("message", (data) => {
      for (const frame of framesOf(data)) {
        if (frame.startsWith("CONNECTED")) resolve({ send, close: () => socket.terminate() });
        else reject(new Error(`a publisher was refused: ${frame.slice(0, 300)}`));
      }
    });
    socket.on("error", reject);
    socket.on("close", (code) => reject(new Error(`a publisher was closed with ${code}`)));
  });
}

function dialStomp(url: string, { login, passcode }: Credentials): WebSocket {
  const socket = new WebSocket(url, ["v12.stomp"], { perMessageDeflate: false });
  const who = `login:${login}\n${passcode === undefined ? "" : `passcode:${passcode}\n`}`;
  socket.on("open", () => socket.send(`CONNECT\naccept-version:1.2\nhost:/\nheart-beat:0,0\n${who}\n\0`));
  return socket;
}

/** A socket that speaks no STOMP. `url`: http or ws. */
export function openBareSocket(
  url: string,
  protocols: string[],
  onMessage: (text: string) => void,
): Promise<Screen & { send(text: string): void }> {
  const socket = new WebSocket(url.replace(/^http/, "ws"), protocols, { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    socket.on("open", () => resolve({ send: (text) => socket.send(text), close: () => socket.terminate() }));
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
