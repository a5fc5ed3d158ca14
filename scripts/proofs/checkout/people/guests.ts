// What guests do: they fill baskets, alone or two of them at a table, pay for all of it, for a part or for lines by name, change their
// minds, and go.
import type { Actor } from "../../../../domain/order/commands.ts";
import { CURRENCY, nameOf } from "../chain.ts";
import type { World } from "../world.ts";
import { ANN, BOB, WAITER } from "./actors.ts";
import { aLine, anOrder, aVenue, type Looked, newLine, type Scene, sharesOf, someLines, venueFor } from "./choosing.ts";

/** One of those at the table, mostly; who opened it may be staff. */
function aGuest({ dice }: Scene, { book }: Looked): Actor {
  const there = [ANN, BOB, WAITER].filter(({ user }) => book.people.includes(user));
  return there.length > 0 && dice.chance(0.95) ? dice.pick(there) : dice.pick([ANN, BOB]);
}

export function create(scene: Scene): void {
  const { world, dice } = scene;
  const order = world.newId("8");
  world.orders.push(order);
  const first = dice.chance(0.7) ? { append: { venue: aVenue(scene), lines: [newLine(scene)] } } : {};
  const orderType = dice.pick(["TAKE_AWAY", "DINE_IN", "DINE_IN_OPEN"] as const);
  const { house } = world.chain;
  const due = dice.chance(0.2) ? new Date(world.time.now + dice.int(5) * 30 * 60_000).toISOString() : undefined;
  void world.ask(ANN, order, {
    type: "CreateOrder",
    orderType,
    source: "WEB",
    currency: CURRENCY,
    house,
    ...first,
    ...(due && { due }),
  });
}

export function append(scene: Scene): void {
  const order = anOrder(scene, ({ isOver }) => !isOver);
  if (!order) return;
  const lines = Array.from({ length: 1 + scene.dice.int(2) }, () => newLine(scene));
  void scene.world.ask(aGuest(scene, order), order.id, { type: "AppendLines", venue: venueFor(scene, order.book), lines });
}

export function changeQuantity(scene: Scene): void {
  const order = anOrder(scene, ({ lines }) => lines.length > 0);
  const line = order && aLine(scene, order);
  if (order && line)
    void scene.world.ask(aGuest(scene, order), order.id, { type: "ChangeQuantity", line: line.id, quantity: 1 + scene.dice.int(6) });
}

export function remove(scene: Scene): void {
  const order = anOrder(scene, ({ lines }) => lines.length > 0);
  const line = order && aLine(scene, order);
  if (order && line) void scene.world.ask(aGuest(scene, order), order.id, { type: "RemoveLines", lines: [line.id] });
}

export function split(scene: Scene): void {
  const order = anOrder(scene, ({ lines }) => lines.some(({ quantity }) => quantity > 1));
  const line = order && aLine(scene, order, ({ quantity }) => quantity > 1);
  if (!order || !line) return;
  const first = 1 + scene.dice.int(line.quantity - 1);
  const parts = [
    { id: line.id, quantity: first },
    { id: scene.world.newId("9"), quantity: line.quantity - first },
  ];
  void scene.world.ask(aGuest(scene, order), order.id, { type: "SplitLine", line: line.id, parts });
}

export function move(scene: Scene, staff?: Actor): void {
  const order = anOrder(scene, ({ lines }) => lines.length > 0);
  const line = order && aLine(scene, order);
  if (order && line)
    void scene.world.ask(staff ?? aGuest(scene, order), order.id, { type: "MoveLines", lines: [line.id], venue: aVenue(scene) });
}

export function tip(scene: Scene): void {
  const order = anOrder(scene, ({ isOver }) => !isOver);
  if (order) void scene.world.ask(aGuest(scene, order), order.id, { type: "SetTip", amount: scene.dice.pick([0, 100, 200, 333]) });
}

export function coupon(scene: Scene): void {
  const order = anOrder(scene, ({ isOver }) => !isOver);
  if (!order) return;
  const [known] = order.book.coupons;
  if (known && scene.dice.chance(0.4)) void scene.world.ask(aGuest(scene, order), order.id, { type: "RemoveCoupon", id: known.id });
  else void scene.world.ask(aGuest(scene, order), order.id, { type: "AddCoupon", id: scene.world.newId("b"), coupon: "FRIENDS" });
}

/** All of it, a part, or lines by name; sometimes what was to be paid before. */
export function openPayment(scene: Scene): void {
  const order = anOrder(scene, ({ isOver, sold }) => !isOver && sold.length > 0);
  if (order) payOnline(scene, order, aGuest(scene, order));
}

function payOnline(scene: Scene, order: Looked, by: Actor): void {
  const { world, dice } = scene;
  const { remaining } = world.books.reckoned(order.id);
  const coming = order.book.payments.opened.reduce((sum, { amount }) => sum + amount, 0);
  const id = world.newId("a");
  const lines = dice.chance(0.3) ? someLines(scene, order) : undefined;
  const whole = dice.pick([Math.max(0, remaining - coming), Math.max(0, remaining - coming), remaining, Math.floor(remaining / 2), 1]);
  const amount = lines ? sharesOf(scene, order, lines) : whole;
  const payment = { id, payment: "EPAYMENT" as const, source: "bank", amount };
  void world.ask(by, order.id, { type: "OpenPayment", ...payment, ...(lines && lines.length > 0 && { lines }) }).then((answer) => {
    if (answer?.ok) world.provider.open(id, order.id, amount);
  });
}

export function giveUp(scene: Scene): void {
  const order = anOrder(scene, ({ payments }) => payments.opened.length > 0);
  const payment = order && scene.dice.pick(order.book.payments.opened);
  if (order && payment)
    void scene.world.ask(aGuest(scene, order), order.id, { type: "DeclinePayment", id: payment.id, reason: "given up" });
}

export function complete(scene: Scene): void {
  const order = anOrder(scene, ({ status }) => status === "NEW");
  if (order) void scene.world.ask(aGuest(scene, order), order.id, { type: "CompleteOrder" });
}

export function abandon(scene: Scene): void {
  const order = anOrder(scene, ({ status }) => status === "NEW");
  if (order) void scene.world.ask(ANN, order.id, { type: "AbandonOrder" });
}

/** A friend joins with the code that the guest reads to him. */
export function join(scene: Scene): void {
  const order = anOrder(scene, ({ isOver }) => !isOver);
  const claimCode = order && codeOf(scene.world, order.id);
  if (order && claimCode) void scene.world.ask(BOB, order.id, { type: "ClaimOrder", claimCode });
}

function codeOf(world: World, order: string): string | undefined {
  const seen: { value?: { body: string } } = Object(world.network.peek(nameOf(order), "view", [{ user: ANN.user, roles: ANN.roles }]));
  const shown: { claimCode?: string } = seen.value ? JSON.parse(seen.value.body) : {};
  return shown.claimCode;
}

/** Some lines, or all that there is, to another order. */
export function transfer(scene: Scene, staff?: Actor): void {
  const { world, dice } = scene;
  const order = anOrder(scene, ({ isOver, lines }) => !isOver && lines.length > 0);
  const other = anOrder(scene, ({ isOver }) => !isOver);
  if (!order || !other) return;
  const lines = order.book.lines.filter((_, index) => index === 0 || dice.chance(0.3)).map(({ id }) => id);
  const merge = dice.chance(0.4);
  void world.ask(staff ?? aGuest(scene, order), order.id, {
    type: "ReleaseLines",
    transfer: world.newId("b"),
    to: other.id,
    merge,
    ...(!merge && { lines }),
  });
}
