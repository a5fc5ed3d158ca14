// A platform as `npm start` runs it, in a process group of its own, so that a proof can kill it as a power cut would.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../platform/root.ts";
import { Refusal } from "../../platform/refusal.ts";
import { runningOn } from "../../platform/state-folder.ts";

const START_TIMEOUT_MS = 60_000;

/** `said`: all that it has written. */
export type Ended = { code: number | null; said: string };

export type StartedPlatform = {
  ended: Promise<Ended>;
  /** SIGKILL: to the launcher and its runtime at once, or to the launcher alone. Resolves when the launcher is gone. */
  kill(whom?: "all" | "launcher"): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
};

export async function startPlatform(persist: string, port: number, tlsPort: number): Promise<StartedPlatform> {
  const args = [join(ROOT, "scripts/start.ts"), "--persist", persist, "--port", String(port), "--tls-port", String(tlsPort)];
  const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  const ended = new Promise<Ended>((done) => child.once("close", (code) => done({ code, said: said.join("") })));
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  const signal = async (name: "SIGKILL" | "SIGTERM", toGroup: boolean) => {
    const alive = child.exitCode === null && child.signalCode === null;
    if (alive && child.pid !== undefined) process.kill(toGroup ? -child.pid : child.pid, name);
    await ended;
  };

  const deadline = Date.now() + START_TIMEOUT_MS;
  // The welcome is printed last, when the chain is loaded and its menus are compiled.
  while (!said.join("").includes("Ctrl-C") || !runningOn(persist)) {
    if (child.exitCode !== null) throw new Refusal(`the platform did not start: ${said.join("").trim()}`);
    if (Date.now() > deadline) {
      await signal("SIGKILL", true);
      throw new Refusal(`the platform did not start within ${START_TIMEOUT_MS / 1000} s: ${said.join("").trim()}`);
    }
    await new Promise((later) => setTimeout(later, 50));
  }
  return {
    ended,
    kill: (whom = "all") => signal("SIGKILL", whom === "all"),
    stop: async () => {
      await signal("SIGTERM", false);
      return (await ended).code;
    },
  };
}
