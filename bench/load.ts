// Two shapes of load: paced calls on one connection, whose times count, and as many calls as a number of connections can make.
import { setTimeout as pause } from "node:timers/promises";
import pMap from "p-map";
import { accepted, type Call, openCaller } from "./caller.ts";

/** Milliseconds per call, in order; one call every `everyMs`, later when the one before has not answered yet. */
export async function paced(baseUrl: string, calls: readonly Call[], everyMs: number): Promise<number[]> {
  const caller = openCaller(baseUrl, 1);
  const times: number[] = [];
  try {
    const start = performance.now();
    for (const [index, call] of calls.entries()) {
      const early = start + index * everyMs - performance.now();
      if (early > 0) await pause(early);
      const sent = performance.now();
      await accepted(caller, call);
      times.push(performance.now() - sent);
    }
  } finally {
    caller.close();
  }
  return times;
}

/** Accepted calls per second. `next` makes the nth call; `done` is told of each that was accepted. */
export async function flatOut(
  baseUrl: string,
  { connections, forMs, next, done }: { connections: number; forMs: number; next: (n: number) => Call; done?: (n: number) => void },
): Promise<number> {
  const caller = openCaller(baseUrl, connections);
  const start = performance.now();
  let asked = 0;
  let answered = 0;
  const connection = async () => {
    while (performance.now() - start < forMs) {
      const n = asked++;
      await accepted(caller, next(n));
      answered += 1;
      done?.(n);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, connection));
  } finally {
    caller.close();
  }
  return answered / ((performance.now() - start) / 1000);
}

/** The nth of items that are gone through again and again. */
export function around<T>(items: readonly T[], n: number): T {
  const item = items[n % items.length];
  if (item === undefined) throw new Error("there is nothing to go through");
  return item;
}

/** Runs `work` over the items, at most `width` at a time; the results in order. */
export const spread = <T, R>(items: readonly T[], width: number, work: (item: T, index: number) => Promise<R>): Promise<R[]> =>
  pMap(items, work, { concurrency: width });
