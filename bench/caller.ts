// The load generator's HTTP side: keep-alive connections, a fixed number of them, and nothing done to an answer but reading it.
import { Agent, request } from "node:http";

export type Answer = { status: number; text: string };
export type Call = { path: string; body: string; headers: Record<string, string> };
export type Caller = {
  post(call: Call): Promise<Answer>;
  /** The whole answer is read, and nothing is made of it but its length. */
  get(path: string, headers: Record<string, string>): Promise<{ status: number; bytes: number }>;
  close(): void;
};

const TIMEOUT_MS = 15_000;

export function openCaller(baseUrl: string, connections: number): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname: host, port } = new URL(baseUrl);
  const post = ({ path, body, headers }: Call) =>
    new Promise<Answer>((resolve, reject) => {
      const asked = request({
        agent,
        host,
        port,
        path,
        method: "POST",
        timeout: TIMEOUT_MS,
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
      });
      asked.on("response", (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
        response.on("error", reject);
      });
      asked.on("timeout", () => asked.destroy(new Error(`no answer from ${path} within ${TIMEOUT_MS} ms`)));
      asked.on("error", reject);
      asked.end(body);
    });
  const get = (path: string, headers: Record<string, string>) =>
    new Promise<{ status: number; bytes: number }>((resolve, reject) => {
      const asked = request({
        agent,
        host,
        port,
        path,
        method: "GET",
        timeout: TIMEOUT_MS,
        headers: { ...headers, "accept-encoding": "identity" },
      });
      asked.on("response", (response) => {
        let bytes = 0;
        response.on("data", (part: Buffer) => (bytes += part.length));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, bytes }));
        response.on("error", reject);
      });
      asked.on("timeout", () => asked.destroy(new Error(`no answer from ${path} within ${TIMEOUT_MS} ms`)));
      asked.on("error", reject);
      asked.end();
    });
  return { post, get, close: () => agent.destroy() };
}

/** @throws Error unless the answer is 2xx: a bench that counts refusals measures nothing. */
export async function accepted(caller: Caller, call: Call): Promise<void> {
  const { status, text } = await caller.post(call);
  if (status < 200 || status > 299) throw new Error(`${call.path} answered ${status}: ${text.slice(0, 300)}`);
}
