import { describe, expect, it } from "vitest";
import { DiscountRule } from "../../domain/discount/rule";
import type { DiscountBasket } from "../../domain/order/discount-basket";
import type { Rejection } from "../../domain/order/rejections";
import { err, ok } from "../../domain/result";
import { DiscountJob } from "../../protocol/queue";
import { consume } from "../lib/consume";
import { type Deps, discount, type DiscountedOrder } from "./discount";

const orderId = "00000000-0000-4000-8000-000000000001";
const lineId = "00000000-0000-4000-8000-000000000002";
const job = DiscountJob.parse({ tenant: "t1", region: "eu", order: orderId, from: 3, to: 5, revision: 4 });
const lunch = DiscountRule.parse({ kind: "percent", id: "r1", name: "Lunch", tag: "lunch", percent: 10 });
const line = { id: lineId, productId: "burger", tags: ["lunch"], quantity: 1, unitPrice: 1000, total: 1000 };
const found: DiscountBasket = { seq: 9, revision: 7, pending: true, coupons: [], paid: [lineId], lines: [line] };

/** Runs one job against an order that writes down what it is asked. */
async function run({
  basket = found,
  rules = [lunch],
  refusal,
}: { basket?: DiscountBasket | null; rules?: DiscountRule[]; refusal?: Rejection } = {}) {
  const asked: unknown[] = [];
  const deps: Deps = {
    order: {
      basket: async () => basket,
      execute: async (envelope) => {
        asked.push(envelope);
        return refusal ? err(refusal) : ok({ seq: 8 });
      },
      acknowledge: async (...word) => void asked.push(word),
    },
    rules: async () => rules,
    now: () => "2026-11-22T12:00:00Z",
  };
  await discount(job, deps);
  return asked;
}
const word = ["discounts", 3, 5];

describe("the discount worker", () => {
  it("[D16] tells the order what the rules give for the basket that it saw, under an id made of the order and its newest event", async () =>
    expect(await run()).toEqual([
      {
        tenant: "t1",
        region: "eu",
        order: orderId,
        commandId: `${orderId}:9:discount`,
        correlationId: `${orderId}:9:discount`,
        actor: { kind: "service", service: "discount" },
        at: "2026-11-22T12:00:00Z",
        command: {
          type: "ApplyDiscounts",
          revision: 7,
          paid: [lineId],
          layer: "rules",
          discounts: [{ line: lineId, layer: "rules", name: "Lunch", type: "PERCENT", amount: 100 }],
        },
      },
      word,
    ]));

  it("[D17] tells a basket that waits also that no rule gives it anything, and one that has priced itself meanwhile nothing", async () => {
    expect(await run({ rules: [] })).toEqual([
      expect.objectContaining({ command: { type: "ApplyDiscounts", revision: 7, paid: [lineId], layer: "rules", discounts: [] } }),
      word,
    ]);
    expect(await run({ basket: { ...found, pending: false } })).toEqual([word]);
  });

  it("[D18] a basket that changes while it is looked at is looked at again, and one that does so each time later; what is none any more ends the job", async () => {
    const stale: Rejection = { code: "stale-discounts", revision: 7, actual: 8 };
    const looks: number[] = [];
    const order: DiscountedOrder = {
      basket: async () => ({ ...found, seq: 9 + looks.length }),
      execute: async ({ commandId }) => (looks.push(Number(commandId.split(":")[1])) < 3 ? err(stale) : ok({})),
      acknowledge: async (_destination, _from, to) => void looks.push(to),
    };
    await discount(job, { order, rules: async () => [lunch], now: () => "2026-11-22T12:00:00Z" });
    expect(looks).toEqual([9, 10, 11, 5]);
    await expect(run({ refusal: stale })).rejects.toThrow("has changed under each of 3 looks");
    expect(await run({ refusal: { code: "order-ended", orderStatus: "ABANDONED" } })).toHaveLength(2);
    expect(await run({ basket: null })).toEqual([word]);
  });

  it("[D19] rules that cannot be read leave the order as it was, the job is tried again later, and its neighbours are not held up", async () => {
    const asked: unknown[] = [];
    const order: DiscountedOrder = {
      basket: async () => found,
      execute: async ({ tenant }) => {
        asked.push(tenant);
        return ok({});
      },
      acknowledge: async () => {},
    };
    const answers: Record<string, unknown> = {};
    const message = (id: string, body: unknown) => ({
      id,
      body,
      attempts: 2,
      timestamp: new Date(0),
      ack: () => void (answers[id] = "done"),
      retry: (options?: QueueRetryOptions) => void (answers[id] = options?.delaySeconds === 0 ? "put aside" : (options ?? {})),
    });
    const messages = [
      message("down", { ...job, tenant: "down" }),
      message("junk", { ...job, revision: "seven" }),
      message("nothing", null),
      message("good", job),
      message("again", job),
    ];
    await consume({ ...emptyBatch, messages }, DiscountJob, (body) =>
      discount(body, {
        order,
        rules: async () => {
          if (body.tenant === "down") throw new Error("D1 is away");
          return [lunch];
        },
        now: () => "2026-11-22T12:00:00Z",
      }),
    );
    expect(answers).toEqual({ down: { delaySeconds: 4 }, junk: "put aside", nothing: "put aside", good: "done", again: "done" });
    expect(asked).toEqual(["t1", "t1"]);
  });
});

const emptyBatch = {
  queue: "discounts",
  metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
  retryAll: () => {},
  ackAll: () => {},
};
