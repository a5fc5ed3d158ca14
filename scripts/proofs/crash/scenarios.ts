// The ways that a writer's orders go, one command after the other.
// Between them they concern a guest's feed, a venue's feed, rows, discounts and webhooks.
import type { Effect, AcknowledgedEffects } from "./acknowledged-effects.ts";

export type Who = "guest" | "till" | "kitchen";

/** One command to be sent. `waits`: the answer must be the verdict, since the next command needs something that only the order knows. */
export type Errand = { who: Who; path: string; body: unknown; waits?: boolean; does: Effect };

/** `simple` is never discounted, `discounted` always is, configured as `config`. */
export type Goods = { venue: string; simple: string; discounted: string; config: unknown };

/** The next command, from what is known of the order so far. `nth`: a number that no other command of this writer has. */
export type Step = (order: AcknowledgedEffects, goods: Goods, nth: number) => Errand;

/** As the platform numbers it (`GET /payment-api/types`). */
const CASH = 10;

const command = ({ id }: AcknowledgedEffects, name: string) => `/ordering-api/api/order/${id}/${name}`;
const newOrder = "/ordering-api/api/order/new";

const open: Step = () => ({
  who: "guest",
  path: newOrder,
  body: { orderType: "TAKE_AWAY" },
  does: { events: 1, status: "NEW", tells: ["order.created"] },
});

const openWithLine: Step = (_, { venue, simple }) => ({
  who: "guest",
  path: newOrder,
  body: { orderType: "TAKE_AWAY", buckets: [{ venue, lines: [{ productId: simple, quantity: 1 }] }] },
  waits: true,
  does: { events: 2, status: "NEW", tells: ["order.created"] },
});

const append: Step = (order, { venue, simple }) => ({
  who: "guest",
  path: command(order, "append"),
  body: { venue, lines: [{ productId: simple, quantity: 1 }] },
  does: { events: 1 },
});

const appendDiscounted: Step = (order, { venue, discounted, config }) => ({
  who: "guest",
  path: command(order, "append"),
  body: { venue, lines: [{ productId: discounted, quantity: 1, productConfig: config }] },
  does: { events: 1, discounted: true },
});

const takeMore: Step = (order, _, nth) => {
  const [line = ""] = [...order.lines.keys()].filter((id) => !order.discounted.has(id));
  const quantity = 2 + (nth % 7);
  return {
    who: "guest",
    path: command(order, "lines/quantity"),
    body: { line, quantity },
    does: { events: 1, quantity: { line, quantity } },
  };
};

const comment: Step = (order, _, nth) => ({
  who: "guest",
  path: command(order, "comment"),
  body: `remark ${nth}`,
  does: { events: 1, comment: `remark ${nth}` },
});

const pay: Step = ({ id, total }) => ({
  who: "till",
  path: "/payment-api/create",
  body: { orderId: id, paymentType: CASH, amount: total },
  does: { events: 2, status: "COMPLETED", pays: true, tells: ["order.completed"] },
});

const cook: Step = (order) => ({
  who: "kitchen",
  path: command(order, "lines/processed"),
  body: [...order.lines.keys()],
  does: { events: 2, status: "DELIVER", tells: ["order.ready"] },
});

const deliver: Step = (order) => ({
  who: "kitchen",
  path: command(order, "deliver"),
  body: {},
  does: { events: 1, status: "DELIVERED", tells: ["order.delivered"] },
});

const close: Step = (order) => ({
  who: "kitchen",
  path: command(order, "close"),
  body: {},
  does: { events: 1, status: "CLOSED", tells: ["order.closed"] },
});

const abandon: Step = (order) => ({
  who: "guest",
  path: command(order, "abandon"),
  body: {},
  does: { events: 1, status: "ABANDONED", tells: ["order.abandoned"] },
});

/** A basket that stays one; a sale at the counter; a meal from order to table; a change of mind. */
export const SCENARIOS: readonly (readonly Step[])[] = [
  [open, append, appendDiscounted, takeMore, comment, append],
  [openWithLine, pay, comment],
  [openWithLine, comment, pay, cook, deliver, close],
  [open, append, abandon],
];
