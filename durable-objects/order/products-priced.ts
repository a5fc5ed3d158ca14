// Which products of the venue's menu a command looks at: they are read before its turn begins.
import type { OrderCommand } from "../../domain/order/commands";
import { linesOf, type OrderState } from "../../domain/order/state";

/** Ids of products; none when the command needs no menu. A line never changes its product, so nothing that happens meanwhile makes them others. */
export function productsPriced(command: OrderCommand, state: OrderState): string[] {
  if (command.type === "AppendLines") return command.lines.map(({ productId }) => productId);
  if (command.type === "CreateOrder") return (command.append?.lines ?? []).map(({ productId }) => productId);
  if (command.type === "RecheckLines" && state.status !== "ABSENT") {
    return state.buckets.filter(({ venue }) => venue === command.venue).flatMap(({ lines }) => lines.map(({ productId }) => productId));
  }
  if (command.type !== "MoveLines" || state.status === "ABSENT") return [];
  const moved = new Set(command.lines);
  return linesOf(state).flatMap(({ id, productId }) => (moved.has(id) ? [productId] : []));
}
