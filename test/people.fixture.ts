// Those who use a chain in a test, and what they do with orders over HTTP.
import { z } from "zod";
import { signIn, type ApiClient } from "../scripts/platform/api-client.ts";
import type { DemoSheet } from "../scripts/platform/demo-sheet.ts";
import { approvePayment } from "../scripts/story/payment-page.ts";

const Line = z.looseObject({
  id: z.string(),
  productId: z.string(),
  quantity: z.int(),
  price: z.string(),
  total: z.string(),
  status: z.string(),
});
const Payment = z.looseObject({ id: z.string(), type: z.string(), amount: z.string() });

/** `IOrder`, as far as tests look at it. Amounts in major units. */
export const ShownOrder = z.looseObject({
  id: z.string(),
  status: z.string(),
  editTotal: z.string(),
  remaining: z.string(),
  buckets: z.array(z.looseObject({ venue: z.string(), lines: z.array(Line) })),
  payments: z.array(Payment),
  refunding: z.array(z.looseObject({ payment: z.string(), amount: z.string() })),
});
export type ShownOrder = z.infer<typeof ShownOrder>;

/** `code`: the slug of the problem, when there is one. */
export type Answer = { status: number; code: string | undefined; body: unknown };
export type Verdict = Answer & { order: ShownOrder | undefined };

/** One command of a batch (`O/commands`). */
export type Given = { command: string; body?: unknown; at?: string };

export type Person = ReturnType<typeof personOf>;

const Problem = z.looseObject({ type: z.string() });
const Applied = z.looseObject({ order: ShownOrder });
const Outcomes = z.object({ results: z.array(z.object({ outcome: z.string(), problem: Problem.optional() })) });
const Begun = z.object({ trxId: z.string().default(""), url: z.string().default("") });
const Bill = z.object({ remaining: z.string(), shares: z.array(z.object({ amount: z.string() })) });

const slugOf = ({ type }: z.infer<typeof Problem>): string => type.split("/").at(-1) ?? type;

const pathOf = (order: string, command: string) => `/ordering-api/api/order/${order}/${command}`;

function personOf(client: ApiClient) {
  const ask = async (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> => {
    const answer = await client.call(method, path, body, headers);
    return { ...answer, code: answer.status < 400 ? undefined : slugOf(Problem.parse(answer.body)) };
  };
  const verdict = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Verdict> => {
    const answer = await ask("POST", path, body, { prefer: "wait", ...headers });
    return { ...answer, order: answer.status === 200 ? Applied.parse(answer.body).order : undefined };
  };
  const read = async (order: string): Promise<ShownOrder> => ShownOrder.parse((await ask("GET", `/ordering-api/api/orders/${order}`)).body);
  return {
    user: client.user,
    token: client.token,
    ask,
    read,
    /** Creates an order and waits for it. @throws Error when it is refused */
    create: async (body: object): Promise<string> => {
      const { code, order } = await verdict("/ordering-api/api/order/new", body);
      if (!order) throw new Error(`the order was refused: ${code}`);
      return order.id;
    },
    /** Gives a command and waits for its verdict. */
    give: (order: string, command: string, body: unknown = {}, headers: Record<string, string> = {}) =>
      verdict(pathOf(order, command), body, headers),
    /** Several commands in one request: what became of each, `applied` or the problem's slug. */
    batch: async (order: string, ...commands: Given[]): Promise<string[]> => {
      const numbered = commands.map((one) => ({ id: crypto.randomUUID(), ...one }));
      const { body } = await ask("POST", pathOf(order, "commands"), { commands: numbered });
      return Outcomes.parse(body).results.map(({ outcome, problem }) => (problem ? slugOf(problem) : outcome));
    },
    /** Begins a payment at the sandbox. `payment`: its id; `approve` is what the guest's browser does there. */
    pay: async (order: string, amount: string, lines?: string[]) => {
      const asked = { orderId: order, paymentType: 1, amount, returnUrl: "https://shop.test/", ...(lines && { lines }) };
      const answer = await ask("POST", "/payment-api/create", asked);
      const { trxId: payment, url } = Begun.parse(answer.body);
      return { ...answer, payment, approve: () => approvePayment(url) };
    },
    /** Ids of an order's lines, in their order. */
    lines: async (order: string): Promise<string[]> => (await read(order)).buckets.flatMap(({ lines }) => lines.map(({ id }) => id)),
    /** What is left of the bill, and each share of it. */
    bill: async (order: string, by = "line"): Promise<string[]> => {
      const { body } = await ask("GET", `${pathOf(order, "bill")}?by=${by}`);
      const { remaining, shares } = Bill.parse(body);
      return [remaining, ...shares.map(({ amount }) => amount)];
    },
  };
}

type App = Pick<DemoSheet, "baseUrl" | "tenant" | "basicAuth" | "users">;

export type Staff = Awaited<ReturnType<typeof staffOf>>;

export const newGuest = async (app: App): Promise<Person> => personOf(await signIn(app.baseUrl, app, "anonymous", ""));

/** Everybody who works for the chain: `till` takes money and waits at tables of the first venue, `office` may do all. */
export async function staffOf(app: App) {
  const { pos, kds, manager, admin } = app.users;
  const [till, kitchen, boss, office] = await Promise.all(
    [pos, kds, manager, admin].map(async ({ login, password }) => personOf(await signIn(app.baseUrl, app, login, password))),
  );
  if (!till || !kitchen || !boss || !office) throw new Error("somebody has not signed in");
  return { till, kitchen, manager: boss, office };
}

/** Lines of one venue, as a new order or `append` takes them. */
export const basket = (venue: string, ...lines: { productId: string; quantity: number; [more: string]: unknown }[]) => ({ venue, lines });

export const of = (productId: string, quantity = 1, more: object = {}) => ({ productId, quantity, ...more });
