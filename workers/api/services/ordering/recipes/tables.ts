// Lines that leave for another order of the same chain.
import { MergeBody, TransferBody } from "../../../../../protocol/ordering";
import { ok, type Result } from "../../../../../domain/result";
import { partIdOf } from "../../../../../protocol/part-id";
import { type Hitch, type Making, plain, recipe } from "../recipe";
import { seenOf } from "../seen-order";

/** The other order must be the caller's to see: whoever knows an id only does not send it food. */
async function reachable(making: Making, order: string): Promise<Result<undefined, Hitch>> {
  const seen = await seenOf({ ...making, order });
  return seen.ok ? ok(undefined) : seen;
}

export const tableRecipes = [
  recipe("lines/transfer", "Move lines to another order", TransferBody, async ({ to, lines }, making) => {
    const other = await reachable(making, to);
    if (!other.ok) return other;
    return plain({ type: "ReleaseLines", transfer: partIdOf(making.order, making.commandId, 0), to, lines, merge: false });
  }),
  recipe("merge", "Move everything to another order; this one ends when it has arrived", MergeBody, async ({ into }, making) => {
    const other = await reachable(making, into);
    if (!other.ok) return other;
    return plain({ type: "ReleaseLines", transfer: partIdOf(making.order, making.commandId, 0), to: into, merge: true });
  }),
];
