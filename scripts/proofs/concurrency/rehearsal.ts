// One round against an order in memory, in an interleaving of the dice's choice.
import type { OrderCommand } from "../../../domain/order/commands.ts";
import { dice } from "../lib/dice.ts";
import { type Answer, type Ask, type History, type Push, ReadOrder } from "./history.ts";
import { interleaving } from "./interleaving.ts";
import { appending, asked, envelopeOf, type OrderInMemory, PRODUCTS, wire } from "./order-in-memory.ts";
import { clock, type Connection, play } from "./workload.ts";

const CLIENTS = 16;
const TURNS = 6;
/** Four people at sixteen devices. */
const PEOPLE = ["ann", "bob", "cis", "dan"];

/** `make`: the order, which calls what it is given wherever others may come between. */
export async function rehearse(make: (pause: () => Promise<void>) => OrderInMemory, seed: number): Promise<History> {
  const throws = dice(seed);
  const { pause, run } = interleaving(throws);
  const order = make(pause);
  const tick = clock();
  const pushes: Push[] = [];
  const opened = order.open(PEOPLE[0] ?? "", PRODUCTS, (told) => {
    const events = told.events.map(({ seq, event }) => ({ seq, key: event.cid }));
    pushes.push({ heard: tick(), events, shown: ReadOrder.parse(wire(told.order)).shown });
  });
  const { shown: start, prices } = ReadOrder.parse(wire(opened));
  const connections = Array.from({ length: CLIENTS }, (_, nth) => connect(order, `client-${nth}`, PEOPLE[nth % PEOPLE.length] ?? ""));
  const operations = await run(play({ connections, start, products: PRODUCTS, turns: TURNS, dice: throws }, tick));
  return { start, prices, operations, pushes };
}

function connect(order: OrderInMemory, name: string, user: string): Connection {
  return {
    name,
    user,
    command: async (sent, ask, ifSeq): Promise<Answer> => {
      const { key, decided, order: seen } = await order.command(envelopeOf(user, sent, commandOf(sent, ask), ifSeq));
      if (decided.ok) return { kind: "applied", key, lines: decided.value.lines, shown: ReadOrder.parse(wire(seen)).shown };
      const { error } = decided;
      return { kind: "refused", code: error.code, actual: error.code === "revision-mismatch" ? error.actual : undefined };
    },
    read: async () => ({ kind: "read", shown: ReadOrder.parse(wire(await order.read())).shown }),
  };
}

function commandOf(key: string, ask: Ask): OrderCommand {
  switch (ask.do) {
    case "append":
      return appending(ask.lines.map((product, nth) => asked(`${key}/${nth}`, product)));
    case "remove":
      return { type: "RemoveLines", lines: ask.lines };
    case "quantity":
      return { type: "ChangeQuantity", line: ask.line, quantity: ask.quantity };
    case "comment":
      return { type: "CommentOrder", id: `${key}/0`, comment: ask.text };
    case "comment-line":
      return { type: "CommentLine", id: `${key}/0`, line: ask.line, comment: ask.text };
    case "extra":
      return { type: "StoreExtra", store: { [ask.name]: ask.value } };
  }
}
