// Taking away what is edited by revision: somebody faster makes the remover's view stale, and is never lost.

import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { RunnableQuery } from "drizzle-orm/runnable-query";

type Change = RunnableQuery<D1Result, "sqlite">;

/** Undefined when it was not there; its revision when it is not the one that was seen. */
export type DeleteOutcome = "removed" | { revision: number } | undefined;

/**
 * `seen`: the revision that the editor has before him; undefined when he does not care.
 * `statement`: deletes the row if it is the one that was found. `note`: of the audit log, in the same transaction.
 */
export async function deleteIfUnchanged<Row extends { revision: number }>(
  d1: DrizzleD1Database,
  find: () => Promise<Row | undefined>,
  seen: number | undefined,
  { statement, note }: { statement: (known: Row) => Change; note: (known: Row) => Change },
): Promise<DeleteOutcome> {
  const known = await find();
  if (!known) return undefined;
  if (seen !== undefined && seen !== known.revision) return { revision: known.revision };
  const [gone] = await d1.batch([statement(known), note(known)]);
  return gone.meta.changes === 1 ? "removed" : { revision: (await find())?.revision ?? known.revision + 1 };
}
