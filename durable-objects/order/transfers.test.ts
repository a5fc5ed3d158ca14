import { runDurableObjectAlarm } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { OrderCommand } from "../../domain/order/commands";
import { readEvent } from "../../domain/order/events";
import { at, card, creating, guest, id, kitchen, mover, till } from "../../domain/order/given.fixture";
import { open, pay, soup } from "./open.fixture";
import { storeMenu } from "./stored-menu.fixture";

beforeAll(storeMenu);

type One = ReturnType<typeof open>;
const linesOf = async ({ read }: One): Promise<string[]> =>
  (await read()).order.buckets.flatMap((bucket: { lines: { id: string }[] }) => bucket.lines.map((line) => line.id));
const transfer = id(900);

/** Two tables, the first with lines `numbers`. */
async function tables(n: number, ...numbers: number[]) {
  const [from, to] = [open(n), open(n + 1)];
  await from.ask("c1", creating);
  await to.ask("c1", creating);
  for (const line of numbers) await from.ask(`l${line}`, soup(line));
  return { from, to };
}

describe("lines from order to order", () => {
  it("[Q45] lines leave the one and arrive at the other, with what was said of them", async () => {
    const { from, to } = await tables(100, 1, 2);
    await from.ask("m1", { type: "CommentLine", id: id(800), line: id(1), comment: "no salt" });
    expect(await from.ask("m2", { type: "ReleaseLines", transfer, to: to.order, lines: [id(1)], merge: false })).toMatchObject({
      ok: true,
    });
    await expect.poll(() => linesOf(to)).toEqual([id(1)]);
    expect(await linesOf(from)).toEqual([id(2)]);
    const { order } = await to.read();
    expect(order.buckets[0].lines[0]).toMatchObject({ productId: "soup", total: "12.50", comments: [{ comment: "no salt" }] });
    expect(order.total).toBe("12.50");
    await expect.poll(async () => (await from.read()).order.locked).toBe(false);
  });

  it("[Q46] what the other order refuses comes back", async () => {
    const { from, to } = await tables(110, 1);
    await to.ask("x1", { type: "AbandonOrder" });
    await from.ask("m1", { type: "ReleaseLines", transfer, to: to.order, lines: [id(1)], merge: false });
    await expect.poll(() => linesOf(from)).toEqual([id(1)]);
    expect(await from.rows("SELECT json_extract(body, '$.reason') AS reason FROM events ORDER BY seq DESC LIMIT 1")).toEqual([
      { reason: "order-ended" },
    ]);
  });

  it("[Q47] a transfer that was interrupted anywhere ends after waking, with each line in one order", async () => {
    const { from, to } = await tables(120, 1, 2);
    await from.ask("m1", { type: "ReleaseLines", transfer, to: to.order, lines: [id(1)], merge: false });
    await from.evict();
    await to.evict();
    await runDurableObjectAlarm(from.stub());
    await expect.poll(() => linesOf(to)).toEqual([id(1)]);
    await to.evict();
    await from.evict();
    await runDurableObjectAlarm(from.stub());
    await expect.poll(async () => (await from.read()).order.locked).toBe(false);
    expect([await linesOf(from), await linesOf(to)]).toEqual([[id(2)], [id(1)]]);
  });

  it("[Q48] a repeated offer is taken once", async () => {
    const { from, to } = await tables(130, 1);
    await from.ask("m1", { type: "ReleaseLines", transfer, to: to.order, lines: [id(1)], merge: false });
    await expect.poll(() => linesOf(to)).toEqual([id(1)]);
    await from.ask("m1", { type: "ReleaseLines", transfer, to: to.order, lines: [id(1)], merge: false });
    await runDurableObjectAlarm(from.stub());
    expect(await linesOf(to)).toEqual([id(1)]);
  });

  it("[O610] a transfer that is offered again in other words is answered as it was, taken or refused", async () => {
    const { from, to } = await tables(170, 1);
    await from.ask("m1", { type: "ReleaseLines", transfer, to: to.order, lines: [id(1)], merge: false });
    await expect.poll(() => linesOf(to)).toEqual([id(1)]);
    const bodies = await to.rows("SELECT body FROM events ORDER BY seq");
    const received = bodies.map(({ body }) => readEvent(z.string().parse(body))).find(({ type }) => type === "LinesReceived");
    if (received?.type !== "LinesReceived") throw new Error("nothing has arrived");
    const { by, buckets } = received;
    const comment = { id: id(801), by, at, comment: "in other words" };
    const { currency } = card;
    const otherwise: OrderCommand = { type: "ReceiveLines", transfer, from: from.order, by, currency, buckets, comments: [comment] };
    const offered = (there: One) => there.ask(`${transfer}:receive`, otherwise, mover);
    expect(await offered(to)).toMatchObject({ ok: true, value: { repeated: true } });
    expect(await linesOf(to)).toEqual([id(1)]);

    const [sender, ended] = [open(172), open(173)];
    for (const each of [sender, ended]) await each.ask("c1", creating);
    await sender.ask("l1", soup(1));
    await ended.ask("x1", { type: "AbandonOrder" });
    await sender.ask("m1", { type: "ReleaseLines", transfer, to: ended.order, lines: [id(1)], merge: false });
    await expect.poll(() => linesOf(sender)).toEqual([id(1)]);
    expect(await offered(ended)).toMatchObject({ ok: false, error: { code: "order-ended" } });
  });

  it("[Q49] two orders that send to each other at once both arrive", async () => {
    const { from, to } = await tables(140, 1);
    await to.ask("l2", soup(2));
    await Promise.all([
      from.ask("m1", { type: "ReleaseLines", transfer, to: to.order, lines: [id(1)], merge: false }),
      to.ask("m1", { type: "ReleaseLines", transfer: id(901), to: from.order, lines: [id(2)], merge: false }),
    ]);
    await expect.poll(() => linesOf(to)).toEqual([id(1)]);
    await expect.poll(() => linesOf(from)).toEqual([id(2)]);
  });

  it("[Q50] a merged order ends when its lines have arrived, and says where they are", async () => {
    const { from, to } = await tables(150, 1, 2);
    await from.ask("m1", { type: "ReleaseLines", transfer, to: to.order, merge: true });
    await expect.poll(async () => (await from.read()).order.status).toBe("ABANDONED");
    expect((await from.read()).order.statusInfo).toBe(`merged into ${to.order}`);
    expect(await linesOf(to)).toEqual([id(1), id(2)]);
  });

  it("[Q51] an order with lines on their way is neither paid nor ended", async () => {
    const { from } = await tables(160, 1, 2);
    // An order that nobody has created refuses, so the lines are on their way for a moment only: ask in the same breath.
    const [, paid, ended] = await Promise.all([
      from.ask("m1", { type: "ReleaseLines", transfer, to: open(169).order, lines: [id(1)], merge: false }),
      from.ask("p1", pay(90, 1250), till),
      from.ask("e1", { type: "CancelOrder" }, kitchen),
    ]);
    expect([paid, ended]).toEqual([
      { ok: false, error: { code: "transfer-pending", transfer } },
      { ok: false, error: { code: "transfer-pending", transfer } },
    ]);
    await expect.poll(() => linesOf(from)).toEqual([id(2), id(1)]);
    expect(await from.ask("p2", pay(91, 2500), till, {})).toMatchObject({ ok: true });
    expect((await from.ask("g1", soup(3), guest)).ok).toBe(false);
  });
});
