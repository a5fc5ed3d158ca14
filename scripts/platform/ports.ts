import { createServer, type Server } from "node:net";
import { Refusal, systemCode } from "./refusal.ts";

/** The port that a listening server has. */
export function portOf(server: Pick<Server, "address">): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  return address.port;
}

// Below where Linux, macOS and Windows take the ports of outgoing connections from,
// so that no connection takes a port between claim and use.
const [LOWEST, COUNT] = [20_000, 12_000];
const ATTEMPTS = 20;

/** Somebody took a port between claim and use. */
export class PortTaken extends Refusal {
  constructor(port: number) {
    super(`port ${port} has been taken by another program just now: try again`);
  }
}

/** Finds a free port, or makes sure that the wanted one is free, so that the answer is one clear line. @throws Refusal */
export async function claimPort(wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) return probed(wanted);
  for (let attempt = 1; ; attempt++) {
    try {
      return await probed(LOWEST + Math.floor(Math.random() * COUNT));
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function probed(port: number): Promise<number> {
  const probe = createServer();
  try {
    await new Promise<void>((listening, failed) => probe.once("error", failed).listen(port, "127.0.0.1", listening));
    return port;
  } catch (error) {
    const reason = systemCode(error) === "EADDRINUSE" ? "in use" : `not usable (${systemCode(error)})`;
    throw new Refusal(`port ${port} is ${reason}: choose another with --port and --tls-port`);
  } finally {
    await new Promise((closed) => probe.close(closed));
  }
}
