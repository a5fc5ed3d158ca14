import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import type { OrderCommand } from "../../domain/order/commands";
import { replay } from "../../domain/order/evolve";
import { boss, creating, guest, id, kitchen, till } from "../../domain/order/given.fixture";
import { DEFAULT_SETTINGS } from "../../domain/order/order-settings";
import { cola, open, pay, soup } from "./open.fixture";
import { storeMenu } from "./stored-menu.fixture";

beforeAll(storeMenu);

const DAY_MS = 24 * 60 * 60_000;
const old = (days: number) => ({ at: new Date(Date.now() - days * DAY_MS).toISOString() });
const who = { user: "sue", roles: ["ROLE_SU"] };
const SECRETS = ["Anna Kowalska", "600100200", "anna@example.org", "Długa", "lactose", "sekret"];
const personal: OrderCommand = {
  ...creating,
  contact: { name: "Anna Kowalska", phone: "600100200", email: "anna@example.org" },
  address: { street: "Długa", number: "1", city: "Kraków", country: "PL" },
  extra: { "x-table-number": "7", "customer-name": "Anna Kowalska" },
  house: { ...DEFAULT_SETTINGS, shrinkAfterDays: 7 },
};

/** An order that a guest has talked a lot in, closed `days` ago. */
async function closed(n: number, days: number) {
  const order = open(n);
  const at = old(days);
  await order.ask("c1", personal, guest, at);
  await order.ask("c2", soup(1), guest, at);
  await order.ask("c3", { type: "CommentOrder", id: id(800), comment: "I cannot have lactose" }, guest, at);
  await order.ask("c4", { type: "CommentLine", id: id(801), line: id(1), comment: "sekret" }, guest, at);
  await order.ask("c5", pay(90, 1250), till, at);
  await order.ask("c6", { type: "ProcessLines", lines: [id(1)] }, kitchen, at);
  await order.ask("c7", { type: "CloseOrder", statusInfo: "Anna Kowalska has taken it" }, kitchen, at);
  return order;
}

const wordy = (n: number): OrderCommand => ({
  type: "StoreExtra",
  store: { [`k${n % 50}`]: `${n}`.repeat(1_024).slice(0, 1_024), pad: "x".repeat(1_000) },
});

async function delivered({ stub, read }: ReturnType<typeof open>) {
  const { seq } = await read();
  for (const destination of ["projections", "webhooks", "discounts"]) await stub().acknowledge(destination, 1, seq);
  await expect.poll(async () => new Set(Object.values((await stub().progress()).destinations))).toEqual(new Set([seq]));
}

/** Everything that the object has stored, as text. */
const everything = ({ stub }: ReturnType<typeof open>) =>
  runInDurableObject(stub(), (_, { storage }) => {
    const tables = storage.sql.exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
    );
    return tables
      .toArray()
      .map(({ name }) => JSON.stringify(storage.sql.exec(`SELECT * FROM "${name}"`).toArray()))
      .join("\n");
  });

describe("retention", () => {
  it("[Q60] some days after its end an order is a snapshot and a compressed log, and reads as before", async () => {
    const order = await closed(200, 8);
    const before = await order.read();
    const [history, exported] = [await order.stub().history(who, { after: 0, limit: 100 }), await order.stub().export(who)];
    await delivered(order);
    await runDurableObjectAlarm(order.stub());
    expect(await order.rows("SELECT count(*) AS loose FROM events")).toEqual([{ loose: 0 }]);
    expect(await order.rows("SELECT first, last FROM archive")).toEqual([{ first: 1, last: before.seq }]);
    await order.evict();
    expect(await order.read()).toEqual(before);
    expect(await order.stub().history(who, { after: 0, limit: 100 })).toEqual(history);
    expect(await order.stub().export(who)).toEqual(exported);
    expect(await order.stub().viewAt(who, 2)).toMatchObject({ ok: true, value: { seq: 2 } });
    expect(await runInDurableObject(order.stub(), (_, { storage }) => storage.getAlarm())).toBeNull();
  });

  it("[Q61] a command id stays known after the log was put away, and late commands join the log", async () => {
    const order = await closed(201, 8);
    await delivered(order);
    await runDurableObjectAlarm(order.stub());
    await order.evict();
    expect(await order.ask("c2", soup(1))).toEqual({ ok: true, value: { seq: 2, lines: [id(1)], repeated: true } });
    const refund: OrderCommand = { type: "OpenRefund", id: id(950), payment: id(90), amount: 250, reason: "cold" };
    expect(await order.ask("r1", refund, till)).toMatchObject({ ok: true });
    await order.evict();
    const { seq } = await order.read();
    expect((await order.stub().history(who, { after: seq - 2, limit: 10 })).ok).toBe(true);
    await delivered(order);
    await runDurableObjectAlarm(order.stub());
    expect(await order.rows("SELECT first, last FROM archive ORDER BY last")).toEqual([
      { first: 1, last: seq - 2 },
      { first: seq - 1, last: seq }, // reserved, and given back
    ]);
    await order.evict();
    expect((await order.read()).seq).toBe(seq);
  });

  it("[Q62] an order that ended lately, or that somebody still waits to hear of, keeps its log as it is", async () => {
    const [fresh, waiting] = [await closed(202, 1), await closed(203, 8)];
    await delivered(fresh);
    for (const order of [fresh, waiting]) {
      await runDurableObjectAlarm(order.stub());
      expect(await order.rows("SELECT count(*) AS archived FROM archive")).toEqual([{ archived: 0 }]);
    }
  });

  it("[Q63] a long log is put away in pieces, and read across them", async () => {
    const order = open(204);
    await order.ask("c0", personal, guest, old(9));
    for (let n = 1; n <= 520; n++) await order.ask(`c${n}`, wordy(n), boss, old(9)); // a guest is not as fast
    await order.ask("end", { type: "AbandonOrder" }, guest, old(9));
    const before = await order.read();
    await delivered(order);
    await runDurableObjectAlarm(order.stub());
    expect((await order.rows("SELECT last FROM archive")).length).toBeGreaterThan(1);
    await order.evict();
    expect(await order.read()).toEqual(before);
    const page = await order.stub().history(who, { after: 200, limit: 300 });
    expect(page.ok && page.value.entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 300 }, (_, index) => 201 + index));
  });
});

describe("erasure", () => {
  it.each(["as it is", "put away"])("[Q64] nothing that the object stores tells of the guest any more, its log being %s", async (log) => {
    const order = await closed(log === "put away" ? 211 : 210, 8);
    if (log === "put away") {
      await delivered(order);
      await runDurableObjectAlarm(order.stub());
    } else for (const secret of SECRETS) expect(await everything(order)).toContain(secret);
    const before = await order.read();
    expect(await order.ask("e1", { type: "EraseOrder" }, boss)).toMatchObject({ ok: true });
    const [stored, after] = [await everything(order), await order.read()];
    for (const secret of SECRETS) {
      expect(stored).not.toContain(secret);
      expect(JSON.stringify(after)).not.toContain(secret);
    }
    for (const kept of ["total", "tax", "payments", "status", "created"]) expect(after.order[kept]).toEqual(before.order[kept]);
    expect(after.order.extra).toEqual({ "x-table-number": "7" });
    await order.evict();
    expect(await order.read()).toEqual(after);
    const exported = await order.stub().export(who);
    if (!exported.ok) throw new Error(exported.error.code);
    expect(exported.value).not.toMatch(new RegExp(SECRETS.join("|")));
    expect(replay(JSON.parse(exported.value).events)).toMatchObject({ seq: after.seq, contact: {} });
  });

  it("[W70] the order says what it is without the guest's data once they have left it, and before that nothing", async () => {
    const order = await closed(213, 8);
    expect(await order.stub().erasedBody()).toBeUndefined();
    await order.ask("e1", { type: "EraseOrder" }, boss);
    const [body, { order: now }] = [await order.stub().erasedBody(), await order.read()];
    expect(JSON.parse(body ?? "")).toEqual(now);
    for (const secret of SECRETS) expect(body).not.toContain(secret);
  });

  it("[Q65] a command that was given before the erasure is still known, and another of its id is still refused", async () => {
    const order = await closed(212, 8);
    await order.ask("e1", { type: "EraseOrder" }, boss);
    expect(await order.ask("c3", { type: "CommentOrder", id: id(800), comment: "I cannot have lactose" })).toMatchObject({
      ok: true,
      value: { repeated: true },
    });
    expect(await order.ask("c3", cola(9))).toEqual({ ok: false, error: { code: "command-id-reused" } });
  });
});
