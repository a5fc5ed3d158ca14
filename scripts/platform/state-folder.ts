// The state folder of a local platform: `v3/` belongs to the runtime, the small files beside it to us.
import { accessSync, constants, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { makeKeys } from "./keys.ts";
import { Refusal, systemCode } from "./refusal.ts";

const POLL_MS = 20;

/** `startedAt`: tells it from a later process with the same number; undefined where there is no /proc. */
type Process = { pid: number; startedAt: string | undefined };

/**
 * The platform that runs on a state folder: its launcher, and the runtime under it as soon as there is one.
 * Written for its companions (`npm run demo`) and for its successor. `ending`: it has been asked to end.
 */
export type Running = Process & { runtime?: Process; ending?: true; baseUrl?: string; tlsUrl?: string };

export type StateFolder = {
  /** Where the runtime keeps objects, D1, KV. The same place as `wrangler --persist-to`. */
  runtime: string;
  /** The platform's secret keys, made at the first call; `issuer` counts only then. @throws Refusal when the file is damaged */
  keys(issuer: string): string;
  file: (name: string) => string;
  runtimeStarted: (pid: number) => void;
  announce(urls: { baseUrl: string; tlsUrl: string }): void;
  ending(): void;
  release(): void;
};

/** Makes or opens the folder and locks it for this process. @throws Refusal when it cannot be used */
export function openStateFolder(path: string): StateFolder {
  const lock = lockOf(path);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    takeLock(path, lock);
  } catch (error) {
    throw asRefusal(path, error);
  }
  let running: Running = processOf(process.pid);
  const tell = (news: Partial<Running>) => {
    running = { ...running, ...news };
    writeFileSync(`${lock}.draft`, JSON.stringify(running));
    renameSync(`${lock}.draft`, lock); // who reads it meanwhile reads the one or the other
  };
  return {
    runtime: join(path, "v3"),
    keys: (issuer) => {
      try {
        return keysOf(join(path, "keys.json"), issuer);
      } catch (error) {
        throw asRefusal(path, error);
      }
    },
    file: (name) => join(path, name),
    runtimeStarted: (pid) => tell({ runtime: processOf(pid) }),
    announce: tell,
    ending: () => tell({ ending: true }),
    release: () => rmSync(lock, { force: true }),
  };
}

/** The platform that runs on this folder now, or undefined. */
export function runningOn(path: string): Running | undefined {
  const running = readRunning(lockOf(path));
  return running && isAlive(running) ? running : undefined;
}

/**
 * Waits while a platform that has been stopped or killed still has the folder: its launcher until it has ended,
 * its runtime until the watchdog has ended that. It is nobody's fault that they take a moment.
 * @throws Refusal when they take longer than `withinMs`
 */
export async function untilPredecessorEnded(path: string, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (let left = leftBehind(path); left !== undefined; left = leftBehind(path)) {
    if (Date.now() > deadline) throw new Refusal(`${left} on ${path} does not end: end it, and try again`);
    await pause(POLL_MS);
  }
}

/** What of an earlier platform is still there although it is to end. */
function leftBehind(path: string): string | undefined {
  const { runtime, ending, ...launcher } = readRunning(lockOf(path)) ?? {};
  if (isAlive(launcher)) return ending ? `the platform (process ${launcher.pid})` : undefined;
  return isAlive(runtime) ? `the runtime (process ${runtime.pid}) of a platform that was killed` : undefined;
}

const lockOf = (path: string) => join(path, "running.json");

function takeLock(path: string, lock: string): void {
  try {
    writeFileSync(lock, JSON.stringify(processOf(process.pid)), { flag: "wx" });
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
    const holder = runningOn(path);
    if (holder)
      throw new Refusal(`a platform is running already on ${path} (process ${holder.pid}${holder.baseUrl ? `, ${holder.baseUrl}` : ""})`);
    rmSync(lock); // left behind by a platform that was killed
    writeFileSync(lock, JSON.stringify(processOf(process.pid)), { flag: "wx" });
  }
}

function keysOf(path: string, issuer: string): string {
  try {
    writeFileSync(path, makeKeys(issuer), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
  const keys = readFileSync(path, "utf8");
  if (!areKeys(keys))
    throw new Refusal(`${path} does not hold the platform's keys: restore it, or remove the state folder to start afresh`);
  return keys;
}

function areKeys(text: string): boolean {
  try {
    const keys: unknown = JSON.parse(text);
    const model: unknown = JSON.parse(makeKeys(""));
    return isRecord(keys) && isRecord(model) && Object.keys(model).every((name) => typeof keys[name] === typeof model[name]);
  } catch {
    return false;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function readRunning(lock: string): Running | undefined {
  try {
    const running: Running = JSON.parse(readFileSync(lock, "utf8"));
    return Number.isInteger(running.pid) ? running : undefined;
  } catch {
    return undefined;
  }
}

const processOf = (pid: number): Process => ({ pid, startedAt: statOf(pid)?.startedAt });

function isAlive(known: Partial<Process> | undefined): known is Process {
  if (known?.pid === undefined || !processExists(known.pid)) return false;
  const stat = statOf(known.pid);
  return stat?.startedAt === known.startedAt && stat?.state !== "Z"; // a zombie holds nothing any more
}

function processExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}

/** Fields 3 and 22 of /proc/{pid}/stat; undefined where there is no /proc. */
function statOf(pid: number): { state: string | undefined; startedAt: string | undefined } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0], startedAt: fields[19] };
  } catch {
    return undefined;
  }
}

/** A system error becomes a line that says what is wrong with the folder; anything else stays what it is. */
function asRefusal(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  const reason =
    isFile || code === "ENOTDIR" ? "it is a file, or lies under one" : code === "EACCES" || code === "EPERM" ? "it is not writable" : code;
  return new Refusal(`the state folder ${path} cannot be used: ${reason}`);
}
