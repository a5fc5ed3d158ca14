// The order's object against the naive order: whatever is asked in whatever sequence,
// and whatever befalls the object between any two steps.
import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import type { CommandEnvelope, OrderCommand } from "../../../domain/order/commands";
import { asked, boss, card, creating, id } from "../../../domain/order/given.fixture";
import { RefundReason } from "../../../domain/order/refund-kind";
import { orderName } from "../../../runtime/order-name";
import { type NaiveLine, NaiveOrder } from "./naive";
import { storeMenu } from "../../../durable-objects/order/stored-menu.fixture";

const { runs, seed }: { runs: number; seed: number } = JSON.parse(env.MODEL);
beforeAll(storeMenu);

const PRICES = { soup: 1250, cola: 700, free: 0 } as const;
type Product = keyof typeof PRICES;
type Which = "a" | "b";
type Sent = { which: Which; envelope: CommandEnvelope; answer: Answer };
type Answer = { ok: boolean; value?: object; error?: { code: string } };

class Kitchen {
  static made = 0;
  static uuid = () => `018f0000-0000-8000-8000-${String(++Kitchen.made).padStart(12, "0")}`;
  readonly #ids = { a: Kitchen.uuid(), b: Kitchen.uuid() };
  readonly sent: Sent[] = [];
  #commands = 0;

  id = (which: Which) => this.#ids[which];
  stub = (which: Which) => env.ORDER.getByName(orderName("t1", this.#ids[which]));

  async ask(which: Which, command: OrderCommand, lost: boolean): Promise<Answer> {
    const commandId = `c${++this.#commands}`;
    const envelope: CommandEnvelope = {
      tenant: "t1",
      region: "global",
      order: this.#ids[which],
      commandId,
      correlationId: commandId,
      actor: boss,
      at: new Date().toISOString(),
      card,
      command,
    };
    if (lost) await this.stub(which).execute(envelope); // the reply never came, so the caller asks again
    const answer: Answer = await this.stub(which).execute(envelope);
    if (answer.error?.code !== "order-not-found") this.sent.push({ which, envelope, answer });
    return answer;
  }

  async read(which: Which) {
    const seen = await this.stub(which).view({ user: "sue", roles: ["ROLE_SU"] });
    return seen.ok ? JSON.parse(seen.value.body) : { status: "ABSENT" };
  }
}

type World = { model: Record<Which, NaiveOrder>; real: Kitchen };
const totals = { steps: 0, disturbances: 0, accepted: 0 };

type BareLine = { id: string; quantity: number; status: string; held?: boolean };
const bare = (line: BareLine) => [line.id, line.quantity, line.status, line.held ?? false].join();
const money = (amount: number) => (amount / 100).toFixed(2);

async function same({ model, real }: World, which: Which): Promise<void> {
  const [naive, order] = [model[which], await real.read(which)];
  expect(order.status).toBe(naive.status);
  if (naive.status === "ABSENT") return;
  const lines: BareLine[] = order.buckets.flatMap((bucket: { lines: object[] }) => bucket.lines);
  expect(lines.map(bare).toSorted()).toEqual(naive.lines.map(bare).toSorted());
  expect([order.editTotal, order.comments.length]).toEqual([money(naive.total), naive.comments]);
  expect(order.remaining).toBe(money(naive.remaining));
}

type Step = {
  name: string;
  lost: boolean;
  which: Which;
  expects: (world: World) => string;
  command: (world: World) => OrderCommand;
  after?: (world: World) => Promise<void>;
};

const asCommand = (step: Step): fc.AsyncCommand<World, object> => ({
  check: () => true,
  toString: () => `${step.which}.${step.name}${step.lost ? " (reply lost)" : ""}`,
  run: async (world) => {
    totals.steps += 1;
    const expected = step.expects(world);
    const answer = await world.real.ask(step.which, step.command(world), step.lost);
    expect(`${step.name}: ${answer.ok ? "+" : answer.error?.code}`).toBe(`${step.name}: ${expected}`);
    if (answer.ok) totals.accepted += 1;
    await step.after?.(world);
    await same(world, step.which);
  },
});

const which = fc.constantFrom<Which>("a", "b");
const lost = fc.boolean();
const n = fc.integer({ min: 1, max: 4 });
const payment = fc.integer({ min: 50, max: 52 });
const base = { which, lost };

/** A step is what the naive order says, and the command that asks for it. */
const step = <T extends object>(
  name: string,
  facts: { [K in keyof T]: fc.Arbitrary<T[K]> },
  expects: (order: NaiveOrder, facts: T) => string,
  command: (facts: T) => OrderCommand,
) =>
  fc.record({ ...base, facts: fc.record(facts) }).map(({ which: on, lost: twice, facts: some }) =>
    asCommand({
      name: `${name} ${JSON.stringify(some)}`,
      lost: twice,
      which: on,
      expects: ({ model }) => expects(model[on], some),
      command: () => command(some),
    }),
  );

const stepping = { CONFIRMED: "ConfirmLines", PROCESSING: "StartLines", PROCESSED: "ProcessLines", VOID: "VoidLines" } as const;

const appending = step<{ n: number; product: Product; quantity: number; held: boolean }>(
  "append",
  { n, product: fc.constantFrom<Product>("soup", "cola", "free"), quantity: n, held: fc.boolean() },
  (order, line) => order.append({ id: id(line.n), price: PRICES[line.product], quantity: line.quantity, status: "NEW", held: line.held }),
  (line) => ({
    type: "AppendLines",
    venue: "v1",
    lines: [asked(line.n, line.product, { quantity: line.quantity, ...(line.held && { held: true }) })],
  }),
);
const firing = step(
  "fire",
  {},
  (order) => order.fireAll(),
  () => ({ type: "FireLines" }),
);

const steps = [
  step(
    "create",
    { tab: fc.boolean() },
    (order, { tab }) => order.create(tab),
    ({ tab }) => ({ ...creating, orderType: tab ? "DINE_IN_OPEN" : "DINE_IN" }),
  ),
  appending,
  appending,
  appending,
  firing,
  firing,
  step(
    "remove",
    { n },
    (order, line) => order.remove(id(line.n)),
    (line) => ({ type: "RemoveLines", lines: [id(line.n)] }),
  ),
  step(
    "quantity",
    { n, quantity: n },
    (order, line) => order.quantity(id(line.n), line.quantity),
    (line) => ({ type: "ChangeQuantity", line: id(line.n), quantity: line.quantity }),
  ),
  step(
    "split",
    { n, other: fc.integer({ min: 5, max: 8 }), first: n, second: n },
    (order, s) => order.split(id(s.n), id(s.other), s.first, s.second),
    (s) => ({
      type: "SplitLine",
      line: id(s.n),
      parts: [
        { id: id(s.n), quantity: s.first },
        { id: id(s.other), quantity: s.second },
      ],
    }),
  ),
  step(
    "comment",
    {},
    (order) => order.comment(),
    () => ({ type: "CommentOrder", id: id(80), comment: "hot" }),
  ),
  step(
    "tip",
    { amount: fc.constantFrom(0, 100, 333) },
    (order, { amount }) => order.setTip(amount),
    ({ amount }) => ({ type: "SetTip", amount }),
  ),
  step(
    "pay",
    { payment, amount: fc.constantFrom(0, 700, 1250, 1950, 9_999), cash: fc.boolean() },
    (order, p) => order.pay(id(p.payment), p.amount, p.cash),
    (p) => ({
      type: "RegisterPayment",
      id: id(p.payment),
      payment: p.cash ? "CASH" : "TERMINAL",
      source: "till",
      amount: p.amount,
    }),
  ),
  step(
    "complete",
    {},
    (order) => order.complete(),
    () => ({ type: "CompleteOrder" }),
  ),
  step(
    "step",
    { n, to: fc.constantFrom("CONFIRMED" as const, "PROCESSING" as const, "PROCESSED" as const, "VOID" as const) },
    (order, s) => order.step(s.to, id(s.n)),
    (s) => ({ type: stepping[s.to], lines: [id(s.n)] }),
  ),
  step(
    "waste",
    { n },
    (order, s) => order.step("WASTE", id(s.n)),
    (s) => ({ type: "WasteLines", lines: [id(s.n)], reason: "burnt" }),
  ),
  step(
    "bump",
    {},
    (order) => order.bump(),
    () => ({ type: "BumpLines", venue: "v1" }),
  ),
  step(
    "recall",
    { n },
    (order, s) => order.recall(id(s.n)),
    (s) => ({ type: "RecallLines", lines: [id(s.n)] }),
  ),
  step(
    "hold",
    { n },
    (order, s) => order.hold(id(s.n)),
    (s) => ({ type: "HoldLines", lines: [id(s.n)] }),
  ),
  step(
    "deliver",
    {},
    (order) => order.deliver(),
    () => ({ type: "DeliverOrder" }),
  ),
  step(
    "close",
    {},
    (order) => order.close(),
    () => ({ type: "CloseOrder" }),
  ),
  step(
    "abandon",
    {},
    (order) => order.abandon(),
    () => ({ type: "AbandonOrder" }),
  ),
  step(
    "cancel",
    {},
    (order) => order.cancel(),
    () => ({ type: "CancelOrder" }),
  ),
];

let refunds = 0;
const refund = fc
  .record({ which, payment, amount: fc.constantFrom(1, 700, 1250), kind: fc.constantFrom(...RefundReason.options) })
  .map(({ which: on, payment: of, amount, kind }): fc.AsyncCommand<World, object> => ({
    check: () => true,
    toString: () => `${on}.refund ${of} ${amount} ${kind}`,
    run: async (world) => {
      totals.steps += 1;
      const [expected, refundId] = [world.model[on].refund(id(of), amount, kind), id(1_000 + ++refunds)];
      const command: OrderCommand = { type: "OpenRefund", id: refundId, payment: id(of), amount, kind, reason: "cold" };
      const opened = await world.real.ask(on, command, false);
      expect(`refund: ${opened.ok ? "+" : opened.error?.code}`).toBe(`refund: ${expected}`);
      if (opened.ok)
        expect(await world.real.ask(on, { type: "RegisterRefund", id: refundId, reference: "r" }, true)).toMatchObject({ ok: true });
      await same(world, on);
    },
  }));

let transfers = 0;
const transfer = fc.record({ which, n }).map(({ which: on, n: line }): fc.AsyncCommand<World, object> => ({
  check: () => true,
  toString: () => `${on}.transfer ${line}`,
  run: async (world) => {
    totals.steps += 1;
    const other: Which = on === "a" ? "b" : "a";
    const [from, to] = [world.model[on], world.model[other]];
    const expected = from.mayRelease(id(line));
    const command: OrderCommand = {
      type: "ReleaseLines",
      transfer: id(2_000 + ++transfers),
      to: world.real.id(other),
      lines: [id(line)],
      merge: false,
    };
    const answer = await world.real.ask(on, command, true);
    expect(`transfer: ${answer.ok ? "+" : answer.error?.code}`).toBe(`transfer: ${expected}`);
    if (answer.ok) {
      const moving: NaiveLine | undefined = from.lines.find((each) => each.id === id(line));
      if (moving && to.take({ ...moving })) from.without(moving);
      await expect.poll(async () => (await world.real.read(on)).locked, { timeout: 20_000, interval: 5 }).toBe(false);
    }
    await same(world, on);
    await same(world, other);
  },
}));

const disturb = (name: string, act: (world: World) => Promise<unknown>): fc.Arbitrary<fc.AsyncCommand<World, object>> =>
  fc.constant({
    check: () => true,
    toString: () => name,
    run: async (world: World) => {
      totals.disturbances += 1;
      await act(world);
      await same(world, "a");
      await same(world, "b");
    },
  });

const disturbances = [
  disturb("evict", ({ real }) =>
    Promise.all(
      (["a", "b"] as const).map(async (one) => {
        await real.stub(one).project(); // an object leaves when its work is done, and reports may linger for seconds
        await evictDurableObject(real.stub(one));
      }),
    ),
  ),
  disturb("abort", () => abortAllDurableObjects()),
  disturb("alarm", ({ real }) =>
    Promise.all(
      (["a", "b"] as const).map(async (one) => {
        const ringing = runDurableObjectAlarm(real.stub(one));
        await real.stub(one).project(); // nobody waits for reports that linger
        await ringing;
      }),
    ),
  ),
];
/** Any command again, however old: it is answered as it was, and nothing happens. */
const again = fc.nat().map((pick): fc.AsyncCommand<World, object> => ({
  check: () => true,
  toString: () => `again ${pick}`,
  run: async (world) => {
    const { sent } = world.real;
    const old = sent[pick % Math.max(1, sent.length)];
    if (!old) return;
    totals.disturbances += 1;
    const answer: Answer = await world.real.stub(old.which).execute(old.envelope);
    expect(answer).toEqual(old.answer.ok ? { ok: true, value: { ...old.answer.value, repeated: true } } : old.answer);
    await same(world, old.which);
  },
}));

it(
  `[R60] an order does what a naive order does, whatever befalls it between any two steps`,
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands([...steps, refund, transfer, ...disturbances, again], { maxCommands: 16, size: "max" }),
        async (commands) => {
          const world: World = { model: { a: new NaiveOrder(), b: new NaiveOrder() }, real: new Kitchen() };
          // Most of what can happen happens to orders that exist.
          for (const one of ["a", "b"] as const) {
            world.model[one].create(one === "b");
            await world.real.ask(one, { ...creating, orderType: one === "b" ? "DINE_IN_OPEN" : "DINE_IN" }, false);
          }
          await fc.asyncModelRun(() => ({ model: world, real: {} }), commands);
        },
      ),
      { numRuns: runs, seed, endOnFailure: false, includeErrorInReport: true },
    );
    console.log(`FIGURE ${JSON.stringify(totals)}`);
  },
  20 * 60_000,
);
