// The runtime is a process of its own and outlives a launcher that is killed: it would keep the ports and the state. A guardian ends it then.
import { spawn, type ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** `pid`: the runtime's process. `ended`: it is gone, for whatever reason. `dismiss` the guardian only after that. */
export type Guarded = { pid: number; ended: Promise<void>; dismiss: () => void };

/** Runs `start` and sets a guardian over the `workerd` that it spawned. */
export async function guarded(start: () => Promise<unknown>): Promise<Guarded> {
  const spawned: ChildProcess[] = [];
  const note = (message: unknown) => {
    if (isSpawn(message)) spawned.push(message.process);
  };
  subscribe("child_process", note);
  try {
    await start();
  } finally {
    unsubscribe("child_process", note);
  }
  const runtime = spawned.find(({ spawnfile }) => spawnfile?.includes("workerd"));
  const { pid } = runtime ?? {};
  if (!runtime || pid === undefined) throw new Error("the runtime was not spawned as a process of its own");
  const ended = new Promise<void>((resolve) => runtime.once("exit", () => resolve()));
  if (process.platform === "win32") return { pid, ended, dismiss: () => {} };
  // `read` returns when the pipe from this process closes, however this process ends.
  const guardian = spawn("sh", ["-c", 'read _; kill -9 "$0"', String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  guardian.unref();
  return { pid, ended, dismiss: () => void guardian.kill("SIGKILL") };
}

const isSpawn = (message: unknown): message is { process: ChildProcess } =>
  typeof message === "object" && message !== null && "process" in message;
