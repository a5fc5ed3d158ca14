// What tills, waiters, kitchens, managers and aggregators do with orders.
import type { CommandEnvelope, OrderCommand, TenderType } from "../../../../domain/order/commands.ts";
import { CURRENCY } from "../chain.ts";
import { AGGREGATOR, BOSS, KITCHEN, TILL, WAITER } from "./actors.ts";
import { aLine, anOrder, aVenue, newLine, type Scene, sharesOf, someLines, venueFor } from "./choosing.ts";

export function openTab(scene: Scene): void {
  const { world } = scene;
  const order = world.newId("8");
  world.orders.push(order);
  const append = { venue: aVenue(scene), lines: [newLine(scene), newLine(scene, "CONFIRMED")] };
  void world.ask(WAITER, order, {
    type: "CreateOrder",
    orderType: "DINE_IN_OPEN",
    source: "POS",
    currency: CURRENCY,
    house: world.chain.house,
    append,
  });
}

/** Paid before it came here: for its total, or it is refused. */
export function sellElsewhere(scene: Scene): void {
  const { world } = scene;
  const order = world.newId("8");
  world.orders.push(order);
  const append = { venue: aVenue(scene), lines: [newLine(scene)] };
  const paid = { id: world.newId("a"), payment: "EXTERNAL" as const, source: "glovo" };
  void world.ask(AGGREGATOR, order, {
    type: "CreateOrder",
    orderType: "GLOVO_TAKE_AWAY",
    source: "GLOVO",
    currency: CURRENCY,
    house: world.chain.house,
    append,
    paid,
  });
}

/**
 * Cash, a card, or a provider's name for it; all of it, by name, or any amount; sometimes under the id of a payment that has begun
 * elsewhere.
 */
export function tender(scene: Scene): void {
  const { world, dice } = scene;
  const order = anOrder(scene, ({ isOver, sold }) => !isOver && sold.length > 0);
  if (!order) return;
  const { remaining } = world.books.reckoned(order.id);
  const lines = dice.chance(0.3) ? someLines(scene, order) : undefined;
  const payment = dice.pick<TenderType>(["CASH", "CASH", "TERMINAL"]);
  const [begun] = order.book.payments.opened;
  const id = begun && dice.chance(0.35) ? begun.id : world.newId("a");
  const owed = lines ? sharesOf(scene, order, lines) : dice.pick([remaining, remaining, remaining, Math.floor(remaining / 3)]);
  const amount = payment === "CASH" ? dice.pick([owed, Math.ceil(owed / 500) * 500, Math.ceil(owed / 10) * 10, owed + 1]) : owed;
  void world.ask(TILL, order.id, {
    type: "RegisterPayment",
    id,
    payment,
    source: "till",
    amount,
    ...(lines && lines.length > 0 && { lines }),
  });
}

/** A till was away, and has taken money for what it knew then. */
export function tenderLate(scene: Scene): void {
  const { world, dice } = scene;
  const order = anOrder(scene, ({ sold }) => sold.length > 0);
  if (!order) return;
  const amount = dice.pick([500, 1_200, Math.max(0, world.books.reckoned(order.id).total)]);
  const soldAt = new Date(world.time.now - 60_000).toISOString();
  const command: OrderCommand = {
    type: "RegisterPayment",
    id: world.newId("a"),
    payment: dice.pick(["CASH", "TERMINAL"]),
    source: "till",
    amount,
    taken: true,
  };
  void world.ask(TILL, order.id, command, { soldAt });
}

const forTab = (scene: Scene, command: (order: string) => OrderCommand | undefined, more?: Partial<CommandEnvelope>): void => {
  const order = anOrder(scene, ({ isTab, isOver }) => isTab && !isOver);
  const asked = order && command(order.id);
  if (order && asked) void scene.world.ask(WAITER, order.id, asked, more);
};

export function appendToTab(scene: Scene): void {
  const venue = aVenue(scene);
  forTab(scene, (order) => {
    const at = venueFor(scene, scene.world.books.of(order)) || venue;
    return { type: "AppendLines", venue: at, lines: [newLine(scene, scene.dice.pick(["NEW", "CONFIRMED"]))] };
  });
}

export function fire(scene: Scene): void {
  forTab(scene, (order) => {
    const line = scene.world.books.of(order)?.lines.find(({ status }) => status === "NEW");
    return line && scene.dice.chance(0.4) ? { type: "FireLines", lines: [line.id] } : { type: "FireLines" };
  });
}

export function confirm(scene: Scene): void {
  forTab(scene, (order) => {
    const lines = scene.world.books.of(order)?.lines.map(({ id }) => id) ?? [];
    return lines.length > 0 ? { type: "ConfirmLines", lines } : undefined;
  });
}

export function hold(scene: Scene): void {
  forTab(scene, (order) => {
    const line = scene.world.books.of(order)?.lines.find(({ status }) => status === "NEW");
    return line && { type: "HoldLines", lines: [line.id] };
  });
}

export const completeTab = (scene: Scene): void => forTab(scene, () => ({ type: "CompleteOrder" }));

export function cook(scene: Scene): void {
  const order = anOrder(scene, ({ status }) => status === "PLACED");
  const line = order && aLine(scene, order);
  if (!order || !line) return;
  const type = scene.dice.pick(["StartLines", "ProcessLines", "ProcessLines", "RecallLines"] as const);
  void scene.world.ask(KITCHEN, order.id, { type, lines: [line.id] });
}

export function cookAll(scene: Scene): void {
  const order = anOrder(scene, ({ status, lines }) => status === "PLACED" && lines.length > 0);
  if (order) void scene.world.ask(KITCHEN, order.id, { type: "ProcessLines", lines: order.book.lines.map(({ id }) => id) });
}

export function giveUpLine(scene: Scene): void {
  const order = anOrder(scene, ({ status }) => status === "PLACED");
  const line = order && aLine(scene, order);
  if (!order || !line) return;
  const lines = [line.id];
  void scene.world.ask(
    KITCHEN,
    order.id,
    scene.dice.chance(0.6) ? { type: "VoidLines", lines, reason: "none left" } : { type: "WasteLines", lines, reason: "dropped" },
  );
}

export function handOver(scene: Scene): void {
  const order = anOrder(scene, ({ status }) => status === "PLACED");
  if (order) void scene.world.ask(KITCHEN, order.id, { type: scene.dice.pick(["DeliverOrder", "CloseOrder"]) });
}

export function refund(scene: Scene): void {
  const { world, dice } = scene;
  const order = anOrder(scene, ({ payments }) => payments.registered.length > 0);
  const payment = order && dice.pick(order.book.payments.registered);
  if (!order || !payment) return;
  const amount = dice.pick([100, Math.max(1, Math.floor(payment.amount / 2)), Math.max(1, payment.amount)]);
  const kind = dice.pick(["goodwill", "correction", "reversal"] as const);
  void world.ask(TILL, order.id, { type: "OpenRefund", id: world.newId("b"), payment: payment.id, amount, kind, reason: "cold" });
}

export function cancel(scene: Scene): void {
  const order = anOrder(scene, ({ isOver }) => !isOver);
  const ifSeq = order && scene.dice.chance(0.2) ? { ifSeq: order.book.seq - 1 } : {};
  if (order) void scene.world.ask(BOSS, order.id, { type: "CancelOrder" }, ifSeq);
}

/** The boss changes a basket that others are about to pay for. */
export function correct(scene: Scene): void {
  const order = anOrder(scene, ({ isOver, lines }) => !isOver && lines.length > 0);
  const line = order && aLine(scene, order);
  if (!order || !line) return;
  const command: OrderCommand = scene.dice.chance(0.5)
    ? { type: "ChangeQuantity", line: line.id, quantity: 1 + scene.dice.int(4) }
    : { type: "RemoveLines", lines: [line.id] };
  void scene.world.ask(BOSS, order.id, command);
}

export function waive(scene: Scene): void {
  const order = anOrder(scene, ({ isOver }) => !isOver);
  const fee = scene.world.chain.house.fees[0];
  if (order && fee) void scene.world.ask(BOSS, order.id, { type: "WaiveFee", fee: fee.id, reason: "regular" });
}
