// Taking away what is edited by revision: somebody faster makes the remover's view stale, and is never lost.

/** Undefined when it was not there; its revision when it is not the one that was seen. */
export type DeleteOutcome = "removed" | { revision: number } | undefined;

/**
 * `seen`: the revision that the editor has before him; undefined when he does not care.
 * `statement`: deletes the row if it is the one that was found. `note`: of the audit log, in the same transaction.
 */
export async function deleteIfUnchanged<Row extends { revision: number }>(
  db: D1Database,
  find: () => Promise<Row | undefined>,
  seen: number | undefined,
  { statement, note }: { statement: (known: Row) => D1PreparedStatement; note: (known: Row) => D1PreparedStatement },
): Promise<DeleteOutcome> {
  const known = await find();
  if (!known) return undefined;
  if (seen !== undefined && seen !== known.revision) return { revision: known.revision };
  const [gone] = await db.batch([statement(known), note(known)]);
  return gone?.meta.changes === 1 ? "removed" : { revision: (await find())?.revision ?? known.revision + 1 };
}
