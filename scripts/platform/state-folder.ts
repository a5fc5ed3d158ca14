// The state folder of a local platform: `v3/` belongs to the runtime, the small files beside it to us.
import { accessSync, constants, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeKeys } from "./keys.ts";
import { Refusal, systemCode } from "./refusal.ts";

/** The platform that runs on a state folder, written for its companions (`npm run demo`). */
export type Running = { pid: number; startedAt: string | undefined; baseUrl?: string; tlsUrl?: string };

export type StateFolder = {
  /** Where the runtime keeps objects, D1, KV. The same place as `wrangler --persist-to`. */
  runtime: string;
  /** The platform's secret keys, made at the first call; `issuer` counts only then. @throws Refusal when the file is damaged */
  keys(issuer: string): string;
  file: (name: string) => string;
  announce(urls: { baseUrl: string; tlsUrl: string }): void;
  release(): void;
};

/** Makes or opens the folder and locks it for this process. @throws Refusal when it cannot be used */
export function openStateFolder(path: string): StateFolder {
  const lock = join(path, "running.json");
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    takeLock(path, lock);
  } catch (error) {
    throw asRefusal(path, error);
  }
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
    announce: (urls) => writeFileSync(lock, JSON.stringify({ ...self(), ...urls })),
    release: () => rmSync(lock, { force: true }),
  };
}

/** The platform that runs on this folder now, or undefined. */
export function runningOn(path: string): Running | undefined {
  const running = readRunning(join(path, "running.json"));
  return running && isAlive(running) ? running : undefined;
}

function takeLock(path: string, lock: string): void {
  try {
    writeFileSync(lock, JSON.stringify(self()), { flag: "wx" });
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
    const holder = runningOn(path);
    if (holder)
      throw new Refusal(`a platform is running already on ${path} (process ${holder.pid}${holder.baseUrl ? `, ${holder.baseUrl}` : ""})`);
    rmSync(lock); // left behind by a platform that was killed
    writeFileSync(lock, JSON.stringify(self()), { flag: "wx" });
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

const self = (): Running => ({ pid: process.pid, startedAt: startOf(process.pid) });

/** A process id can be given to somebody else; with the time of its start it cannot. */
const isAlive = (running: Running) => processExists(running.pid) && startOf(running.pid) === running.startedAt;

function processExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}

/** Field 22 of /proc/{pid}/stat; undefined where there is no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
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
