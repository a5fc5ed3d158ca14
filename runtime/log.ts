// What the platform says to those who run it: one JSON object in a line, whose `event` is a dotted name that can be searched for.
type Level = "info" | "warn" | "error";
type EventName = `${string}.${string}`;

/** `error`: what was thrown or refused; its text is said, with the place where it matters. Nothing in `facts` may be secret or personal. */
export function log(level: Level, event: EventName, facts: Readonly<Record<string, unknown>> = {}): void {
  const { error, ...rest } = facts;
  console[level](JSON.stringify({ event, ...rest, ...(error !== undefined && { error: textOf(error) }) }));
}

const textOf = (error: unknown): unknown => (error instanceof Error ? String(error) : error);
