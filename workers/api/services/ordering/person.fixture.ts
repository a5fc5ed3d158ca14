// Somebody of a chain, asking over HTTP. For tests only.
import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { readEvent } from "../../../../domain/order/events";
import { replay } from "../../../../domain/order/evolve";
import { rowOf } from "../../../../durable-objects/order/outbound-messages";
import { orderName } from "../../../../runtime/order-name";
import { orders, project } from "../../../lib/db/orders";
import { signAccessToken } from "../../../../runtime/access-token";
import { readKeys } from "../../../../runtime/keys";

type Options = { body?: unknown; headers?: Record<string, string> };

export function person(tenant: string, ...roles: string[]) {
  const user = crypto.randomUUID();
  const principal = { tenant, user, login: user, roles, client: "app", region: "global" as const };
  const ask = async (method: string, path: string, { body, headers = {} }: Options = {}) => {
    const token = await signAccessToken(readKeys(env.KEYS), principal, Date.now(), 600);
    return exports.default.fetch(`https://api.test/ordering-api/api/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };
  const post = (path: string, body: unknown, headers?: Record<string, string>) => ask("POST", path, { body, ...(headers && { headers }) });
  const wait = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const res = await post(path, body, { prefer: "wait", ...headers });
    return {
      status: res.status,
      headers: res.headers,
      body: await res.json<Record<string, never> & { order: Order; lines: string[]; message: string }>(),
    };
  };
  const create = async (headers: Record<string, string> = {}) =>
    (await post("order/new", { orderType: "TAKE_AWAY" }, headers).then((res) => res.json<{ orderId: string }>())).orderId;
  return { user, ask, post, wait, create };
}
export type Order = {
  id: string;
  total: string;
  status: string;
  coupons: { id: string }[];
  buckets: { lines: { id: string; price: string; comments: unknown[] }[] }[];
};

export const burger = (more: object = {}) => ({
  venue: "centrum",
  lines: [{ productId: "burger", quantity: 1, productConfig: { selected: { sauce: { mayo: "1" } } }, ...more }],
});

/** Does the projection worker's work for one order. */
export async function projected(tenant: string, order: string): Promise<void> {
  const events = await runInDurableObject(env.ORDER.getByName(orderName(tenant, order)), (_, { storage }) =>
    storage.sql.exec<{ body: string }>("SELECT body FROM events ORDER BY seq").toArray(),
  );
  const state = replay(events.map(({ body }) => readEvent(body)));
  if (state.status === "ABSENT") throw new Error("there is no such order");
  await project(env.DB, [orders(env.DB, tenant).put(order, state.seq, rowOf(state))]);
}
