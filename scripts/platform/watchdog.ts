// The runtime is a process of its own and outlives a launcher that is killed: it would keep the ports and the state.
// A watchdog ends it then.
import { spawn, type ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** `pid`: the runtime's process. `ended`: it is gone, for whatever reason; by which signal, if by one. */
export type Guarded = { pid: number; ended: Promise<NodeJS.Signals | null> };

/** Runs `start` and sets a watchdog over the `workerd` that it spawns, as soon as that runs. `onSpawn` hears of it then. */
export async function guarded(start: () => Promise<unknown>, onSpawn: (runtime: Guarded) => void = () => {}): Promise<Guarded> {
  let runtime: Guarded | undefined;
  const note = (message: unknown) => {
    if (!isSpawn(message)) return;
    const { process: child } = message;
    child.once("spawn", () => {
      const { pid, spawnfile } = child;
      if (pid === undefined || !spawnfile.includes("workerd")) return;
      const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once("exit", (_, signal) => resolve(signal)));
      runtime = { pid, ended };
      const dismiss = setWatchdog(pid);
      child.once("exit", dismiss); // its number may be another's afterwards
      onSpawn(runtime);
    });
  };
  subscribe("child_process", note);
  try {
    await start();
  } finally {
    unsubscribe("child_process", note);
  }
  if (!runtime) throw new Error("the runtime was not spawned as a process of its own");
  return runtime;
}

/** `read` returns when the pipe from this process closes, however this process ends. */
function setWatchdog(pid: number): () => void {
  if (process.platform === "win32") return () => {};
  const watchdog = spawn("sh", ["-c", 'read _; kill -9 "$0"', String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watchdog.unref();
  return () => void watchdog.kill("SIGKILL");
}

const isSpawn = (message: unknown): message is { process: ChildProcess } =>
  typeof message === "object" && message !== null && "process" in message;
