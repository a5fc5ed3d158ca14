// The consumer of every dead-letter queue: what could not be done is kept where an admin sees it.
import { z } from "zod";
import { acknowledgeAfter } from "./consume";
import { failures } from "./db/failures";

const Owned = z.looseObject({ tenant: z.string() });

/** For messages that do not say whose they are; no tenant has this name, so only the platform's own people see them. */
const NOBODY = "unknown";

const WithContact = z.looseObject({ row: z.looseObject({ phone: z.unknown(), email: z.unknown() }) });

/** Failures are kept as long as nobody puts them aside; what reports know of a guest is not among them. */
function withoutContact(body: unknown): unknown {
  const known = WithContact.safeParse(body);
  return known.success ? { ...known.data, row: { ...known.data.row, phone: null, email: null } } : body;
}

/** Keeps each message as a failure of its tenant. A message leaves the queue only when it is kept; one that comes twice is one failure. */
export async function storeDeadLetters(batch: MessageBatch, db: D1Database): Promise<void> {
  const keep = ({ id, body, attempts }: Message) => {
    const owner = Owned.safeParse(body);
    return failures(db, owner.success ? owner.data.tenant : NOBODY).keep({
      id,
      queue: batch.queue.replace(/-dlq$/, ""),
      body: JSON.stringify(withoutContact(body)) ?? "",
      attempts,
      failedAt: new Date().toISOString(),
    });
  };
  await Promise.all(batch.messages.map((message) => acknowledgeAfter(batch.queue, message, () => keep(message))));
}
