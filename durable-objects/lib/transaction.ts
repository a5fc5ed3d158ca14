/**
 * Stores all that `turn` stores, or nothing.
 * @throws what `turn` throws; memory may be ahead of storage then, so the object is aborted and starts again from there
 */
export function transaction<T>(ctx: Pick<DurableObjectState, "abort" | "storage">, turn: () => T): T {
  try {
    return ctx.storage.transactionSync(turn);
  } catch (bug) {
    ctx.abort(`a turn failed, so memory may be ahead of storage and starts again from there: ${String(bug)}`); // `bug` itself is lost in it
    throw bug;
  }
}
