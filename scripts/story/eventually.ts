import { setTimeout as pause } from "node:timers/promises";
import { Refusal } from "../platform/refusal.ts";
import { STEP_TIMEOUT_MS } from "./role-messages.ts";

/** Looks until there is something. @throws Refusal after STEP_TIMEOUT_MS, naming `what` was waited for */
export async function eventually<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + STEP_TIMEOUT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Refusal(`waited ${STEP_TIMEOUT_MS / 1000} s in vain for ${what}`);
    await pause(20);
  }
}
