// D1: what tenants own, and what is projected from orders. Every key leads with the tenant; rows are read and written through the repositories beside
// this file, which are made for one tenant. Instants are RFC 3339 UTC, amounts minor units, documents JSON text checked by zod on the way in.
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { OrderType } from "../../../domain/menu/channel";
import type { OrderStatus } from "../../../domain/order/status";

export const tenants = sqliteTable("tenants", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  /** OAuth client of the tenant's own apps. */
  clientId: text("client_id").notNull(),
  /** SHA-256, hex: client secrets are random and long, so a fast hash is enough. */
  clientSecretHash: text("client_secret_hash").notNull(),
  region: text("region", { enum: ["global", "eu"] }).notNull(),
  currency: text("currency").notNull(),
  decimals: integer("decimals").notNull(),
  /** Public properties, flat string map. */
  properties: text("properties", { mode: "json" }).$type<Record<string, string>>().notNull(),
});

export const users = sqliteTable(
  "users",
  {
    tenant: text("tenant").notNull(),
    id: text("id").notNull(),
    login: text("login").notNull(),
    /** scrypt, PHC string. */
    password: text("password").notNull(),
    roles: text("roles", { mode: "json" }).$type<string[]>().notNull(),
    active: integer("active", { mode: "boolean" }).notNull(),
    firstName: text("first_name"),
    lastName: text("last_name"),
    phone: text("phone"),
    created: text("created").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.id] }), uniqueIndex("users_by_login").on(t.tenant, t.login)],
);

/** One row per sign-in. Refresh tokens rotate; each is derived from the one before it, so only hashes are stored. */
export const tokenFamilies = sqliteTable(
  "token_families",
  {
    tenant: text("tenant").notNull(),
    id: text("id").notNull(),
    user: text("user").notNull(),
    login: text("login").notNull(),
    anonymous: integer("anonymous", { mode: "boolean" }).notNull(),
    /** SHA-256 hex of the token in force, and of the one it replaced. */
    current: text("current").notNull(),
    previous: text("previous"),
    rotatedAt: text("rotated_at").notNull(),
    expiresAt: text("expires_at").notNull(),
    revoked: integer("revoked", { mode: "boolean" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.id] }), index("families_by_user").on(t.tenant, t.user)],
);

export const venues = sqliteTable(
  "venues",
  {
    tenant: text("tenant").notNull(),
    id: text("id").notNull(),
    name: text("name").notNull(),
    menu: text("menu").notNull(),
    timeZone: text("time_zone").notNull(),
    lat: text("lat"),
    lng: text("lng"),
    /** The whole venue as the published types show it (IVenueConfig). */
    document: text("document", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.id] })],
);

/** Authored menu nodes: products, groups. `document` is the node as the published importer writes it. */
export const menuItems = sqliteTable(
  "menu_items",
  {
    tenant: text("tenant").notNull(),
    id: text("id").notNull(),
    kind: text("kind").notNull(),
    document: text("document", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    changed: text("changed").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.id] })],
);

/** Authored menus: trees of references. */
export const menus = sqliteTable(
  "menus",
  {
    tenant: text("tenant").notNull(),
    id: text("id").notNull(),
    document: text("document", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    changed: text("changed").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.id] })],
);

/** Which compiled menu is in force. KV holds the documents under their content hash. */
export const menuPointers = sqliteTable(
  "menu_pointers",
  {
    tenant: text("tenant").notNull(),
    venue: text("venue").notNull(),
    channel: text("channel").notNull(),
    menu: text("menu").notNull(),
    hash: text("hash").notNull(),
    compiledAt: text("compiled_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.venue, t.channel] })],
);

/** Which compiled menu came in force when: what a till sold while it was offline costs what it did then. */
export const menuPointerLog = sqliteTable(
  "menu_pointer_log",
  {
    tenant: text("tenant").notNull(),
    venue: text("venue").notNull(),
    channel: text("channel").notNull(),
    since: text("since").notNull(),
    menu: text("menu").notNull(),
    hash: text("hash").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.venue, t.channel, t.since] })],
);

export const menuLocks = sqliteTable(
  "menu_locks",
  {
    tenant: text("tenant").notNull(),
    id: text("id").notNull(),
    /** IMenuLock of the published types. */
    document: text("document", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    created: text("created").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.id] })],
);

export const discountRules = sqliteTable(
  "discount_rules",
  {
    tenant: text("tenant").notNull(),
    id: text("id").notNull(),
    active: integer("active", { mode: "boolean" }).notNull(),
    document: text("document", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.id] })],
);

/** Where a tenant's webhooks go. The secret, the delivery log and the retries live in the endpoint's own object. */
export const webhookEndpoints = sqliteTable(
  "webhook_endpoints",
  {
    tenant: text("tenant").notNull(),
    id: text("id").notNull(),
    url: text("url").notNull(),
    description: text("description").notNull(),
    types: text("types", { mode: "json" }).$type<string[]>().notNull(),
    /** `standard`: {type, timestamp, data}; `classic`: the older body that published receivers read (WIRE.md section 13). */
    format: text("format", { enum: ["standard", "classic"] }).notNull(),
    active: integer("active", { mode: "boolean" }).notNull(),
    created: text("created").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.id] })],
);

/** Dead letters: work that a consumer could not do, kept until an admin has dealt with it. */
export const failures = sqliteTable(
  "failures",
  {
    tenant: text("tenant").notNull(),
    /** The message's id: a dead letter that arrives twice is one failure. */
    id: text("id").notNull(),
    queue: text("queue").notNull(),
    body: text("body").notNull(),
    attempts: integer("attempts").notNull(),
    failedAt: text("failed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.id] }), index("failures_by_time").on(t.tenant, t.failedAt)],
);

/** Projection of orders for search and reports; `seq` guards against late messages. */
export const orders = sqliteTable(
  "orders",
  {
    tenant: text("tenant").notNull(),
    id: text("id").notNull(),
    seq: integer("seq").notNull(),
    status: text("status").$type<OrderStatus>().notNull(),
    orderType: text("order_type").$type<OrderType>().notNull(),
    source: text("source").notNull(),
    creator: text("creator").notNull(),
    venues: text("venues", { mode: "json" }).$type<string[]>().notNull(),
    currency: text("currency").notNull(),
    total: integer("total").notNull(),
    discount: integer("discount").notNull(),
    paid: integer("paid").notNull(),
    paymentTypes: text("payment_types", { mode: "json" }).$type<string[]>().notNull(),
    lines: integer("lines").notNull(),
    phone: text("phone"),
    email: text("email"),
    extId: text("ext_id"),
    /** Only while the order is open: a code may come again. */
    claimCode: text("claim_code"),
    /** What each venue's lines come to after discounts. */
    venueTotals: text("venue_totals", { mode: "json" }).$type<Record<string, number>>().notNull().default({}),
    created: text("created").notNull(),
    changed: text("changed").notNull(),
    due: text("due"),
    completedTime: text("completed_time"),
    closedDate: text("closed_date"),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.id] }),
    index("orders_by_created").on(t.tenant, t.created),
    index("orders_by_status").on(t.tenant, t.status, t.created),
    index("orders_by_completed").on(t.tenant, t.completedTime),
    index("orders_by_claim_code").on(t.tenant, t.claimCode),
    index("orders_by_ext_id").on(t.tenant, t.extId),
    index("orders_by_phone").on(t.tenant, t.phone),
    index("orders_by_email").on(t.tenant, t.email),
  ],
);
