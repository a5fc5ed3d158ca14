// One guest who writes lines into orders, one command after the other, and remembers what was acknowledged.
import { signIn, type ApiAnswer } from "../platform/api-client.ts";
import type { DemoSheet } from "../platform/demo-sheet.ts";

const LINES_PER_ORDER = 25;

/** A command as it was sent; without `order` it creates one. */
type Written = { key: string; order: string | undefined };

export type Pen = {
  readonly acknowledged: number;
  /** Commands that got no answer; each was sent again by `audit`. */
  readonly unanswered: number;
  /** Sends the next command. False: no answer came. */
  write(): Promise<boolean>;
  /** Sends again what got no answer, then compares every order with what was acknowledged. */
  audit(): Promise<{ lost: number; doubled: number }>;
};

/** Signs in as a new guest. */
export async function openPen(sheet: DemoSheet): Promise<Pen> {
  const guest = await signIn(sheet.baseUrl, sheet, "anonymous", "");
  const venue = sheet.venues[0]?.id ?? "";
  const orders = new Map<string, string[]>();
  let [acknowledged, unanswered, sequence] = [0, 0, 0];
  let current: string | undefined;
  let open: Written | undefined;

  const send = ({ key, order }: Written): Promise<ApiAnswer> => {
    // Both ways of being answered: at acceptance, and with the verdict.
    const headers = { "idempotency-key": key, ...(sequence % 2 === 0 && { prefer: "wait" }) };
    if (order === undefined) return guest.call("POST", "/ordering-api/api/order/new", { orderType: "TAKE_AWAY" }, headers);
    const body = { venue, lines: [{ productId: sheet.products.simple, quantity: 1 }] };
    return guest.call("POST", `/ordering-api/api/order/${order}/append`, body, headers);
  };
  const keep = (written: Written, { status, body }: ApiAnswer) => {
    const { orderId, lines = [] }: { orderId?: string; lines?: string[] } = Object(body);
    if ((status !== 200 && status !== 202) || orderId === undefined)
      throw new Error(`unexpected answer ${status}: ${JSON.stringify(body)}`);
    acknowledged++;
    orders.set(orderId, [...(orders.get(orderId) ?? []), ...lines]);
    current = (orders.get(orderId) ?? []).length < LINES_PER_ORDER ? orderId : undefined;
    if (written.order !== undefined && lines.length !== 1) throw new Error(`an append named ${lines.length} lines`);
  };

  return {
    get acknowledged() {
      return acknowledged;
    },
    get unanswered() {
      return unanswered;
    },
    write: async () => {
      const written: Written = { key: `pen-${sequence++}`, order: current };
      const answer = await send(written).catch(() => undefined);
      if (answer) keep(written, answer);
      else open = written;
      return answer !== undefined;
    },
    audit: async () => {
      if (open) {
        unanswered++;
        keep(open, await send(open));
        open = undefined;
      }
      const found = { lost: 0, doubled: 0 };
      for (const [order, lines] of orders) {
        const stored = linesOf((await guest.call("GET", `/ordering-api/api/orders/${order}`)).body);
        found.lost += stored ? lines.filter((line) => !stored.includes(line)).length : lines.length + 1;
        found.doubled += (stored ?? []).filter((line, index, all) => !lines.includes(line) || all.indexOf(line) !== index).length;
      }
      return found;
    },
  };
}

/** The ids of an order's lines; undefined when the answer is no order. */
function linesOf(order: unknown): string[] | undefined {
  const { buckets }: { buckets?: { lines: { id: string }[] }[] } = Object(order);
  return buckets?.flatMap(({ lines }) => lines.map(({ id }) => id));
}
