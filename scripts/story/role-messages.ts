// What one role has said so far, and those who wait for something in it.
import { Refusal } from "../platform/refusal.ts";
import type { FromRole } from "./messages.ts";

export const STEP_TIMEOUT_MS = 15_000;

/** `end` is for a process that is gone: nothing more will be heard. Failures end in `lastWords()`, what the client wrote to its console. */
export type Hearing = {
  add(message: FromRole): void;
  end(): void;
  /**
   * The first hit in what was heard and what will be. `what` names it for the one who reads the failure.
   * @throws Refusal after STEP_TIMEOUT_MS
   */
  until<T>(what: string, find: (message: FromRole) => T | undefined): Promise<T>;
};

export function hearing(name: string, lastWords: () => string): Hearing {
  const heard: FromRole[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const wake = () => {
    for (const look of waiting) look();
  };
  return {
    add: (message) => {
      heard.push(message);
      wake();
    },
    end: () => {
      ended = true;
      wake();
    },
    until: (what, find) =>
      new Promise((found, missed) => {
        let next = 0;
        const settle = (outcome: () => void) => {
          waiting.delete(look);
          clearTimeout(timer);
          outcome();
        };
        const fail = (reason: string) => settle(() => missed(new Refusal(`${name} ${reason}: ${lastWords()}`)));
        const look = () => {
          for (let message = heard[next]; message; message = heard[++next]) {
            const hit = find(message);
            if (hit !== undefined) return settle(() => found(hit));
            if (message.kind === "failed") return fail(message.reason);
          }
          if (ended) fail(`has ended while waiting for ${what}`);
        };
        const timer = setTimeout(() => fail(`waited ${STEP_TIMEOUT_MS / 1000} s in vain for ${what}`), STEP_TIMEOUT_MS);
        waiting.add(look);
        look();
      }),
  };
}
