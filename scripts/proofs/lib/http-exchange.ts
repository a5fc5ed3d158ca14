// One HTTP exchange as it is on the wire: nothing is tidied up on the way out, which `fetch` would do.
import { Agent, request } from "node:http";

/** `path`: as it is sent. A header may come twice. `chunked`: without `content-length`. */
export type Asked = {
  method: string;
  path: string;
  headers: readonly (readonly [string, string])[];
  body?: string | Uint8Array | undefined;
  chunked?: boolean;
};
/** `headers`: by lower-case name, the last one counts. */
export type Answered = { status: number; headers: Readonly<Record<string, string>>; body: string };
/** No answer came, and why. */
export type Unanswered = { fault: string };

export type Exchange = { ask(asked: Asked): Promise<Answered | Unanswered>; close(): void };

export function openExchange(baseUrl: string, withinMs: number): Exchange {
  const { hostname, port, host } = new URL(baseUrl);
  const agent = new Agent({ keepAlive: true });

  const attempt = (asked: Asked): Promise<Answered | (Unanswered & { stale: boolean })> =>
    new Promise((resolve) => {
      const body = asked.body === undefined ? undefined : Buffer.from(asked.body);
      const length = body && !asked.chunked ? [["content-length", String(body.length)]] : body ? [["transfer-encoding", "chunked"]] : [];
      const headers = [["host", host], ...length, ...asked.headers].flat();
      const call = request({ agent, host: hostname, port, method: asked.method, path: asked.path, headers });
      const failed = (fault: string) => {
        clearTimeout(timer);
        resolve({ fault, stale: call.reusedSocket && fault.includes("ECONNRESET") });
        call.destroy();
      };
      const timer = setTimeout(() => failed(`no answer within ${withinMs / 1000} s`), withinMs);
      call.on("error", (error) => failed(String(error)));
      call.on("upgrade", ({ statusCode = 0, headers: said }, socket) => {
        clearTimeout(timer);
        socket.destroy();
        resolve({ status: statusCode, headers: flat(said), body: "" });
      });
      call.on("response", (response) => {
        // A stream of events has no end to wait for.
        if (response.headers["content-type"]?.startsWith("text/event-stream")) {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, headers: flat(response.headers), body: "" });
          return void call.destroy();
        }
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", (error) => failed(String(error)));
        response.on("end", () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, headers: flat(response.headers), body: Buffer.concat(chunks).toString() });
        });
      });
      call.end(body);
    });

  return {
    /** A kept connection may have been closed by the other side a moment ago: that says nothing about the request. */
    ask: async (asked) => {
      const first = await attempt(asked);
      return "fault" in first && first.stale ? attempt(asked) : first;
    },
    close: () => agent.destroy(),
  };
}

const flat = (headers: NodeJS.Dict<string | string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().at(-1) ?? ""]));
