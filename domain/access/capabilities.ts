// What each role allows (docs/spec/roles.md has the same table, and must).
import { TenderType } from "../order/commands";

const KITCHEN = ["MANAGER", "ORDERS", "KDS", "COOK", "WAITER"] as const;
const STAFF = [...KITCHEN, "VERIFY", "QUEUE", "PAY", "COURIER", "AGGREGATOR"] as const;
const CHAIN = ["ADMIN", "MENU", "VIEWMENU", "MENULOCKS", "STOCK", "VENUES", "VIEWVENUES", "MODULES", "READMODULES"] as const;
const TENDERS = TenderType.options.map((tender) => `PAY_${tender}` as const);

/** `SU` may do everything. `DEVICE` is a till's module; `KIOSK` and `ALTERPRICE` are beside others. */
export const ROLES = [...STAFF, ...TENDERS, ...CHAIN, "KIOSK", "DEVICE", "ALTERPRICE", "SU"] as const;
export type Role = (typeof ROLES)[number];

/** Who may: by a role for the whole chain; by a role at the venue that it is about. */
type Allowed = { readonly chain: readonly Role[]; readonly venue: readonly Role[] };

const anywhere = (...roles: Role[]): Allowed => ({ chain: roles, venue: roles });
const chainWide = (...roles: Role[]): Allowed => ({ chain: roles, venue: [] });

const CAPABILITIES = {
  /** To see a venue's orders as they are. */
  "orders.watch": anywhere(...STAFF),
  /** To deal with them as staff do, who are held to no guest's terms. */
  "orders.serve": anywhere(...STAFF),
  /** To act for the house: staff, and the devices that the chain has put up. */
  "orders.operate": anywhere(...STAFF, "KIOSK"),
  "orders.search": anywhere("MANAGER", "ORDERS"),
  /** To bring orders, and lines, under an aggregator's name. */
  "orders.bring-aggregated": anywhere("AGGREGATOR", "MANAGER", "ORDERS"),
  /** To bring orders that are paid already; whoever does says of the payment that it was made. */
  "orders.bring-paid": anywhere("AGGREGATOR"),
  "payments.bring": anywhere("PAY"),
  /** To name a kiosk as an order's source. */
  "orders.bring-from-kiosk": anywhere("KIOSK", "MANAGER", "ORDERS"),
  /** To have made what is not paid yet, and bring the bill. */
  "orders.bill": anywhere(...KITCHEN, "PAY"),
  "orders.verify": anywhere("MANAGER", "ORDERS", "VERIFY"),
  "orders.queue": anywhere(...KITCHEN, "QUEUE"),
  "orders.deliver": anywhere(...KITCHEN, "QUEUE", "COURIER"),
  "orders.cancel": anywhere("MANAGER", "ORDERS", "WAITER"),
  "orders.erase": chainWide("MANAGER"),
  "kitchen.work": anywhere(...KITCHEN),
  "payments.take": anywhere("MANAGER", "PAY"),
  "fees.waive": anywhere("MANAGER"),
  "prices.alter": chainWide("ALTERPRICE"),
  "slips.add": anywhere("MANAGER", "PAY", "ORDERS"),
  "slips.read": anywhere("MANAGER", "ORDERS", "PAY"),
  "stock.count": anywhere("STOCK", "MENULOCKS", "MANAGER"),
  "locks.read": { chain: ["VIEWMENU", "MENU", "MANAGER", "MENULOCKS"], venue: ["MANAGER", "MENULOCKS"] },
  "locks.write": { chain: ["MENU", "MANAGER", "MENULOCKS"], venue: ["MANAGER", "MENULOCKS"] },
  "menus.read": chainWide("MENU", "VIEWMENU", "MANAGER"),
  /** Items, menus and price lists one by one: who locks what is sold looks it up. */
  "menus.look-up": chainWide("MENU", "VIEWMENU", "MANAGER", "MENULOCKS"),
  "menus.write": chainWide("MENU"),
  "venues.read": { chain: ["MANAGER", "VENUES", "VIEWVENUES"], venue: ["MANAGER"] },
  "venues.write": { chain: ["MANAGER", "VENUES"], venue: ["MANAGER"] },
  /** To say of a venue's till that it is there, or takes no orders. */
  "tills.report": { chain: ["MANAGER", "VENUES", "DEVICE"], venue: ["MANAGER"] },
  /** To hear what a venue's devices are told to do. */
  "steering.hear": anywhere(...KITCHEN),
  "modules.read": anywhere("MODULES", "READMODULES"),
  "modules.write": anywhere("MODULES"),
  "holidays.read": chainWide("MANAGER", "ADMIN", "VENUES", "VIEWVENUES", "MENU", "VIEWMENU"),
  "holidays.write": chainWide("MANAGER", "ADMIN"),
  "audit.read": chainWide("MANAGER", "ADMIN"),
  /** What changes of menus were about. */
  "audit.read-menus": chainWide("MENU", "VIEWMENU", "MANAGER", "ADMIN"),
  /** Webhooks, and what has failed. */
  "chain.administer": chainWide("ADMIN"),
  /** Nobody of the chain. */
  "platform.operate": chainWide(),
} satisfies Record<string, Allowed>;

/** `payments.take:CASH`: also of those who hold `PAY_CASH`, and take that type alone. */
type OfTender = `${"payments.take" | "payments.bring"}:${TenderType}`;
export type Capability = keyof typeof CAPABILITIES | OfTender;

const ofTender = (tender: TenderType): [OfTender, Allowed][] => [
  [`payments.take:${tender}`, anywhere(...CAPABILITIES["payments.take"].chain, `PAY_${tender}`)],
  [`payments.bring:${tender}`, anywhere(...CAPABILITIES["payments.bring"].chain, `PAY_${tender}`)],
];

export const capabilities: ReadonlyMap<string, Allowed> = new Map<string, Allowed>([
  ...Object.entries(CAPABILITIES),
  ...TenderType.options.flatMap(ofTender),
]);

export const allowed = (capability: Capability): Allowed => capabilities.get(capability) ?? CAPABILITIES["platform.operate"];
