// Given some events, when a command, then events or a reason. For tests only: a small venue, and people who may do things there.
import { expect } from "vitest";
import type { RuleSet } from "../discount/rule-set";
import type { CompiledMenu, CompiledNode } from "../menu/compiled";
import type { VenueCard } from "../menu/venue-card";
import type { RequestedLine, Actor, CommandEnvelope, OrderCommand, TenderType } from "./commands";
import { decide } from "./decide";
import type { OrderEvent } from "./events";
import { evolve } from "./evolve";
import { type OrderSettings, DEFAULT_SETTINGS } from "./order-settings";
import type { Rejection } from "./rejections";
import { initial, type Order, type OrderState } from "./state";

export const at = "2026-11-22T12:00:00.000Z";
export const order = "018f0000-0000-8000-8000-000000000001";
export const id = (n: number) => `018f0000-0000-8000-9000-${String(n).padStart(12, "0")}`;

const product = (productId: string, price: string, more: Partial<CompiledNode> = {}): CompiledNode => ({
  id: productId,
  kind: "product",
  price,
  vat: "8",
  literals: { name: productId },
  items: [],
  ...more,
});

const drinks: CompiledNode = {
  id: "drink",
  kind: "group",
  group: "options",
  selCtx: "drink",
  bounds: { selMin: 1, selMax: 1 },
  literals: { name: "drink" },
  items: [product("cola", "0.00"), product("beer", "4.00", { vat: "23" }), product("juice", "4.00", { vat: undefined })],
};
/** The meal with a beer: two tax rates in one line. */
export const withBeer = { config: { selected: { drink: { beer: "1" } } } };
export const withJuice = { config: { selected: { drink: { juice: "1" } } } };

export const menu: CompiledMenu = {
  v: 2,
  menu: "MENU_default",
  currency: { code: "PLN", decimals: 2 },
  products: {
    soup: product("soup", "12.50", { extra: { tags: "PROMO" } }),
    cola: product("cola", "7.00", { vat: "23" }),
    egg: product("egg", "9.00", { onSale: { MON: [[360, 660]], SUN: [[360, 660]] } }),
    free: product("free", "0.00"),
    beer: product("beer", "10.00", { vat: "23", drs: "0.50" }),
    wine: product("wine", "10.70", { vat: "21" }),
    meal: product("meal", "9.00", { items: [drinks] }),
  },
};

export const card: VenueCard = {
  tenant: "t1",
  venue: "v1",
  name: "Venue 1",
  menu: "MENU_default",
  menuHashes: { DINE_IN: "h1" },
  closed: {},
  timeZone: "Europe/Warsaw",
  currency: { code: "PLN", decimals: 2 },
  locks: [],
  discountTags: ["PROMO"],
  discountRules: "no-rules",
};

/** Rules that look at what is on promotion, and give nothing. */
export const noRules: RuleSet = { hash: "no-rules", rules: [] };

/** The chain's other venue, which sells everything but eggs. */
export const card2: VenueCard = { ...card, venue: "v2", name: "Venue 2", menuHashes: { DINE_IN: "h2" } };

export const guest: Actor = { kind: "user", user: "ann", roles: ["ROLE_ANONYMOUS"] };
export const stranger: Actor = { kind: "user", user: "bob", roles: [] };
export const kitchen: Actor = { kind: "user", user: "kit", roles: ["ROLE_v1_KDS", "ROLE_v1_ORDERS", "ROLE_v1_WAITER"] };
export const till: Actor = { kind: "user", user: "tim", roles: ["ROLE_v1_ORDERS", "ROLE_PAY"] };
export const boss: Actor = { kind: "user", user: "sue", roles: ["ROLE_SU"] };
export const payments: Actor = { kind: "service", service: "payment" };
export const clock: Actor = { kind: "service", service: "clock" };
export const menuWorker: Actor = { kind: "service", service: "menu" };
export const mover: Actor = { kind: "service", service: "transfer" };
export const waiter: Actor = { kind: "user", user: "wes", roles: ["ROLE_v1_WAITER", "ROLE_v1_PAY"] };
export const discounter: Actor = { kind: "service", service: "discount" };

export const asked = (n: number, productId: string, more: Partial<RequestedLine> = {}): RequestedLine => ({
  id: id(n),
  productId,
  quantity: 1,
  config: {},
  status: "NEW",
  ...more,
});

export const creating = {
  type: "CreateOrder" as const,
  orderType: "DINE_IN",
  source: "WEB",
  currency: { code: "PLN", decimals: 2 },
} satisfies OrderCommand;

export const envelope = (command: OrderCommand, actor: Actor, more: Partial<CommandEnvelope> = {}): CommandEnvelope => ({
  tenant: "t1",
  region: "global",
  order,
  commandId: "c1",
  correlationId: "c1",
  actor,
  at,
  card,
  cards: [card, card2],
  claimCode: "BRAAAA",
  command,
  ...more,
});

/** A table's open bill. */
export const tab = { ...creating, orderType: "DINE_IN_OPEN" as const } satisfies OrderCommand;

/** Creates an order under these of its chain's rules. */
export const under = (rules: Partial<OrderSettings>, more: Partial<typeof creating> = {}) =>
  ({ ...creating, ...more, house: { ...DEFAULT_SETTINGS, ...rules } }) satisfies OrderCommand;

export const append = (...lines: RequestedLine[]) => ({ type: "AppendLines" as const, venue: "v1", lines }) satisfies OrderCommand;
export const pay = (n: number, amount: number, payment: TenderType = "CASH") =>
  ({ type: "RegisterPayment" as const, id: id(n), payment, source: "till", amount }) satisfies OrderCommand;

/** Runs commands that must succeed, one after the other, and gives the log. */
export function history(...steps: [OrderCommand, Actor][]): OrderEvent[] {
  let state: OrderState = initial;
  const log: OrderEvent[] = [];
  for (const [command, actor] of steps) {
    const decision = decide(state, { envelope: envelope(command, actor), menu, ruleSet: noRules });
    if (!decision.ok) throw new Error(`${command.type}: ${decision.error.code}`);
    log.push(...decision.value);
    state = decision.value.reduce(evolve, state);
  }
  return log;
}

/** `ruleSet`: the chain's discount rules; none that give anything unless told. */
export function given(...events: OrderEvent[]) {
  const state = events.reduce(evolve, initial);
  const when = (
    command: OrderCommand,
    actor: Actor = guest,
    more: Partial<CommandEnvelope> = {},
    ruleSet: RuleSet | undefined = noRules,
  ) => {
    const decision = decide(state, { envelope: envelope(command, actor, more), menu, ruleSet });
    return {
      decision,
      gives: (...expected: object[]) => expect(decision).toMatchObject({ ok: true, value: expected }),
      refuses: (rejection: object) => expect(decision).toEqual({ ok: false, error: rejection }),
      refusesWith: (code: string) => expect(decision).toMatchObject({ ok: false, error: { code } }),
      /** What it has caused, to go on from. */
      events: (): OrderEvent[] => {
        if (!decision.ok) throw new Error(`${command.type}: ${decision.error.code}`);
        return decision.value;
      },
      /** The order after it. */
      leaves: (): Order => {
        if (!decision.ok) throw new Error(decision.error.code);
        const after = decision.value.reduce(evolve, state);
        if (after.status === "ABSENT") throw new Error("absent");
        return after;
      },
    };
  };
  return {
    state,
    /** The order that the events have made. */
    get order(): Order {
      if (state.status === "ABSENT") throw new Error("absent");
      return state;
    },
    when,
    /** The decision where a venue keeps nothing for the order. */
    unavailable: (unavailable: Rejection, command: OrderCommand, actor: Actor) =>
      decide(state, { envelope: envelope(command, actor), menu, ruleSet: noRules, unavailable }),
  };
}
