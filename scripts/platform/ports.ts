import { createServer, type Server } from "node:net";
import { Refusal, systemCode } from "./refusal.ts";

/** The port that a listening server has. */
export function portOf(server: Pick<Server, "address">): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  return address.port;
}

/** Finds a free port, or makes sure that the wanted one is free, so that the answer is one clear line. @throws Refusal */
export async function claimPort(wanted: number | undefined): Promise<number> {
  const probe = createServer();
  try {
    await new Promise<void>((listening, failed) => probe.once("error", failed).listen(wanted ?? 0, "127.0.0.1", listening));
    return portOf(probe);
  } catch (error) {
    const reason = systemCode(error) === "EADDRINUSE" ? "in use" : `not usable (${systemCode(error)})`;
    throw new Refusal(`port ${wanted} is ${reason}: choose another with --port and --tls-port`);
  } finally {
    await new Promise((closed) => probe.close(closed));
  }
}
