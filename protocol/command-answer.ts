// What is answered to a command, over HTTP and on the order's own socket (docs/architecture.md, laws 6 and 7).
import type { Refusal } from "./problem";

/** Said at once, also to those who wait for the verdict on their socket: the request as such is refused, not what it asks. */
const atTheDoor = new Set<Refusal["code"]>([
  "order-not-found",
  "forbidden",
  "revision-mismatch",
  "command-id-reused",
  "order-already-exists",
  "terms-outdated",
  "not-found",
  "temporarily-unavailable",
  "too-many-requests",
]);

/** Whether a rejection is the answer. `waits`: who asks wants the verdict, and not that it was accepted. */
export const isAnswer = ({ code }: Refusal, waits: boolean): boolean => waits || atTheDoor.has(code);

/** The body of what was accepted. `lines`: ids of those that the command made. */
export const acceptedBody = (correlationId: string, orderId: string, lines: string[] | undefined) => ({
  correlationId,
  orderId,
  ...(lines && { lines }),
});
