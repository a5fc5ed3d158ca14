// One round on a platform: a new order, sixteen clients with keep-alive connections, and the order's own socket as the witness.
import { z } from "zod";
import type { ApiAnswer, ApiClient } from "../../platform/api-client.ts";
import type { Dice } from "../lib/dice.ts";
import { type Answer, type Ask, type History, ReadOrder } from "./history.ts";
import { watch } from "./witness.ts";
import { clock, type Connection, play } from "./workload.ts";

/** Somebody who is signed in, under a name of one's own. */
export type Device = { name: string; client: ApiClient };
/** `devices`: all that take part; the first one's user creates the order. */
export type Table = { baseUrl: string; venue: string; product: string; devices: readonly Device[] };

const TURNS = 6;
/** Everybody's: so many that some are still there when the last client has its turn. */
const FIRST_LINES = 6;

/** @throws when something is answered that no client should ever get */
export async function playRound({ baseUrl, venue, product, devices }: Table, dice: Dice): Promise<History> {
  const [creator] = devices;
  if (!creator) throw new Error("nobody sits at the table");
  const lines = Array.from({ length: FIRST_LINES }, () => ({ productId: product, quantity: 1 }));
  const created = await creator.client.call("POST", "/ordering-api/api/order/new", { orderType: "DINE_IN", buckets: [{ venue, lines }] });
  if (created.status !== 202) throw new Error(`no order was created: ${created.status} ${JSON.stringify(created.body)}`);
  const { orderId } = Accepted.parse(created.body);

  const tick = clock();
  const witness = await watch(`${baseUrl.replace("http", "ws")}/ordering-api/api/order/${orderId}/live`, creator.client.token, tick);
  try {
    const { start, prices } = witness;
    const connections = devices.map(({ name, client }) => connect(name, client, { order: orderId, venue }));
    const operations = await play({ connections, start, products: [product], turns: TURNS, dice }, tick);
    const newest = Math.max(...operations.map(({ answer }) => (answer.kind === "refused" ? 0 : answer.shown.seq)));
    return { start, prices, operations, pushes: await witness.until(newest), guest: creator.client.user };
  } finally {
    witness.close();
  }
}

const Accepted = z.object({ orderId: z.string() });
const Verdict = z.object({ correlationId: z.string(), seq: z.int(), lines: z.array(z.string()).default([]), order: ReadOrder });
const Problem = z.object({ type: z.string(), actual: z.int().optional() });

function connect(name: string, client: ApiClient, { order, venue }: { order: string; venue: string }): Connection {
  return {
    name,
    user: client.user,
    command: async (key, ask, ifSeq) => {
      const headers = { "idempotency-key": key, prefer: "wait", ...(ifSeq !== undefined && { "if-match": `"${ifSeq}"` }) };
      const { path, body } = requestOf(ask, venue);
      return answerOf(await client.call("POST", `/ordering-api/api/order/${order}/${path}`, body, headers));
    },
    read: async () => {
      const { status, body } = await client.call("GET", `/ordering-api/api/orders/${order}`);
      if (status !== 200) throw new Error(`${name} cannot read the order: ${status} ${JSON.stringify(body)}`);
      return { kind: "read", shown: ReadOrder.parse(body).shown };
    },
  };
}

function requestOf(ask: Ask, venue: string): { path: string; body: unknown } {
  switch (ask.do) {
    case "append":
      return { path: "append", body: { venue, lines: ask.lines.map((productId) => ({ productId, quantity: 1 })) } };
    case "remove":
      return { path: "lines/remove", body: ask.lines };
    case "quantity":
      return { path: "lines/quantity", body: { line: ask.line, quantity: ask.quantity } };
    case "comment":
      return { path: "comment", body: ask.text };
    case "comment-line":
      return { path: `${ask.line}/comment`, body: ask.text };
    case "extra":
      return { path: "extra", body: { store: { [ask.name]: ask.value } } };
  }
}

function answerOf({ status, body }: ApiAnswer): Answer {
  if (status === 200) {
    const { correlationId, lines, order, seq } = Verdict.parse(body);
    return { kind: "applied", key: correlationId, lines, shown: { ...order.shown, seq } };
  }
  const problem = Problem.safeParse(body);
  if (status >= 500 || !problem.success) throw new Error(`a command was answered with ${status} ${JSON.stringify(body)}`);
  return { kind: "refused", code: problem.data.type.split("/").at(-1) ?? "", actual: problem.data.actual };
}
