// Orders that belong to somebody.
import type { ApiClient } from "../../platform/api-client.ts";

/** `payment`: one that is under way at the sandbox. */
export type OwnedOrder = { id: string; line: string; venue: string; payment?: string };

/** As the platform numbers them. */
const SANDBOX = 1;
const CASH = 10;

/** Placed orders, orders that are being paid, and baskets, in turns, at the venues in turns. */
export async function fillOrders(
  guest: ApiClient,
  cashier: ApiClient,
  product: string,
  venues: readonly string[],
  count: number,
): Promise<OwnedOrder[]> {
  const made: OwnedOrder[] = [];
  for (let index = 0; index < count; index++) {
    const venue = venues[index % venues.length] ?? "";
    const { total, ...order } = await openOrder(guest, venue, product);
    const turn = Math.floor(index / venues.length) % 3;
    if (turn === 0) await must(cashier, "POST", "/payment-api/create", { orderId: order.id, paymentType: CASH, amount: total });
    const payment = turn === 1 ? (await beginPayment(guest, { ...order, total })).trx : undefined;
    made.push({ ...order, venue, ...(payment !== undefined && { payment }) });
  }
  return made;
}

/** An order with one line in it. `total`: decimal. */
export async function openOrder(guest: ApiClient, venue: string, product: string): Promise<{ id: string; line: string; total: string }> {
  const id = textIn(await must(guest, "POST", "/ordering-api/api/order/new", { orderType: "TAKE_AWAY" }), "orderId");
  const body = await must(guest, "POST", `/ordering-api/api/order/${id}/append`, { venue, lines: [{ productId: product, quantity: 1 }] });
  const { lines, order }: { lines: string[]; order: { total: string } } = Object(body);
  const [line] = lines;
  if (line === undefined) throw new Error("an append named no line");
  return { id, line, total: order.total };
}

/** At the sandbox; `link`: what lets somebody in to its page. */
export async function beginPayment(guest: ApiClient, { id, total }: { id: string; total: string }): Promise<{ trx: string; link: string }> {
  const body = await must(guest, "POST", "/payment-api/create", { orderId: id, paymentType: SANDBOX, amount: total });
  return { trx: textIn(body, "trxId"), link: new URL(textIn(body, "url")).searchParams.get("t") ?? "" };
}

export const secretsOf = (orders: readonly OwnedOrder[]): string[] =>
  orders.flatMap(({ id, line, payment }) => [id, line, ...(payment === undefined ? [] : [payment])]);

export async function must(who: ApiClient, method: string, path: string, body: unknown): Promise<unknown> {
  const answer = await who.call(method, path, body, { prefer: "wait" });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

function textIn(body: unknown, field: string): string {
  const value: unknown = Object(body)[field];
  if (typeof value !== "string") throw new Error(`there is no ${field} in ${JSON.stringify(body)}`);
  return value;
}
