// What a cook reads, made from orders as the server shows them.
import { describe, expect, it } from "vitest";
import { venuesWhere } from "../../domain/access/roles";
import { append, asked, creating, guest, history, id, kitchen, pay, till } from "../../domain/order/given.fixture";
import { replay } from "../../domain/order/evolve";
import { view } from "../../domain/order/view";
import { board, byStation, isDone } from "./tickets";

function ticketOf(order: unknown, venue: string) {
  const { making, ready } = board([order], venue);
  return [...making, ...ready][0];
}

/** As it comes over the wire. */
function shown(...more: Parameters<typeof history>) {
  const state = replay(history(...more));
  if (state.status === "ABSENT") throw new Error("there is an order");
  return JSON.parse(JSON.stringify(view(state)));
}

const placed = (...more: Parameters<typeof history>) =>
  shown(
    [creating, guest],
    [append(asked(1, "soup", { quantity: 2, comment: "hot" }), asked(2, "cola")), guest],
    [{ type: "CommentOrder", id: id(9), comment: "by the window" }, guest],
    [pay(3, 3200), till],
    ...more,
  );

const alerted = (more: object) => ticketOf(of("order", more), "v1")?.alerted;
const of = (number: string, more: object) => ({ ...placed(), id: number, ...more });

describe("a ticket", () => {
  it("[TC46] says what is to be made, how, and what is made already", () => {
    const order = placed([{ type: "ProcessLines", lines: [id(2)] }, kitchen]);
    expect(ticketOf(order, "v1")).toMatchObject({
      order: order.id,
      seq: order.seq,
      number: order.claimCode,
      type: "DINE_IN",
      ready: false,
      alerted: false,
      priority: false,
      comments: ["by the window"],
      placedAt: Date.parse(order.completedTime),
      lines: [
        { id: id(1), name: "soup", quantity: 2, comments: ["hot"], state: "open" },
        { id: id(2), name: "cola", quantity: 1, state: "made" },
      ],
    });
  });

  it("[TC46] names what was chosen, however deep, and not the groups around it", () => {
    const order = placed();
    const product = {
      kind: "product",
      literals: { name: "Burger" },
      items: [
        { kind: "group", literals: { name: "Sauces" }, items: [{ kind: "product", literals: { name: "Mayo" }, quantity: "2" }] },
        { kind: "product", literals: { name: "Bun" }, quantity: "1" },
      ],
    };
    order.buckets[0].lines[0].product = product;
    expect(ticketOf(order, "v1")?.lines[0]).toMatchObject({ name: "Burger", choices: ["2 × Mayo", "Bun"] });
  });

  it("[TC46] is there while the kitchen has something to do with the order", () => {
    const lines = [id(1), id(2)];
    expect(ticketOf(shown([creating, guest], [append(asked(1, "soup")), guest]), "v1")).toBeUndefined();
    expect(ticketOf(placed(), "v2")).toBeUndefined();
    expect(ticketOf(placed([{ type: "ProcessLines", lines }, kitchen]), "v1")).toMatchObject({ ready: true });
    expect(ticketOf(placed([{ type: "ProcessLines", lines }, kitchen], [{ type: "DeliverOrder" }, kitchen]), "v1")).toBeUndefined();
    expect(ticketOf(placed([{ type: "VoidLines", lines: [id(1)] }, kitchen]), "v1")?.lines.map((line) => line.id)).toEqual([id(2)]);
    expect(ticketOf({ nonsense: true }, "v1")).toBeUndefined();
  });

  it("[TC46] has new content only when there is something new to see", () => {
    const before = ticketOf(placed(), "v1");
    const traced = placed([{ type: "TraceOrder", config: "grill" }, kitchen]);
    expect(ticketOf(traced, "v1")?.content).toBe(before?.content);
    expect(ticketOf(traced, "v1")?.seq).not.toBe(before?.seq);
    const commented = placed([{ type: "CommentLine", id: id(10), line: id(1), comment: "no salt" }, kitchen]);
    expect(ticketOf(commented, "v1")?.content).not.toBe(before?.content);
  });

  it("[TC46] comes first when it is to be made first, then when it is promised soonest, then when it has waited longest", () => {
    const orders = [
      of("waits", { completedTime: "2026-11-22T12:10:00Z" }),
      of("waits longer", { completedTime: "2026-11-22T12:01:00Z" }),
      of("promised", { completedTime: "2026-11-22T11:00:00Z", etf: "2026-11-22T12:30:00Z" }),
      of("first", { completedTime: "2026-11-22T12:20:00Z", priority: true, alerted: "2026-11-22T12:25:00Z" }),
      of("ready", { status: "DELIVER" }),
    ];
    const { making, ready } = board(orders, "v1");
    expect(making.map(({ order }) => order)).toEqual(["first", "waits longer", "waits", "promised"]);
    expect(making[0]).toMatchObject({ alerted: true, priority: true });
    expect(ready.map(({ order }) => order)).toEqual(["ready"]);
  });

  it("[TC46] stands out when nobody has looked at it in time, until somebody has", () => {
    expect(alerted({ alerted: "2026-11-22T12:05:00Z" })).toBe(true);
    expect(alerted({ escalated: "2026-11-22T12:05:00Z" })).toBe(true);
    expect(alerted({ escalated: "2026-11-22T12:05:00Z", traces: { grill: "2026-11-22T12:06:00Z" } })).toBe(false);
  });

  it("[TC46] groups lines by station; a line of two stations is at both, and done at each by itself", () => {
    const order = placed();
    Object.assign(order.buckets[0].lines[0], { stations: ["grill", "fries"], bumped: ["fries"] });
    const lines = ticketOf(order, "v1")?.lines ?? [];
    const groups = byStation(lines).map(([station, grouped]) => [station, grouped.map((line) => [line.name, isDone(line, station)])]);
    expect(groups).toEqual([
      ["grill", [["soup", false]]],
      ["fries", [["soup", true]]],
      ["", [["cola", false]]],
    ]);
  });

  it("[TC46] is of the kitchens that the roles name", () => {
    const roles = ["ROLE_USER", "ROLE_SU", "ROLE_KDS", "ROLE_waw_1_KDS", "ROLE_waw_1_ORDERS", "ROLE_krk.2_COOK", "ROLE_x_COURIER"];
    expect(venuesWhere({ roles }, "kitchen.work").toSorted()).toEqual(["krk.2", "waw_1"]);
  });
});
