import { describe, expect, it } from "vitest";
import { commands } from "./commands";
import { byService, byUser } from "./envelope";
import { at, id } from "./given.fixture";
import { DEFAULT_SETTINGS } from "./order-settings";

const line = { id: id(1), productId: "soup", quantity: 1, config: {}, status: "NEW" };
const letters = (count: number) => "a".repeat(count);
const times = <T>(count: number, item: (index: number) => T) => Array.from({ length: count }, (_, index) => item(index));
const slip = { timestamp: "t", amount: 100, printer: "P-1", slip: "S-1" };
const entry = { item: "soup", qty: 1, price: 100, total: 100, vat: "A" };
const address = { street: "Long", number: "1", city: "Gdynia", country: "PL" };

type Type = keyof typeof commands;

/** One of each, with nothing that may be left out. */
const least: { [T in Type]: object } = {
  CreateOrder: { orderType: "DINE_IN", source: "WEB", currency: { code: "PLN", decimals: 2 } },
  AppendLines: { venue: "v1", lines: [line] },
  RemoveLines: { lines: [id(1)] },
  ChangeQuantity: { line: id(1), quantity: 1 },
  SetContact: { contact: {} },
  StoreExtra: { store: {} },
  StoreLinesExtra: { lines: [id(1)], store: {} },
  CommentOrder: { id: id(1), comment: "hot" },
  CommentLine: { id: id(1), line: id(2), comment: "hot" },
  SetDue: { due: "2026-11-22T18:00:00.000Z" },
  SetDelivery: {},
  OpenPayment: { id: id(1), payment: "EPAYMENT", source: "s", amount: 0 },
  RegisterPayment: { id: id(1), payment: "CASH", source: "s", amount: 0 },
  ConfirmLines: { lines: [id(1)] },
  StartLines: { lines: [id(1)] },
  ProcessLines: { lines: [id(1)] },
  BumpLines: { venue: "v1" },
  RecallLines: { lines: [id(1)] },
  ExpediteOrder: { on: true },
  VoidLines: { lines: [id(1)] },
  WasteLines: { lines: [id(1)], reason: "burnt" },
  HoldLines: { lines: [id(1)] },
  FireLines: {},
  MoveLines: { lines: [id(1)], venue: "v2" },
  SplitLine: { line: id(1), parts: [1, 2].map((n) => ({ id: id(n), quantity: 1 })) },
  ReleaseLines: { transfer: id(1), to: id(2), merge: true },
  ClaimOrder: { claimCode: "ABC" },
  AddCoupon: { id: id(1), coupon: "WELCOME5" },
  RemoveCoupon: { id: id(1) },
  WaiveFee: { fee: "f", reason: "late" },
  OpenRefund: { id: id(1), payment: id(2), amount: 1, reason: "cold" },
  AddFiscal: { slip },
  TraceOrder: { config: "grill" },
  SetQueuePosition: { venue: "v1", position: "12" },
  CloseOrder: {},
  AbandonOrder: {},
  CancelOrder: {},
};
const types = Object.values(commands).map(({ shape }) => shape.type.value);

/** The command with something else at a path, `lines.0.quantity` say. */
function put(command: object, path: string, value: unknown): object {
  const [key = "", ...rest] = path.split(".");
  const inner: unknown = Reflect.get(command, key);
  const next = rest.length === 0 ? value : put(typeof inner === "object" && inner !== null ? inner : {}, rest.join("."), value);
  if (Array.isArray(command)) return command.map((item: unknown, index) => (String(index) === key ? next : item));
  return { ...command, [key]: next };
}

const LONG = {
  id: [letters(1), letters(128), "a_.-9"],
  notId: ["", letters(129), "a b", "ł", "a/b", "a\n"],
  extra: [{}, { [letters(64)]: letters(1024) }],
  notExtra: [{ "": "x" }, { [letters(65)]: "x" }, { x: letters(1025) }, { x: 1 }],
  uuids: [times(500, id)],
  notUuids: [[], times(501, id), ["x"]],
  remove: [[], times(64, (n) => `k${n}`), [letters(64)]],
  notRemove: [times(65, (n) => `k${n}`), [letters(65)], [""]],
};
const upTo = (most: number, few = 0): [unknown[], unknown[]] => [
  [letters(few), letters(most)],
  [letters(most + 1), 1, ...(few > 0 ? [letters(few - 1)] : [])],
];
const number = (few: number, most: number): [unknown[], unknown[]] => [
  [few, most],
  [few - 1, most + 1, few + 0.5, String(few)],
];
const amount: [unknown[], unknown[]] = [
  [0, 1, Number.MAX_SAFE_INTEGER],
  [-1, 0.5, "1", Number.MAX_SAFE_INTEGER + 1],
];

/** Type, path, what may stand there, and what may not. */
const limits: [Type, string, unknown[], unknown[]][] = [
  ["CreateOrder", "source", ...upTo(32)],
  ["CreateOrder", "contact.name", ...upTo(128)],
  ["CreateOrder", "contact.phone", ...upTo(32)],
  ["CreateOrder", "contact.email", ...upTo(254)],
  ["CreateOrder", "address", [address, { ...address, door: letters(32), postal: letters(16) }], [{ ...address, floor: "1" }]],
  ["CreateOrder", "address", [], Object.keys(address).map((key) => put(address, key, undefined))],
  ...(
    [
      ["street", 128],
      ["number", 32],
      ["door", 32],
      ["postal", 16],
      ["city", 128],
      ["country", 64],
    ] as const
  ).map(([key, most]): [Type, string, unknown[], unknown[]] => [
    "CreateOrder",
    "address",
    [put(address, key, letters(most))],
    [put(address, key, letters(most + 1))],
  ]),
  [
    "CreateOrder",
    "geoPosition",
    [
      { lat: -90, lng: -180 },
      { lat: 90, lng: 180 },
    ],
    [],
  ],
  [
    "CreateOrder",
    "geoPosition",
    [],
    [
      { lat: -90.1, lng: 0 },
      { lat: 90.1, lng: 0 },
      { lat: 0, lng: -180.1 },
      { lat: 0, lng: 180.1 },
    ],
  ],
  ["CreateOrder", "geoPosition", [], [{ lat: 0 }, { lng: 0 }, { lat: 0, lng: 0, height: 1 }]],
  ["CreateOrder", "extra", LONG.extra, LONG.notExtra],
  ["CreateOrder", "due", ["2026-11-22T18:00:00Z"], ["tomorrow", 1]],
  [
    "CreateOrder",
    "append",
    [{ venue: "v1", lines: [line] }],
    [{ venue: "v1", lines: [] }, { lines: [line] }, { venue: "v1", lines: [line], x: 1 }],
  ],
  ["CreateOrder", "house", [DEFAULT_SETTINGS], [{ ...DEFAULT_SETTINGS, x: 1 }, {}]],
  [
    "CreateOrder",
    "paid",
    [{ id: id(1), payment: "EXTERNAL", source: letters(64) }],
    [{ id: id(1), payment: "EXTERNAL", source: letters(65) }],
  ],
  [
    "CreateOrder",
    "paid",
    [{ id: id(1), payment: "EXTERNAL", source: "s", amount: 0 }],
    [{ id: id(1), payment: "EXTERNAL", source: "s", amount: -1 }],
  ],
  [
    "CreateOrder",
    "paid",
    [],
    [
      { id: "1", payment: "EXTERNAL", source: "s" },
      { id: id(1), payment: "GOLD", source: "s" },
      { id: id(1), payment: "CASH", source: "s", x: 1 },
    ],
  ],
  [
    "CreateOrder",
    "currency",
    [
      { code: "JPY", decimals: 0 },
      { code: "BHD", decimals: 3 },
    ],
    [
      { code: "PL", decimals: 2 },
      { code: "PLN", decimals: 4 },
      { code: "PLN", decimals: -1 },
    ],
  ],
  ["AppendLines", "venue", LONG.id, LONG.notId],
  [
    "AppendLines",
    "lines",
    [times(100, (n) => ({ ...line, id: id(n) }))],
    [[], times(101, (n) => ({ ...line, id: id(n) })), [{ ...line, x: 1 }]],
  ],
  ["AppendLines", "lines.0.id", [id(7)], ["7", ""]],
  ["AppendLines", "lines.0.productId", LONG.id, LONG.notId],
  ["AppendLines", "lines.0.quantity", ...number(1, 100_000)],
  ["AppendLines", "lines.0.price", ...amount],
  ["AppendLines", "lines.0.status", ["NEW", "CONFIRMED"], ["PROCESSED", "VOID", ""]],
  ["AppendLines", "lines.0.comment", ...upTo(255)],
  ["AppendLines", "lines.0.extra", LONG.extra, LONG.notExtra],
  ["AppendLines", "lines.0.course", ...number(1, 20)],
  ["AppendLines", "lines.0.held", [true, false], ["yes"]],
  ["RemoveLines", "lines", LONG.uuids, LONG.notUuids],
  ["ChangeQuantity", "line", [id(7)], ["7"]],
  ["ChangeQuantity", "quantity", ...number(1, 100_000)],
  ["SetContact", "contact", [{}, { name: "Ann" }], [{ nick: "A" }]],
  ["StoreExtra", "store", LONG.extra, LONG.notExtra],
  ["StoreExtra", "remove", LONG.remove, LONG.notRemove],
  ["StoreLinesExtra", "lines", LONG.uuids, LONG.notUuids],
  ["StoreLinesExtra", "remove", LONG.remove, LONG.notRemove],
  ["CommentOrder", "comment", ...upTo(255, 1)],
  ["CommentLine", "comment", ...upTo(255, 1)],
  ["CommentLine", "line", [id(7)], ["7"]],
  ["SetDue", "due", ["2026-11-22T18:00:00Z"], ["tomorrow", 1]],
  ["SetDelivery", "address", [address], [{ ...address, floor: "1" }, "Long 1"]],
  ["SetDelivery", "geoPosition", [{ lat: -90, lng: 180 }], [{ lat: 90.1, lng: 0 }, { lat: 0, lng: -180.1 }, { lat: 0 }]],
  [
    "OpenPayment",
    "payment",
    ["CARD", "CARD_CLOUD", "CASH", "COD", "COUPON", "EPAYMENT", "EXTERNAL", "GIFTCARD", "PREAUTHORIZED", "TERMINAL", "WALLET"],
    ["GOLD", ""],
  ],
  ["OpenPayment", "source", ...upTo(64)],
  ["OpenPayment", "amount", ...amount],
  ["OpenPayment", "returnUrl", ...upTo(2048)],
  ["OpenPayment", "returnErrorUrl", ...upTo(2048)],
  ["OpenPayment", "lines", LONG.uuids, LONG.notUuids],
  ["RegisterPayment", "source", ...upTo(64)],
  ["RegisterPayment", "amount", ...amount],
  ["RegisterPayment", "lines", LONG.uuids, LONG.notUuids],
  ["VoidLines", "reason", ...upTo(255)],
  ["WasteLines", "reason", ...upTo(255, 1)],
  ["FireLines", "lines", LONG.uuids, LONG.notUuids],
  ["FireLines", "course", ...number(1, 20)],
  ["MoveLines", "venue", LONG.id, LONG.notId],
  [
    "SplitLine",
    "parts",
    [times(100, (n) => ({ id: id(n), quantity: 1 }))],
    [times(101, (n) => ({ id: id(n), quantity: 1 })), [{ id: id(1), quantity: 1 }]],
  ],
  ["SplitLine", "parts.0.quantity", ...number(1, 100_000)],
  ["SplitLine", "parts.0.x", [], [1]],
  ["ReleaseLines", "lines", LONG.uuids, LONG.notUuids],
  ["ClaimOrder", "claimCode", ...upTo(16)],
  ["AddCoupon", "coupon", [letters(1), letters(64), "A_.-9"], ["", letters(65), "a b", "ab/", "/ab"]],
  ["AddCoupon", "data", [{}, { a: "b" }], [{ a: 1 }]],
  ["WaiveFee", "fee", ["f", letters(200)], ["", "a b", letters(201)]],
  ["WaiveFee", "reason", ...upTo(255, 1)],
  ["OpenRefund", "amount", ...number(1, Number.MAX_SAFE_INTEGER)],
  ["OpenRefund", "reason", ...upTo(255, 1)],
  ["OpenRefund", "kind", ["goodwill", "correction", "reversal"], ["cancellation", "gift", ""]],
  ["AddFiscal", "slip.printer", ...upTo(64, 1)],
  ["AddFiscal", "slip.slip", ...upTo(64, 1)],
  ["AddFiscal", "slip.amount", [-100, 0, 100], [0.5, "1"]],
  ["AddFiscal", "slip.venue", ...upTo(128)],
  ["AddFiscal", "slip.user", ...upTo(128)],
  ["AddFiscal", "slip.taxId", ...upTo(32)],
  ["AddFiscal", "slip.message", ...upTo(255)],
  ["AddFiscal", "slip.proforma", [true, false], ["yes"]],
  ["AddFiscal", "slip.extra", [{ [letters(64)]: letters(1024) }], [{ [letters(65)]: "x" }, { x: letters(1025) }]],
  ["AddFiscal", "slip.payments", [{}, { [letters(64)]: -100 }], [{ [letters(65)]: 1 }, { CASH: 0.5 }]],
  [
    "AddFiscal",
    "slip.subTotalDiscounts",
    [[], times(100, () => ({ name: letters(128), discount: -1, vat: letters(16) }))],
    [
      times(101, () => ({ name: "x", discount: 1, vat: "" })),
      [{ name: letters(129), discount: 1, vat: "" }],
      [{ name: "x", discount: 0.5, vat: "" }],
    ],
  ],
  [
    "AddFiscal",
    "slip.drsSummary",
    [[], times(100, () => ({ deposit: 50, count: 2 }))],
    [times(101, () => ({ deposit: 1, count: 1 })), [{}]],
  ],
  ["AddFiscal", "slip.x", [], [1]],
  [
    "AddFiscal",
    "slip.entries",
    [[], [entry], times(500, () => entry), [{ ...entry, discount: 1 }]],
    [times(501, () => entry), [{ ...entry, x: 1 }], [{}]],
  ],
  [
    "AddFiscal",
    "slip.entries",
    [[{ ...entry, item: letters(128), vat: letters(16), qty: 0 }]],
    [[{ ...entry, item: letters(129) }], [{ ...entry, vat: letters(17) }]],
  ],
  [
    "AddFiscal",
    "slip.entries",
    [[{ ...entry, qty: 100_000 }], [{ ...entry, qty: -100_000 }]],
    [[{ ...entry, qty: -100_001 }], [{ ...entry, qty: 100_001 }]],
  ],
  ["TraceOrder", "config", LONG.id, LONG.notId],
  ["TraceOrder", "venue", LONG.id, LONG.notId],
  ["TraceOrder", "seq", [1, Number.MAX_SAFE_INTEGER], [0, 1.5, "1"]],
  ["BumpLines", "venue", LONG.id, LONG.notId],
  ["BumpLines", "station", ...upTo(64, 1)],
  ["BumpLines", "lines", LONG.uuids, LONG.notUuids],
  ["RecallLines", "lines", LONG.uuids, LONG.notUuids],
  ["ExpediteOrder", "on", [true, false], ["yes", null]],
  ["SetQueuePosition", "venue", LONG.id, LONG.notId],
  ["SetQueuePosition", "position", [letters(1), letters(32), "A_.-9"], ["", letters(33), "a b", "ab/", "/ab"]],
  ["CloseOrder", "statusInfo", ...upTo(255)],
  ["AbandonOrder", "statusInfo", ...upTo(255)],
  ["CancelOrder", "statusInfo", ...upTo(255)],
];

describe("what may be asked of an order", () => {
  it.each(types)("[O161] needs what it needs, and takes nothing that it does not know: %s", (type) => {
    const command = { type, ...least[type] };
    const schema = commands[type];
    expect(schema.parse(command)).toEqual(command);
    expect(schema.safeParse({ ...command, more: 1 }).success).toBe(false);
    for (const key of Object.keys(least[type])) expect([key, schema.safeParse(put(command, key, undefined)).success]).toEqual([key, false]);
  });

  it.each(limits)("[O162] has its limits, and says which field is beyond them: %s %s", (type, path, good, bad) => {
    const command = { type, ...least[type] };
    for (const value of good) expect(commands[type].parse(put(command, path, value))).toEqual(put(command, path, value));
    for (const value of bad) {
      const refused = commands[type].safeParse(put(command, path, value));
      const fields = refused.error?.issues.map((issue) => issue.path.join("."));
      expect([value, fields?.some((field) => `${field}.`.startsWith(path.split(".")[0] ?? ""))]).toEqual([value, true]);
    }
  });

  it("[O163] travels in an envelope that says who, when and in whose name", () => {
    const command = { type: "CompleteOrder" as const };
    const where = { tenant: "t", region: "global" as const };
    expect(byUser({ ...where, user: "ann", roles: ["ROLE_USER"] }, id(1), "key", at, command)).toEqual({
      ...where,
      order: id(1),
      commandId: "ann:key",
      correlationId: "key",
      actor: { kind: "user", user: "ann", roles: ["ROLE_USER"] },
      at,
      command,
    });
    expect(byService("clock", { ...where, order: id(1) }, "id", at, command)).toEqual({
      ...where,
      order: id(1),
      commandId: "id",
      correlationId: "id",
      actor: { kind: "service", service: "clock" },
      at,
      command,
    });
  });

  it("[O597] money comes in by no payment of type RETURN: that is how it goes back", () => {
    for (const command of [
      { type: "RegisterPayment" as const, id: id(1), payment: "RETURN", source: "s", amount: 0 },
      { type: "OpenPayment" as const, id: id(1), payment: "RETURN", source: "s", amount: 0 },
      { type: "CreateOrder" as const, ...least.CreateOrder, paid: { id: id(1), payment: "RETURN", source: "s" } },
    ])
      expect(commands[command.type].safeParse(command).error?.issues.map(({ path }) => path.at(-1))).toEqual(["payment"]);
  });
});
