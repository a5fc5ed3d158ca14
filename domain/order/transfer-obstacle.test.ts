import { describe, expect, it } from "vitest";
import type { Actor, OrderCommand } from "./commands";
import type { OrderEvent } from "./events";
import {
  append,
  asked,
  boss,
  card2,
  creating,
  given,
  guest,
  history,
  id,
  kitchen,
  pay,
  stranger,
  tab,
  till,
  waiter,
} from "./given.fixture";
import { forbidden } from "../access/roles";

const kinds = {
  transfer: (lines: number[]): OrderCommand => ({ type: "ReleaseLines", transfer: id(70), to: id(71), lines: lines.map(id), merge: false }),
  move: (lines: number[]): OrderCommand => ({ type: "MoveLines", lines: lines.map(id), venue: "v2" }),
};
const merge: OrderCommand = { type: "ReleaseLines", transfer: id(70), to: id(71), merge: true };
const after = (log: OrderEvent[], command: OrderCommand, actor: Actor) => [
  ...log,
  ...given(...log)
    .when(command, actor)
    .events(),
];
const forStaff = (n: number) => ({ ...forbidden("orders.serve"), line: id(n) });

/** What somebody may do to his own line. */
const changes = (n: number): OrderCommand[] => [
  { type: "ChangeQuantity", line: id(n), quantity: 2 },
  { type: "CommentLine", id: id(60), line: id(n), comment: "no salt" },
  { type: "StoreLinesExtra", lines: [id(n)], store: { "x-seat": "2" } },
  { type: "RemoveLines", lines: [id(n)] },
];

const table = history([tab, guest], [append(asked(1, "soup"), asked(2, "cola"), asked(3, "beer")), guest]);
const fired = after(table, { type: "FireLines", lines: [id(1)] }, waiter);
const joins = (log: OrderEvent[], actor: Actor) => after(log, { type: "ClaimOrder", claimCode: given(...log).order.claimCode }, actor);

describe.each(["transfer", "move"] as const)("lines that leave (%s)", (kind) => {
  const leave = kinds[kind];
  const attempt = (log: OrderEvent[], lines: number[], actor: Actor) => given(...log).when(leave(lines), actor, { card: card2 });

  it("[O416] what the kitchen has leaves with staff of its venue alone, and never with its guest", () => {
    attempt(fired, [1], guest).refuses(forStaff(1));
    attempt(fired, [2, 1], guest).refuses(forStaff(1));
    attempt(after(fired, { type: "VoidLines", lines: [id(1)] }, kitchen), [1], guest).refuses(forStaff(1));
    attempt(fired, [2], guest).gives({ lines: [id(2)] });
    for (const staff of [waiter, kitchen, till, boss]) attempt(fired, [1], staff).gives({ lines: [id(1)] });
    attempt(fired, [1], { kind: "user", user: "ann", roles: ["ROLE_v2_WAITER"] }).refuses(forStaff(1));
  });

  it("[O416] a guest takes along what he could still take off: all of a basket, confirmed or not", () => {
    const chosen = after(table, { type: "ConfirmLines", lines: [id(1)] }, guest);
    attempt(chosen, [1, 2], guest).gives({ lines: [id(1), id(2)] });
  });

  it("[O416] what somebody is paying for, or has paid for by name, does not leave with a guest", () => {
    const opening: OrderCommand = { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 1 };
    attempt(after(table, opening, guest), [2], guest).refuses({ code: "order-being-paid", payment: id(50) });
    const paid = after(table, { ...pay(90, 700), lines: [id(2)] }, till);
    attempt(paid, [2], guest).refuses({ code: "line-already-paid", line: id(2), payment: id(90) });
    attempt(paid, [1], guest).gives({ lines: [id(1)] });
  });

  it("[O417] who has joined takes away what he has added, and nobody else's; whose order it is, and staff, any", () => {
    const shared = after(joins(table, stranger), append(asked(4, "soup")), stranger);
    attempt(shared, [1], stranger).refuses(forStaff(1));
    attempt(shared, [4, 1], stranger).refuses(forStaff(1));
    attempt(shared, [4], stranger).gives({ lines: [id(4)] });
    attempt(shared, [4], guest).gives({ lines: [id(4)] });
    attempt(shared, [1, 4], waiter).gives({ lines: [id(1), id(4)] });
    const kiosk: Actor = { kind: "user", user: "kim", roles: ["ROLE_v1_KIOSK"] };
    attempt(joins(table, kiosk), [1], kiosk).refuses(forStaff(1));
  });
});

describe("an order that leaves whole", () => {
  it("[O416] a tab with anything at the kitchen is merged away by staff, a basket by its guest, too", () => {
    given(...fired)
      .when(merge)
      .refuses(forStaff(1));
    given(...fired)
      .when(merge, waiter)
      .gives({ type: "LinesReleased", merge: true });
    given(...table)
      .when(merge)
      .gives({ type: "LinesReleased", merge: true });
  });

  it("[O417] who has joined merges no order away, whoever has something in it", () => {
    const own = after(joins(history([tab, guest]), stranger), append(asked(4, "soup")), stranger);
    for (const log of [joins(table, stranger), own]) {
      given(...log)
        .when(merge, stranger)
        .refusesWith("forbidden");
    }
  });

  it("[O416] to split what the kitchen has takes nothing away", () => {
    const two = after(history([tab, guest], [append(asked(1, "soup", { quantity: 2 })), guest]), { type: "FireLines" }, waiter);
    const parts = [id(1), id(8)].map((part) => ({ id: part, quantity: 1 }));
    given(...two)
      .when({ type: "SplitLine", line: id(1), parts })
      .gives({ type: "LineSplit" });
  });

  it("[XC6] a guest does not merge his own fired, unpaid tab away: it stays open at its total", () => {
    const own = after(history([tab, guest], [append(asked(1, "soup")), guest]), { type: "FireLines" }, waiter);
    given(...own)
      .when(merge)
      .refuses(forStaff(1));
    given(...own)
      .when(kinds.transfer([1]))
      .refuses(forStaff(1));
    given(...own)
      .when({ type: "RemoveLines", lines: [id(1)] })
      .refuses({ code: "line-not-removable", line: id(1), lineStatus: "CONFIRMED" });
    given(...own)
      .when({ type: "AbandonOrder" })
      .refuses({ code: "cannot-abandon", orderStatus: "COMPLETED" });
    expect(given(...own).order).toMatchObject({ status: "COMPLETED", transfers: [] });
  });

  it("[O130] who has joined changes and removes what he has added, and nothing of the others'", () => {
    const joined = joins(history([creating, guest], [append(asked(1, "soup")), guest]), stranger);
    const shared = after(joined, append(asked(2, "soup")), stranger);
    for (const command of changes(2)) expect(given(...shared).when(command, stranger).decision).toMatchObject({ ok: true });
    for (const command of changes(1)) expect(given(...shared).when(command, stranger).decision).toMatchObject({ error: { line: id(1) } });
    for (const command of [...changes(1), ...changes(2)]) expect(given(...shared).when(command).decision).toMatchObject({ ok: true });
  });
});
