// What the platform says to those who run it: one JSON object in a line, whose `event` is a dotted name that can be searched for.
import { AsyncLocalStorage } from "node:async_hooks";

type Level = "info" | "warn" | "error";
type EventName = `${string}.${string}`;

const current = new AsyncLocalStorage<string | undefined>();

/**
 * Whatever the work writes to the log bears the id, also after it has waited. Calls to other objects and workers carry the id themselves.
 */
export const correlated = <T>(correlationId: string | undefined, work: () => T): T => current.run(correlationId, work);

/** `error`: what was thrown or refused; its text is said, with the place where it matters. Nothing in `facts` may be secret or personal. */
export function log(level: Level, event: EventName, facts: Readonly<Record<string, unknown>> = {}): void {
  const { error, ...rest } = facts;
  const line = { event, correlationId: current.getStore(), ...rest, ...(error !== undefined && { error: textOf(error) }) };
  console[level](JSON.stringify(line));
}

const textOf = (error: unknown): unknown => (error instanceof Error ? String(error) : error);
