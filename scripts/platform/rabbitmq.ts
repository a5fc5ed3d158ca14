// RabbitMQ with Web-STOMP as a neighbour to measure ourselves against: Debian's `rabbitmq-server`,
// on this machine's loopback only, on free ports, with a state of its own that goes away with it.
// Neither the broker nor Erlang's port mapper outlives the program that opened it.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { claimPort } from "./ports.ts";
import { Refusal } from "./refusal.ts";

/** `url`: where a WebSocket client opens STOMP; the login is guest, guest. */
export type RabbitMq = { url: string; version: string; close(): Promise<void> };

const BROKER = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const START_WITHIN_MS = 90_000;
const STOP_WITHIN_MS = 20_000;

/** Whether `openRabbitMq` can open one here. */
export const rabbitIsInstalled = (): boolean => existsSync(BROKER);

/** @throws Refusal when it is not installed, or does not start */
export async function openRabbitMq(): Promise<RabbitMq> {
  if (!rabbitIsInstalled()) throw new Refusal("RabbitMQ is not installed here: apt-get install -y --no-install-recommends rabbitmq-server");
  const folder = mkdtempSync(join(tmpdir(), "brigade-rabbit-"));
  const children: Child[] = [];
  const close = async () => {
    for (const child of children.toReversed()) await child.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [webStomp, distribution, mapper] = [await claimPort(undefined), await claimPort(undefined), await claimPort(undefined)];
    const environment = surroundings(folder, webStomp, distribution, mapper);
    // In the foreground: the broker would start a port mapper of its own, which stays for ever.
    children.push(spawned("epmd", ["-address", "127.0.0.1", "-port", String(mapper)], environment));
    await answering(mapper, children, folder);
    children.push(spawned(BROKER, [], environment));
    await answering(webStomp, children, folder);
    return { url: `ws://127.0.0.1:${webStomp}/ws`, version: versionIn(logOf(folder)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Everything that the broker would else share with the machine's own, or open to the network. */
function surroundings(folder: string, webStomp: number, distribution: number, mapper: number): NodeJS.ProcessEnv {
  const within = (name: string) => join(folder, name);
  writeFileSync(within("enabled_plugins"), "[rabbitmq_stomp,rabbitmq_web_stomp].\n");
  writeFileSync(
    within("rabbitmq.conf"),
    ["listeners.tcp = none", "stomp.listeners.tcp = none", "web_stomp.tcp.ip = 127.0.0.1", `web_stomp.tcp.port = ${webStomp}`, ""].join(
      "\n",
    ),
  );
  return {
    PATH: process.env.PATH,
    LANG: "C.UTF-8",
    HOME: folder,
    ERL_EPMD_ADDRESS: "127.0.0.1",
    ERL_EPMD_PORT: String(mapper),
    RABBITMQ_NODENAME: `brigade-${process.pid}-${webStomp}@localhost`,
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1}",
    RABBITMQ_CONF_ENV_FILE: within("no-environment.conf"),
    RABBITMQ_CONFIG_FILE: within("rabbitmq.conf"),
    RABBITMQ_ADVANCED_CONFIG_FILE: within("no-advanced.config"),
    RABBITMQ_ENABLED_PLUGINS_FILE: within("enabled_plugins"),
    RABBITMQ_MNESIA_BASE: within("mnesia"),
    RABBITMQ_LOG_BASE: within("log"),
    RABBITMQ_LOGS: within("broker.log"),
    RABBITMQ_PID_FILE: within("broker.pid"),
    RABBITMQ_GENERATED_CONFIG_DIR: within("generated"),
  };
}

/** `ended`: it is gone, for whatever reason. */
type Child = { name: string; ended: boolean; stop(): Promise<void> };

/** Runs a program as a group of processes that ends as one, also when this program is killed. */
function spawned(name: string, args: string[], environment: NodeJS.ProcessEnv): Child {
  const running = spawn(name, args, { env: environment, stdio: "ignore", detached: true, cwd: environment.HOME });
  const gone = new Promise<void>((resolve) => running.once("exit", () => resolve()).once("error", () => resolve()));
  const watchdog = running.pid === undefined ? undefined : guard(running.pid);
  const self: Child = {
    name,
    ended: false,
    stop: async () => {
      if (running.pid !== undefined && !self.ended) {
        running.kill("SIGTERM");
        await Promise.race([gone, pause(STOP_WITHIN_MS, undefined, { ref: false })]);
        signalGroup(running.pid);
        await gone;
      }
      watchdog?.kill("SIGKILL");
    },
  };
  void gone.then(() => (self.ended = true));
  return self;
}

/** `read` returns when the pipe from this process closes, however this process ends. */
function guard(pid: number): ChildProcess {
  const watchdog = spawn("sh", ["-c", 'read _; kill -9 "-$0"', String(pid)], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  watchdog.unref();
  return watchdog;
}

function signalGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // all of it has ended by itself
  }
}

async function answering(port: number, children: Child[], folder: string): Promise<void> {
  const deadline = Date.now() + START_WITHIN_MS;
  while (!(await accepts(port))) {
    const dead = children.find(({ ended }) => ended);
    if (dead || Date.now() > deadline) {
      throw new Refusal(
        `RabbitMQ does not start${dead ? ` (${dead.name} ended)` : ""}: ${logOf(folder).trim().split("\n").slice(-3).join(" | ")}`,
      );
    }
    await pause(100);
  }
}

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = connect({ host: "127.0.0.1", port }, () => resolve(true) ?? probe.destroy());
    probe.on("error", () => resolve(false));
  });

function logOf(folder: string): string {
  try {
    return readFileSync(join(folder, "broker.log"), "utf8");
  } catch {
    return "it wrote no log";
  }
}

const versionIn = (log: string) => /Starting RabbitMQ (\S+)/.exec(log)?.[1] ?? "of unknown version";
