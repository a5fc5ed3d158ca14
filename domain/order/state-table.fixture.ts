// Every command in every state: what becomes of it. For tests only; docs/spec/order-states.md has the same table, and must.
import type { Actor, OrderCommand } from "./commands";
import { decide } from "./decide";
import type { OrderEvent } from "./events";
import { evolve, replay } from "./evolve";
import {
  append,
  asked,
  boss,
  clock,
  creating,
  discounter,
  envelope,
  history,
  id,
  kitchen,
  menu,
  menuWorker,
  mover,
  pay,
  tab,
  till,
  noRules,
} from "./given.fixture";
import { DEFAULT_SETTINGS } from "./order-settings";
import { initial, type OrderState } from "./state";

const soup = append(asked(1, "soup", { quantity: 2 }));
const fees = [{ id: "fee", kind: "SERVICE" as const, name: "Fee", charge: { per: "ORDER" as const, amount: 0 }, vat: "8" }];
const born = { ...creating, house: { ...DEFAULT_SETTINGS, fees } };
const process: OrderCommand = { type: "ProcessLines", lines: [id(1)] };
const lines = history([born, boss], [soup, boss]);
const placed: [OrderCommand, Actor][] = [
  [born, boss],
  [soup, boss],
  [pay(90, 2500), till],
];
const table: [OrderCommand, Actor][] = [
  [{ ...tab, house: born.house }, boss],
  [append(asked(1, "soup", { quantity: 2 }), asked(2, "cola")), boss],
];

/** One order in each state; "in transit" has line 1 on its way to another, "being paid" a payment that has begun. */
const states: Record<string, OrderState> = {
  "–": initial,
  NEW: replay(history([born, boss])),
  "NEW, lines": replay(lines),
  "being paid": replay(
    history([born, boss], [soup, boss], [{ type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "sandbox", amount: 2500 }, boss]),
  ),
  "in transit": replay(
    history(
      [born, boss],
      [append(asked(1, "soup", { quantity: 2 }), asked(2, "cola")), boss],
      [{ type: "ReleaseLines", transfer: id(70), to: id(71), lines: [id(2)], merge: false }, boss],
    ),
  ),
  tab: replay(history(...table)),
  "tab, placed": replay(history(...table, [{ type: "FireLines", lines: [id(1)] }, boss])),
  COMPLETED: replay(history(...placed)),
  VERIFIED: replay(history(...placed, [{ type: "VerifyOrder" }, boss])),
  DELIVER: replay(history(...placed, [process, kitchen])),
  DELIVERED: replay(history(...placed, [process, kitchen], [{ type: "DeliverOrder" }, kitchen])),
  CLOSED: replay(history(...placed, [process, kitchen], [{ type: "CloseOrder" }, kitchen])),
  ABANDONED: replay(history([born, boss], [{ type: "AbandonOrder" }, boss])),
  CANCELLED: replay(history([born, boss], [soup, boss], [{ type: "CancelOrder" }, boss])),
};

const one = [id(1)];
/** One of each; the compiler names those that are missing. */
export const commands: { [Type in OrderCommand["type"]]: Extract<OrderCommand, { type: Type }> } = {
  CreateOrder: born,
  AppendLines: append(asked(9, "soup")),
  RemoveLines: { type: "RemoveLines", lines: one },
  ChangeQuantity: { type: "ChangeQuantity", line: id(1), quantity: 3 },
  SplitLine: {
    type: "SplitLine",
    line: id(1),
    parts: [
      { id: id(1), quantity: 1 },
      { id: id(8), quantity: 1 },
    ],
  },
  MoveLines: { type: "MoveLines", lines: one, venue: "v1" },
  ReleaseLines: { type: "ReleaseLines", transfer: id(72), to: id(73), lines: one, merge: false },
  ReceiveLines: { type: "ReceiveLines", transfer: id(74), from: id(75), by: "sue", currency: creating.currency, buckets: [], comments: [] },
  SettleTransfer: { type: "SettleTransfer", transfer: id(70), accepted: true },
  SetContact: { type: "SetContact", contact: { name: "Ann" } },
  StoreExtra: { type: "StoreExtra", store: { a: "1" } },
  StoreLinesExtra: { type: "StoreLinesExtra", lines: one, store: { a: "1" } },
  CommentOrder: { type: "CommentOrder", id: id(80), comment: "hot" },
  CommentLine: { type: "CommentLine", id: id(80), line: id(1), comment: "hot" },
  ClaimOrder: { type: "ClaimOrder", claimCode: "BRAAAA" },
  SetDue: { type: "SetDue", due: "2026-11-22T13:00:00.000Z" },
  SetDelivery: { type: "SetDelivery", geoPosition: { lat: 52.2, lng: 21 } },
  AddCoupon: { type: "AddCoupon", id: id(81), coupon: "FREE" },
  RemoveCoupon: { type: "RemoveCoupon", id: id(81) },
  SetTip: { type: "SetTip", amount: 100 },
  WaiveFee: { type: "WaiveFee", fee: "fee", reason: "late" },
  ApplyDiscounts: { type: "ApplyDiscounts", revision: 2, layer: "rules", discounts: [] },
  OpenPayment: { type: "OpenPayment", id: id(51), payment: "EPAYMENT", source: "sandbox", amount: 100 },
  RegisterPayment: pay(91, 100),
  DeclinePayment: { type: "DeclinePayment", id: id(50), reason: "no" },
  CompleteOrder: { type: "CompleteOrder" },
  ConfirmLines: { type: "ConfirmLines", lines: one },
  StartLines: { type: "StartLines", lines: one },
  ProcessLines: { type: "ProcessLines", lines: one },
  BumpLines: { type: "BumpLines", venue: "v1" },
  RecallLines: { type: "RecallLines", lines: one },
  ExpediteOrder: { type: "ExpediteOrder", on: true },
  VoidLines: { type: "VoidLines", lines: one },
  WasteLines: { type: "WasteLines", lines: one, reason: "burnt" },
  HoldLines: { type: "HoldLines", lines: one },
  FireLines: { type: "FireLines" },
  SetQueuePosition: { type: "SetQueuePosition", venue: "v1", position: "7" },
  TraceOrder: { type: "TraceOrder", config: "grill" },
  AlertKitchen: { type: "AlertKitchen" },
  EscalateOrder: { type: "EscalateOrder" },
  RecheckLines: { type: "RecheckLines", venue: "v1" },
  AddFiscal: { type: "AddFiscal", slip: { timestamp: "2026-11-22T12:00:00Z", amount: 2500, printer: "P-1", slip: "S-1" } },
  VerifyOrder: { type: "VerifyOrder" },
  DeliverOrder: { type: "DeliverOrder" },
  OpenRefund: { type: "OpenRefund", id: id(60), payment: id(90), amount: 100, reason: "cold" },
  RegisterRefund: { type: "RegisterRefund", id: id(60), reference: "r" },
  DeclineRefund: { type: "DeclineRefund", id: id(60), reason: "no" },
  CloseOrder: { type: "CloseOrder" },
  AbandonOrder: { type: "AbandonOrder" },
  CancelOrder: { type: "CancelOrder" },
  EraseOrder: { type: "EraseOrder" },
};

const givers: Partial<Record<OrderCommand["type"], Actor>> = {
  ApplyDiscounts: discounter,
  ReceiveLines: mover,
  SettleTransfer: mover,
  AlertKitchen: clock,
  EscalateOrder: clock,
  RecheckLines: menuWorker,
};

/** What becomes of a command in a state: `✓` a change, `→ X` another state, `·` no change, or the rejection's code. */
function outcome(command: OrderCommand, state: OrderState): string {
  const decision = decide(state, { envelope: envelope(command, givers[command.type] ?? boss), menu, ruleSet: noRules });
  if (!decision.ok) return decision.error.code;
  const after = decision.value.reduce<OrderState>((now, event: OrderEvent) => evolve(now, event), state);
  return decision.value.length === 0 ? "·" : after.status === state.status ? "✓" : `→ ${after.status}`;
}

/** The table as rows of cells, the first row being the head. */
export function tableOfStates(): string[][] {
  const head = ["command", ...Object.keys(states)];
  const rows = Object.entries(commands).map(([name, command]) => [name, ...Object.values(states).map((state) => outcome(command, state))]);
  return [head, ...rows];
}
