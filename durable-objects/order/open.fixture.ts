// One order in its own object: ask it things, put it to sleep, look into its storage. For tests only.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Actor, CommandEnvelope, OrderCommand } from "../../domain/order/commands";
import { asked, boss, card, guest, id } from "../../domain/order/given.fixture";
import { orderName } from "../../runtime/order-name";
import { readKeys } from "../../runtime/keys";
import { sealOf } from "../../runtime/signed-order-id";

/** An id as the platform makes them for the tenant. */
export const orderId = (n: number, tenant = "t1") => {
  const start = `018f0000-0000-8000-${String(8000 + n)}-`;
  return start + sealOf(readKeys(env.KEYS).ids, tenant, start);
};
export const soup = (n: number, quantity = 1): OrderCommand => ({
  type: "AppendLines",
  venue: "v1",
  lines: [asked(n, "soup", { quantity })],
});
export const cola = (n: number): OrderCommand => ({ type: "AppendLines", venue: "v1", lines: [asked(n, "cola")] });
export const pay = (n: number, amount: number): OrderCommand => ({
  type: "RegisterPayment",
  id: id(n),
  payment: "CASH",
  source: "till",
  amount,
});

export function open(n: number) {
  const order = orderId(n);
  const stub = () => env.ORDER.getByName(orderName("t1", order));
  const ask = (commandId: string, command: OrderCommand, actor: Actor = guest, more: Partial<CommandEnvelope> = {}) =>
    stub().execute({
      tenant: "t1",
      region: "global",
      order,
      commandId,
      correlationId: commandId,
      actor,
      at: new Date().toISOString(),
      card,
      cards: [card],
      claimCode: "KNQRST23",
      command,
      ...more,
    });
  const read = async () => {
    const seen = await stub().view(boss.kind === "user" ? boss : { user: "", roles: [] });
    if (!seen.ok) throw new Error(seen.error.code);
    return { seq: seen.value.seq, order: JSON.parse(seen.value.body) };
  };
  const rows = (sql: string) => runInDurableObject(stub(), (_, { storage }) => storage.sql.exec(sql).toArray());
  /** What lingers goes at once: an order that is busy does not sleep. */
  const evict = async (webSockets: "hibernate" | "close" = "hibernate") => {
    await stub().project();
    await evictDurableObject(stub(), { webSockets });
  };
  return { order, stub, ask, read, rows, evict };
}
