import { describe, expect, it } from "vitest";
import {
  append,
  asked,
  creating,
  envelope,
  given,
  guest,
  history,
  kitchen,
  menu,
  mover,
  noRules,
  pay,
  payments,
  stranger,
  tab,
  till,
  waiter,
} from "../../domain/order/given.fixture";
import type { CommandEnvelope, OrderCommand } from "../../domain/order/commands";
import type { OrderEvent } from "../../domain/order/events";
import { err, ok, type Result } from "../../domain/result";
import type { Hold } from "../../protocol/hold";
import type { Kept, Shortage } from "../../protocol/venue";
import { Checkout } from "./checkout";
import { type Answer, CommandHandler } from "./command-handler";

const MAX_HISTORY_BYTES = 16 * 1024 * 1024;

const id = (n: number) => `018f0000-0000-8000-9000-${String(n).padStart(12, "0")}`;
const basket = history([creating, guest], [append(asked(1, "soup")), guest]);
const paying = { type: "OpenPayment" as const, id: id(9), payment: "EPAYMENT" as const, source: "sandbox", amount: 1250 };

/** An order in memory, and what its handler did. `venue`: what it says to a hold. `bytes`: what it has stored. */
function orderOf(log: OrderEvent[], venue: (hold: Hold) => Promise<Result<Kept, Shortage>> = () => Promise.resolve(ok({})), bytes = 0) {
  let { state } = given(...log);
  const stored = [...log];
  const kept = new Map<string, { content: string; answer: Answer }>();
  const heard: string[] = [];
  const participant = {
    hold: venue,
    confirm: () => Promise.resolve(),
    release: () => Promise.resolve(void heard.push("released")),
  };
  const handler = new CommandHandler({
    state: () => state,
    log: {
      append: (events) => void stored.push(...events),
      get head() {
        return stored.length;
      },
    },
    inbox: {
      answerTo: (key) => kept.get(key),
      find: (key, content) => {
        const known = kept.get(key);
        return known && known.content !== content ? "other-content" : known;
      },
      keep: (key, content, answer) => void kept.set(key, { content, answer }),
    },
    checkout: new Checkout({ venue: () => participant, newId: () => id(99), now: () => 0 }),
    historyBytes: () => bytes,
    prerequisites: () => ({ menu, ruleSet: noRules }),
    transaction: (turn) => turn(),
    changed: ({ events, after }) => {
      state = after;
      heard.push(...events.map(({ type }) => type));
    },
    answered: ({ commandId }) => void heard.push(`answered ${commandId}`),
    deliver: () => void heard.push("delivered"),
    tell: (_, answer) => void heard.push(answer.ok ? "told" : `told ${answer.error.code}`),
  });
  const ask = async (given_: CommandEnvelope) => handler.handle(given_);
  return { ask, heard, stored, kept };
}

/** A venue with one unit, which goes to the order's first hold. `answered`: when that hears of it. */
function lastUnit(answered = Promise.resolve()): () => Promise<Result<Kept, Shortage>> {
  let isLeft = true;
  return async () => {
    if (!isLeft) return err({ code: "sold-out", products: [{ product: "soup", wanted: 1, left: 0 }] });
    isLeft = false;
    await answered;
    return ok({});
  };
}

/** The times that a venue is asked for while somebody begins to pay, when the order takes another command before the venue answers. */
async function placesAskedFor(log: OrderEvent[], meanwhile: OrderCommand): Promise<string[]> {
  const times: string[] = [];
  const { ask } = orderOf(log, async ({ slot }) => {
    times.push(new Date(slot?.at ?? 0).toISOString().slice(11, 16));
    if (times.length === 1) expect(await ask(envelope(meanwhile, guest, { commandId: "meanwhile" }))).toMatchObject({ ok: true });
    return ok({});
  });
  expect(await ask(envelope(paying, guest))).toMatchObject({ ok: true });
  return times;
}

describe("an order with a command", () => {
  it("[Q20] stores what it decides, then tells of it, and has nothing more to do for the same again", async () => {
    const { ask, heard, stored } = orderOf(basket);
    const contact = envelope({ type: "SetContact", contact: { name: "Ann" } }, guest, { commandId: "k" });
    expect(await ask(contact)).toEqual(ok({ seq: basket.length + 1 }));
    expect(heard).toEqual(["ContactSet", "answered k", "delivered", "told"]);
    expect(await ask(contact)).toEqual(ok({ seq: basket.length + 1, repeated: true }));
    expect([heard.slice(4), stored.length]).toEqual([["told"], basket.length + 1]);
  });

  it("[Q21] refuses another command of the same id", async () => {
    const { ask, stored } = orderOf(basket);
    await ask(envelope({ type: "SetContact", contact: { name: "Ann" } }, guest, { commandId: "k" }));
    const other = envelope({ type: "SetContact", contact: { name: "Bob" } }, guest, { commandId: "k" });
    expect(await ask(other)).toEqual(err({ code: "command-id-reused" }));
    expect(stored).toHaveLength(basket.length + 1);
  });

  it("[Q23] keeps nothing of who may not see it", async () => {
    const { ask, heard, kept } = orderOf(basket);
    expect(await ask(envelope({ type: "CompleteOrder" }, stranger))).toEqual(err({ code: "order-not-found" }));
    expect([heard, kept.size]).toEqual([["told order-not-found"], 0]);
  });

  it("[O584] keeps no answers for guests whose order's history is full, while staff are served", async () => {
    const { ask, stored, kept } = orderOf(basket, undefined, MAX_HISTORY_BYTES + 1);
    const contact = { type: "SetContact" as const, contact: { name: "Ann" } };
    expect(await ask(envelope(contact, guest))).toEqual(err({ code: "history-too-large", limit: MAX_HISTORY_BYTES }));
    expect([stored.length, kept.size]).toEqual([basket.length, 0]);
    expect(await ask(envelope(contact, till))).toMatchObject({ ok: true });
  });

  it("[H201] keeps and tells nothing while who asks looks at its venues' terms again", async () => {
    const { ask, heard, kept } = orderOf(basket);
    expect(await ask(envelope(paying, guest, { cards: [] }))).toEqual(err({ code: "terms-outdated", venue: "v1" }));
    expect([heard, kept.size]).toEqual([[], 0]);
  });

  it("[Q81] stores nothing of what a venue refuses, and may be asked again", async () => {
    let left = 0;
    const soldOut = { code: "sold-out" as const, products: [{ product: "soup", wanted: 1, left: 0 }] };
    const { ask, heard, stored, kept } = orderOf(basket, () => Promise.resolve(left > 0 ? ok({}) : err(soldOut)));
    expect(await ask(envelope(paying, guest))).toEqual(err({ code: "sold-out", venue: "v1", products: ["soup (0 left)"] }));
    expect([stored.length, kept.size, heard]).toEqual([basket.length, 0, ["released", "told sold-out"]]);
    left = 1;
    expect(await ask(envelope(paying, guest))).toMatchObject({ ok: true });
    expect(stored.at(-1)).toMatchObject({ type: "PaymentOpened", hold: id(99) });
  });

  it("[Q82] asks for a place again when the order is wanted at another time meanwhile, and keeps it when it only changes", async () => {
    const contact = { type: "SetContact" as const, contact: { name: "Ann" } };
    const moved = { type: "SetDue" as const, due: "2026-11-22T19:00:00.000Z" };
    const wanted = history([{ ...creating, due: "2026-11-22T18:00:00.000Z" }, guest], [append(asked(1, "soup")), guest]);
    expect(await placesAskedFor(wanted, contact)).toEqual(["18:00"]);
    expect(await placesAskedFor(wanted, moved)).toEqual(["18:00", "19:00"]);
    expect(await placesAskedFor(basket, contact)).toHaveLength(1);
  });

  it("[Q120] gives one answer to the same command that comes again while a venue is asked", async () => {
    const soldOut = { code: "sold-out" as const, products: [{ product: "soup", wanted: 1, left: 0 }] };
    let times = 0;
    const { ask, heard, stored } = orderOf(basket, () => Promise.resolve(++times === 1 ? ok({}) : err(soldOut)));
    const command = envelope(paying, guest, { commandId: "k" });
    const answers = await Promise.all([ask(command), ask({ ...command })]);
    const seq = basket.length + 1;
    expect(answers).toEqual([ok({ seq }), ok({ seq, repeated: true })]);
    expect([stored.length, times, heard.filter((what) => what === "told").length]).toEqual([seq, 1, 2]);
  });

  it("[Q120] refuses another command under the id of one that waits", async () => {
    const { ask, heard, stored } = orderOf(basket);
    const other = envelope({ ...paying, amount: 100 }, guest, { commandId: "k" });
    const answers = await Promise.all([ask(envelope(paying, guest, { commandId: "k" })), ask(other), ask(other)]);
    const refused = err({ code: "command-id-reused" });
    expect(answers).toEqual([ok({ seq: basket.length + 1 }), refused, refused]);
    expect([stored.length, heard.filter((what) => what === "told command-id-reused").length]).toEqual([basket.length + 1, 2]);
  });

  it("[Q125] the same cash under two ids at once takes the order's last unit once, and is no refusal", async () => {
    const { ask, stored } = orderOf(basket, lastUnit());
    const answers = await Promise.all(["a", "b"].map((commandId) => ask(envelope(pay(90, 1250), till, { commandId }))));
    const seq = stored.length;
    expect(answers).toEqual([ok({ seq }), ok({ seq })]);
    expect(stored.filter(({ type }) => type === "PaymentRegistered")).toHaveLength(1);
  });

  it("[Q125] who pays anew while the first payment waits for the last unit pays for that, and ends the first", async () => {
    const answered = Promise.withResolvers<void>();
    const { ask, stored } = orderOf(basket, lastUnit(answered.promise));
    const tries = [9, 10].map((n) => ask(envelope({ ...paying, id: id(n) }, guest, { commandId: `${n}` })));
    await scheduler.wait(1);
    answered.resolve();
    expect(await Promise.all(tries)).toMatchObject([{ ok: true }, { ok: true }]);
    expect(stored.slice(basket.length)).toMatchObject([
      { type: "PaymentOpened", id: id(9) },
      { type: "PaymentDeclined", id: id(9) },
      { type: "PaymentOpened", id: id(10) },
    ]);
  });

  it("[Q125] a provider's money for what another payment of the order has got meanwhile buys it", async () => {
    const opened = given(...basket).when(paying);
    const lapsed = [...basket, ...opened.events()];
    const declined = { type: "DeclinePayment" as const, id: id(9), reason: "given up" };
    const ended = [
      ...lapsed,
      ...given(...lapsed)
        .when(declined, payments)
        .events(),
    ];
    const { ask, stored } = orderOf(ended, lastUnit());
    const approved = { type: "RegisterPayment" as const, id: id(9), payment: "EPAYMENT" as const, source: "sandbox", amount: 1250 };
    const guestPays = ask(envelope({ ...paying, id: id(10) }, guest, { commandId: "anew" }));
    const answers = await Promise.all([guestPays, ask(envelope(approved, payments, { commandId: "approved" }))]);
    expect(answers).toMatchObject([{ ok: true }, { ok: true }]);
    expect(stored.slice(ended.length).map(({ type }) => type)).not.toContain("RefundOpened");
  });

  it("[Q121] takes no lines that it has once refused, also when their offer arrives again", async () => {
    const left = history(
      [tab, waiter],
      [append(asked(1, "soup")), waiter],
      [{ type: "FireLines" }, waiter],
      [{ type: "ProcessLines", lines: [id(1)] }, kitchen],
      [{ type: "ReleaseLines", transfer: id(70), to: id(71), lines: [id(1)], merge: false }, waiter],
    );
    const { transfers, currency } = given(...left).order;
    const offer = { type: "ReceiveLines" as const, transfer: id(70), from: id(80), by: "wes", currency, comments: [] };
    const offered = envelope({ ...offer, buckets: transfers[0]?.buckets ?? [] }, mover, { commandId: "k" });
    let isReached = false;
    const table = history([tab, waiter], [append({ ...asked(5, "cola"), status: "CONFIRMED" }), waiter]);
    const { ask, stored } = orderOf(table, () => (isReached ? Promise.resolve(ok({})) : Promise.reject(new Error("gone"))));
    const refused = err({ code: "venue-unreachable", venue: "v1", retryAfterSeconds: 1 });
    expect(await ask(offered)).toEqual(refused);
    isReached = true;
    expect([await ask(offered), stored.length]).toEqual([refused, table.length]);
  });

  it("[O610] gives one answer to two offers of a transfer in different words, also while a venue is asked", async () => {
    const table = history([tab, waiter], [append(asked(5, "soup")), waiter]);
    const { transfers, currency } = given(...table)
      .when({ type: "ReleaseLines", transfer: id(70), to: id(71), lines: [id(5)], merge: false }, waiter)
      .leaves();
    const buckets = transfers[0]?.buckets ?? [];
    const offer = { type: "ReceiveLines" as const, transfer: id(70), from: id(80), by: "wes", currency, buckets };
    const said = [[], [{ id: id(81), by: "wes", at: "2026-11-22T12:00:00.000Z", comment: "in other words" }]];
    const paid = history([creating, guest], [append(asked(1, "soup")), guest], [pay(90, 500), till]);
    const soldOut = err({ code: "sold-out" as const, products: [{ product: "soup", wanted: 1, left: 0 }] });
    let times = 0;
    const { ask, stored } = orderOf(paid, () => Promise.resolve(++times === 1 ? ok({}) : soldOut));
    const answers = await Promise.all(said.map((comments) => ask(envelope({ ...offer, comments }, mover, { commandId: "k" }))));
    const seq = paid.length + 1;
    expect([answers, stored.length]).toEqual([[ok({ seq }), ok({ seq, repeated: true })], seq]);
  });

  it("[Q87] books a provider's money also when a venue has nothing left", async () => {
    const lapsed = [
      ...basket,
      ...given(...basket)
        .when(paying)
        .events(),
    ];
    const ended = [
      ...lapsed,
      ...given(...lapsed)
        .when({ type: "DeclinePayment", id: id(9), reason: "given up" }, payments)
        .events(),
    ];
    const { ask, heard } = orderOf(ended, () => Promise.resolve(err({ code: "venue-busy", retryAfterSeconds: 60 })));
    const approved = { type: "RegisterPayment" as const, id: id(9), payment: "EPAYMENT" as const, source: "sandbox", amount: 1250 };
    expect(await ask(envelope(approved, payments))).toMatchObject({ ok: true });
    expect(heard.filter((what) => /^[A-Z]/.test(what))).toEqual(["PaymentRegistered", "RefundOpened"]);
  });
});
