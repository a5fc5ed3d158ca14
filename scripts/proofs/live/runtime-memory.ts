// How much of the machine the runtime holds, as its kernel counts it.
import { readFileSync } from "node:fs";
import { Refusal } from "../../platform/refusal.ts";

/** Resident bytes of a process. @throws Refusal where the kernel does not tell */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1];
  if (kilobytes === undefined) throw new Refusal("this machine does not tell how much memory a process holds (/proc/PID/status)");
  return Number(kilobytes) * 1024;
}

/** How many files, sockets among them, a process may have open. */
export const mostOpenFiles = (pid: number): number => Number(/^Max open files\s+(\d+)/m.exec(read(`/proc/${pid}/limits`))?.[1] ?? Infinity);

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

export const megabytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(0)} MB`;
