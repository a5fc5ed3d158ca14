// The workers' runtime (Miniflare, and workerd under it) on a folder of its own.
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { convertV4MiniflareOptions, Miniflare, NoOpLog } from "miniflare";
import { type Guarded, guarded } from "./watchdog.ts";
import { migrate } from "./migrations.ts";
import { PortTaken } from "./ports.ts";
import { Refusal, systemCode } from "./refusal.ts";
import { ROOT } from "./root.ts";
import { type Ailing, type Beside, bundleBeside, bundleWorkers } from "./workers.ts";

/** Miniflare reads crons and never runs them. */
const CRON_EVERY_MS = 15 * 60_000;

/** How long after what asked it has failed a process that is gone is known to be. */
const SETTLED_MS = 200;

/**
 * `folder`: what it keeps. `secrets`: bindings of the API worker. `onSpawn`: hears its process id before anything runs in it.
 * `onLog`: what the workers write to their console.
 */
export type RuntimeOptions = {
  port: number;
  folder: string;
  secrets: Record<string, string>;
  onSpawn: (pid: number) => void;
  onLog?: ((line: { level: string; message: string }) => void) | undefined;
  ailing?: Ailing | undefined;
  wakings?: boolean | undefined;
  beside?: Beside | undefined;
};

/**
 * `directUrl`: the API worker without Miniflare's front door, which is one worker more before each request and behind each socket;
 * `besideUrl`: likewise the program beside ours, empty when there is none. `db`: the platform's D1, migrated. `pid`: its process; `ended`:
 * that is gone, closed or not.
 */
export type Runtime = {
  directUrl: string;
  besideUrl: string;
  db: D1Database;
  pid: number;
  ended: Guarded["ended"];
  /** Takes one object of the API worker out of memory. Its sockets stay, as they do when it falls asleep by itself. */
  evict: (className: string, name: string) => Promise<void>;
  /** Runs the API worker's cron as at `now` (epoch ms). By itself it runs as often as wrangler.toml has it. */
  runCron: (now: number) => Promise<void>;
  close(): Promise<void>;
};

/** @throws Refusal when its folder or its port cannot be used */
export async function openRuntime({ port, folder, secrets, onSpawn, onLog, ailing, wakings, beside }: RuntimeOptions): Promise<Runtime> {
  const all = [...(await bundleWorkers(secrets, { ailing, wakings })), ...(beside ? [await bundleBeside(beside)] : [])];
  const direct = new Set(["api", beside?.name]);
  const workers = all.map((worker) =>
    direct.has(worker.name) ? { ...worker, unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] } : worker,
  );
  const miniflare = leavingSignalsAlone(
    () =>
      new Miniflare(
        convertV4MiniflareOptions({
          workers,
          host: "127.0.0.1",
          port,
          resourcePersistencePath: folder,
          log: new NoOpLog(),
          handleStructuredLogs: (line) => onLog?.(line),
        }),
      ),
  );
  let spawned: Guarded | undefined;
  try {
    const { pid, ended } = await guarded(
      () => miniflare.ready,
      (runtime) => onSpawn((spawned = runtime).pid),
    );
    const directUrl = (await miniflare.unsafeGetDirectURL("api")).origin;
    const besideUrl = beside ? (await miniflare.unsafeGetDirectURL(beside.name)).origin : "";
    const db: D1Database = await miniflare.getD1Database("DB", "api");
    await migrate(db, resolve(ROOT, "migrations"));
    const evict = (className: string, name: string) =>
      miniflare.unsafeEvictDurableObject("api", className, { name, webSockets: "hibernate" });
    const api = await miniflare.getWorker("api");
    const runCron = async (now: number) => void (await api.scheduled({ scheduledTime: new Date(now) }));
    const ringing = setInterval(() => void runCron(Date.now()).catch(() => {}), CRON_EVERY_MS).unref(); // the next one does it as well
    const close = async () => {
      clearInterval(ringing);
      await miniflare.dispose();
    };
    return { directUrl, besideUrl, db, pid, ended, evict, runCron, close };
  } catch (error) {
    // Asked before it is disposed of, which ends it by a signal, too.
    const signal = await Promise.race([spawned?.ended, pause(SETTLED_MS, null)]);
    await miniflare.dispose().catch(() => {});
    if (signal) throw new Refusal(`the runtime was ended by ${signal} while it started; the state is safe, start again`);
    throw asRefusal(port, folder, error);
  }
}

/** The bundles are ours and the port was free: what is left to stumble over is what lies in the folder. */
function asRefusal(port: number, folder: string, error: unknown): Refusal {
  if (systemCode(error) === "ERR_ADDRESS_IN_USE") return new PortTaken(port);
  const [reason] = String(error instanceof Error ? error.message : error)
    .trim()
    .split("\n")
    .slice(-1);
  return new Refusal(`the state in ${folder} cannot be opened (${reason}): restore the state folder, or remove it to start afresh`);
}

/** Miniflare ends the process at Ctrl-C; when to end is for the program to say, which has more to close. */
function leavingSignalsAlone<T>(make: () => T): T {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const before = new Map(signals.map((signal) => [signal, new Set(process.listeners(signal))]));
  const made = make();
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) if (!before.get(signal)?.has(listener)) process.off(signal, listener);
  }
  return made;
}
