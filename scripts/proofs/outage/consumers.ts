// Each consumer, and how far it is behind as seen from outside: in what it was to bring about.
import type { ApiClient } from "../../platform/api-client.ts";

/**
 * `orders`: each with its guest, its one line and that line's quantity as acknowledged last.
 * `heard`: orders whose creation a webhook has told.
 */
export type Kitchen = {
  db: D1Database;
  tenant: string;
  orders: Map<string, { guest: ApiClient; line: string; quantity: number }>;
  heard: ReadonlySet<string>;
};

/** `behind`: orders that the consumer still owes something. */
export type Behind = { worker: string; behind(kitchen: Kitchen): Promise<number> };

const WIDTH = 16;

/** A row is as new as its order when it shows the sum of the quantity acknowledged last; its number must be the order's own. */
const projection: Behind = {
  worker: "projection",
  behind: async (kitchen) => {
    const { results } = await kitchen.db
      .prepare("SELECT id, seq FROM orders WHERE tenant = ?")
      .bind(kitchen.tenant)
      .all<{ id: string; seq: number }>();
    const shown = new Map(results.map(({ id, seq }) => [id, seq]));
    return count(kitchen, async (id, { guest }) => {
      const { body } = await guest.call("GET", `/ordering-api/api/orders/${id}`);
      const { seq }: { seq?: number } = Object(body);
      return shown.get(id) !== seq;
    });
  },
};

const webhook: Behind = {
  worker: "webhook",
  behind: (kitchen) => Promise.resolve([...kitchen.orders.keys()].filter((id) => !kitchen.heard.has(id)).length),
};

/** Nobody waits for the discount worker: orders price their baskets themselves. */
export const consumers: readonly Behind[] = [projection, webhook];

async function count({ orders }: Kitchen, owes: (id: string, order: { guest: ApiClient }) => Promise<boolean>): Promise<number> {
  const left = orders.entries();
  let behind = 0;
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      for (const [id, order] of left) if (await owes(id, order)) behind += 1;
    }),
  );
  return behind;
}
