// What the rules themselves cost, in this process: one decision with its effect, and folding a long log.
// Their floor is a limit, not a rival.
import type { DiscountRule } from "../../domain/discount/rule.ts";
import type { RuleSet } from "../../domain/discount/rule-set.ts";
import type { CompiledMenu } from "../../domain/menu/compiled.ts";
import type { CommandEnvelope, OrderCommand } from "../../domain/order/commands.ts";
import type { OrderEvent } from "../../domain/order/events.ts";
import type { OrderState } from "../../domain/order/state.ts";
import { resolveAsBundled } from "../../scripts/proofs/concurrency/as-bundled.ts";
import { median, type Metric } from "../metric.ts";

const LIMIT_MS = { decide: 0.05, discounts: 1, replay: 20 };
const DECISIONS = 2_000;
const DISCOUNTED = 500;
const EVENTS = 1_000;

const currency = { code: "PLN", decimals: 2 };
const TAG = "PROMO";
const dish = (id: string, price: string) => ({
  id,
  kind: "product" as const,
  price,
  vat: "8",
  extra: { tags: TAG },
  literals: { name: id },
  items: [],
});
const DISHES = 10;
const dishOf = (n: number) => `dish-${n % DISHES}`;
const menu: CompiledMenu = {
  v: 2,
  menu: "m",
  currency,
  products: Object.fromEntries(Array.from({ length: DISHES }, (_, n) => [dishOf(n), dish(dishOf(n), `${n + 7}.50`)])),
};
const card = {
  tenant: "t",
  venue: "v",
  name: "V",
  menu: "m",
  menuHashes: { DINE_IN: "h" },
  closed: {},
  timeZone: "Europe/Warsaw",
  currency,
  locks: [],
  discountTags: [],
};
const uuid = (n: number) => `018f0000-0000-8000-9000-${String(n).padStart(12, "0")}`;

const created: OrderCommand = { type: "CreateOrder", orderType: "DINE_IN", source: "BENCH", currency };
const append = (...numbers: number[]): OrderCommand => ({
  type: "AppendLines",
  venue: "v",
  lines: numbers.map((n) => ({ id: uuid(n), productId: dishOf(n), quantity: 1, config: {}, status: "NEW" })),
});
const envelope = (command: OrderCommand, ruleSet?: RuleSet): CommandEnvelope => ({
  tenant: "t",
  region: "global",
  order: uuid(0),
  commandId: "c",
  correlationId: "c",
  actor: { kind: "user", user: "ann", roles: [] },
  at: "2026-11-24T12:00:00.000Z",
  card: ruleSet ? { ...card, discountTags: [TAG], discountRules: ruleSet.hash } : card,
  command,
});

/** Half of them per line, half for every third unit, and every line takes part in all. */
const rulesOf = (count: number): RuleSet => ({
  hash: "r",
  rules: Array.from({ length: count }, (_, n): DiscountRule => {
    const common = { id: `rule-${n}`, name: `Rule ${n}`, layer: "rules" as const, tag: TAG, percent: 1 };
    return n % 2 === 0 ? { ...common, kind: "percent" } : { ...common, kind: "bulk", every: 3 };
  }),
});

/** The rules, as they run here: their modules name each other the way a bundler reads them. */
async function rules() {
  resolveAsBundled();
  const [{ decide }, { evolve, replay }, { initial }] = await Promise.all([
    import("../../domain/order/decide/index.ts"),
    import("../../domain/order/evolve.ts"),
    import("../../domain/order/state.ts"),
  ]);
  const apply = (state: OrderState, command: OrderCommand, ruleSet?: RuleSet): { events: OrderEvent[]; state: OrderState } => {
    const decided = decide(state, { envelope: envelope(command, ruleSet), menu, ruleSet });
    if (!decided.ok) throw new Error(decided.error.code);
    return { events: decided.value, state: decided.value.reduce(evolve, state) };
  };
  return { apply, replay, initial };
}

export const decision: Metric = {
  what: "decide and evolve for one more line on an order of twenty; the floor is 50 µs",
  unit: "ms",
  target: { bound: "at most", ratio: 1 },
  open: async () => {
    const { apply, initial } = await rules();
    const twenty = append(...Array.from({ length: 20 }, (_, n) => n + 1));
    const { state } = apply(apply(initial, created).state, twenty);
    const one = append(99);
    return {
      ours: () => {
        const times = Array.from({ length: DECISIONS }, () => {
          const start = performance.now();
          apply(state, one);
          return performance.now() - start;
        });
        return Promise.resolve(median(times));
      },
      floor: () => Promise.resolve(LIMIT_MS.decide),
    };
  },
};

export const discounting: Metric = {
  what: "the same for another quantity on an order of ten lines, each of which 50 discount rules look at; the floor is 1 ms",
  unit: "ms",
  target: { bound: "at most", ratio: 1 },
  open: async () => {
    const { apply, initial } = await rules();
    const ruleSet = rulesOf(50);
    const ten = append(...Array.from({ length: 10 }, (_, n) => n + 1));
    const { state } = apply(apply(initial, created).state, ten, ruleSet);
    let quantity = 1;
    return {
      ours: () => {
        const times = Array.from({ length: DISCOUNTED }, () => {
          quantity = (quantity % 9) + 2;
          const start = performance.now();
          const { events } = apply(state, { type: "ChangeQuantity", line: uuid(1), quantity }, ruleSet);
          const took = performance.now() - start;
          if (!events.some((event) => event.type === "DiscountsApplied" && event.discounts.length > 10))
            throw new Error("nothing was given");
          return took;
        });
        return Promise.resolve(median(times));
      },
      floor: () => Promise.resolve(LIMIT_MS.discounts),
    };
  },
};

export const replayed: Metric = {
  what: `folding an order of ${EVENTS} events, ${EVENTS / 4} lines among them; the floor is 20 ms`,
  unit: "ms",
  target: { bound: "at most", ratio: 1 },
  open: async () => {
    const { apply, replay, initial } = await rules();
    const commands = Array.from({ length: EVENTS - 1 }, (_, n): OrderCommand => {
      if (n % 4 === 0) return append(n + 1);
      if (n % 4 === 1) return { type: "CommentOrder", id: uuid(n), comment: "hot" };
      if (n % 4 === 2) return { type: "StoreExtra", store: { [`k${n % 50}`]: String(n) } };
      return { type: "ChangeQuantity", line: uuid(1), quantity: (n % 9) + (n % 2) + 2 };
    });
    let state: OrderState = initial;
    const log: OrderEvent[] = [];
    for (const command of [created, ...commands]) {
      const done = apply(state, command);
      log.push(...done.events);
      ({ state } = done);
    }
    return {
      ours: () => {
        const start = performance.now();
        replay(log);
        return Promise.resolve(performance.now() - start);
      },
      floor: () => Promise.resolve(LIMIT_MS.replay),
    };
  },
};
