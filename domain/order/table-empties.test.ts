import { describe, it } from "vitest";
import type { Actor, OrderCommand } from "./commands";
import type { OrderEvent } from "./events";
import { append, asked, boss, given, guest, history, id, kitchen, mover, pay, tab, till } from "./given.fixture";

const two = append(asked(1, "cola"), asked(2, "cola"));
const made: OrderCommand = { type: "ProcessLines", lines: [id(1)] };
const release = (...lines: number[]): OrderCommand => ({
  type: "ReleaseLines",
  transfer: id(70),
  to: id(71),
  lines: lines.map(id),
  merge: false,
});
const settle = (accepted: boolean): OrderCommand => ({ type: "SettleTransfer", transfer: id(70), accepted });
const then = (log: OrderEvent[], ...steps: [OrderCommand, Actor][]): OrderEvent[] =>
  steps.reduce(
    (sofar, [command, actor]) => [
      ...sofar,
      ...given(...sofar)
        .when(command, actor)
        .events(),
    ],
    log,
  );

/** Line 1 is made, line 2 waits to be fired. */
const half = history([tab, guest], [two, guest], [{ type: "FireLines", lines: [id(1)] }, kitchen], [made, kitchen]);

describe("a table that something leaves", () => {
  it("[O591] is ready when what it still waited for is taken off it, and can be closed when it is paid", () => {
    given(...half)
      .when({ type: "RemoveLines", lines: [id(2)] })
      .gives({ type: "LinesRemoved" }, { type: "OrderReady" });
    const paid = then(half, [{ type: "RemoveLines", lines: [id(2)] }, guest], [pay(90, 700), till]);
    given(...paid)
      .when({ type: "CloseOrder" }, kitchen)
      .gives({ type: "OrderClosed" });
  });

  it("[O591] … when it has arrived at another table, and not while it may come back", () => {
    const sent = then(half, [release(2), boss]);
    given(...half)
      .when(release(2), boss)
      .gives({ type: "LinesReleased" });
    given(...sent)
      .when(settle(true), mover)
      .gives({ type: "TransferSettled" }, { type: "OrderReady" });
    given(...sent)
      .when(settle(false), mover)
      .gives({ type: "TransferSettled" });
  });

  it("[O591] one that has nothing left can be closed, and nobody is told that it is ready", () => {
    const fired = history([tab, guest], [two, guest], [{ type: "FireLines" }, kitchen]);
    const sent = then(fired, [release(1, 2), boss]);
    given(...sent)
      .when({ type: "CloseOrder" }, kitchen)
      .refusesWith("transfer-pending");
    given(...sent)
      .when(settle(true), mover)
      .gives({ type: "TransferSettled" });
    given(...then(sent, [settle(true), mover]))
      .when({ type: "CloseOrder" }, kitchen)
      .gives({ type: "OrderClosed" });
  });
});
