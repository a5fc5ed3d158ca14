// Compares what is there with what was promised. Pure: whoever asks brings both.
import { z } from "zod";
import type { AcknowledgedEffects } from "./acknowledged-effects.ts";

/** What is looked at in an order as clients read it (`IOrder`). */
export const SeenOrder = z.object({
  id: z.string(),
  seq: z.int(),
  status: z.string(),
  comments: z.array(z.object({ comment: z.string() })),
  payments: z.array(z.object({ id: z.string() })),
  buckets: z.array(z.object({ lines: z.array(z.object({ id: z.string(), quantity: z.int(), discounts: z.array(z.unknown()) })) })),
});
export type SeenOrder = z.infer<typeof SeenOrder>;

/** `lost`: promised and not there. `doubled`: there, and nobody asked for it, or not that often. */
export type Faults = { lost: string[]; doubled: string[] };

/**
 * Discounts are the platform's own doing: an order that earns one may have more events than its commands made,
 * any other has exactly as many.
 */
export function faultsOf(ledger: AcknowledgedEffects, order: SeenOrder | undefined): Faults {
  if (!order) return { lost: [`order ${ledger.id}`], doubled: [] };
  const lines = order.buckets.flatMap((bucket) => bucket.lines);
  const there = {
    line: lines.map(({ id, quantity }) => `${id} × ${quantity}`),
    comment: order.comments.map(({ comment }) => comment),
    payment: order.payments.map(({ id }) => id),
    status: [order.status],
  };
  const promised = {
    line: [...ledger.lines].map(([id, quantity]) => `${id} × ${quantity}`),
    comment: ledger.comments,
    payment: ledger.payments,
    status: [ledger.status],
  };
  const differences = (["line", "comment", "payment", "status"] as const).map((what) =>
    compare(`${ledger.id} ${what}`, promised[what], there[what]),
  );
  const tooFew = order.seq < ledger.events ? [`${ledger.id} has ${order.seq} events of ${ledger.events}`] : [];
  const tooMany =
    order.seq > ledger.events && ledger.discounted.size === 0 ? [`${ledger.id} has ${order.seq} events, not ${ledger.events}`] : [];
  return {
    lost: [...differences.flatMap(({ lost }) => lost), ...tooFew],
    doubled: [...differences.flatMap(({ doubled }) => doubled), ...tooMany],
  };
}

/** As multisets. */
function compare(what: string, promised: readonly string[], there: readonly string[]): Faults {
  return {
    lost: minus(promised, there).map((item) => `${what} ${item}`),
    doubled: minus(there, promised).map((item) => `${what} ${item}`),
  };
}

/** What of `some` is not in `others`, as often as it is missing there. */
function minus(some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return some.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** True while a line that earns a discount has none. */
export const awaitsDiscount = (ledger: AcknowledgedEffects, { buckets }: SeenOrder): boolean =>
  buckets.some(({ lines }) => lines.some(({ id, discounts }) => ledger.discounted.has(id) && discounts.length === 0));

/** A webhook as it came in. `id`: the `webhook-id`. `order`: its id, empty for a body that has none. `body`: JSON text. */
export type Letter = { id: string; verified: boolean; type: string; order: string; body: string };

/** Every webhook that is due and has not come, as `{order} {type}`. */
export function missingLetters(letters: readonly Letter[], orders: readonly AcknowledgedEffects[]): string[] {
  const come = new Set(letters.filter(({ verified }) => verified).map(nameOf));
  return orders.flatMap(({ id, tells }) => tells.map((type) => nameOf({ order: id, type })).filter((name) => !come.has(name)));
}

/**
 * What no receiver should see: a signature that does not hold, one event under two ids, two bodies under one id,
 * and something that never happened.
 * That a webhook comes twice under one id is no fault. `orders`: all that there are.
 */
export function wrongLetters(letters: readonly Letter[], orders: readonly AcknowledgedEffects[]): string[] {
  const due = new Set(orders.flatMap(({ id, tells }) => tells.map((type) => nameOf({ order: id, type }))));
  const ids = new Map<string, string>();
  const bodies = new Map<string, string>();
  return letters.flatMap((letter) => {
    const name = nameOf(letter);
    if (!letter.verified) return [`${letter.id}: the signature does not hold`];
    if (!due.has(name)) return [`${name} never happened`];
    const [firstId = letter.id, firstBody = letter.body] = [ids.get(name), bodies.get(letter.id)];
    ids.set(name, firstId);
    bodies.set(letter.id, firstBody);
    if (firstId !== letter.id) return [`${name} came as ${firstId} and as ${letter.id}`];
    return firstBody === letter.body ? [] : [`${letter.id} came with two bodies`];
  });
}

const nameOf = ({ order, type }: { order: string; type: string }): string => `${order} ${type}`;
