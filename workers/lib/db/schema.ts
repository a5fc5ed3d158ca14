// D1: what tenants own, and what is projected from orders. Every key leads with the tenant;
// rows are read and written through the repositories beside this file, which are made for one tenant.
// Instants are RFC 3339 UTC, amounts minor units, documents JSON text checked by zod on the way in.
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { OrderType } from "../../../domain/menu/channel";
import type { OrderStatus } from "../../../domain/order/status";
import type { ModuleType } from "../../../protocol/module";

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
  /** Counts changes of menu locks, so that venues can tell newer lists of locks from older ones. */
  lockRevision: integer("lock_revision").notNull().default(0),
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
  (t) => [
    primaryKey({ columns: [t.tenant, t.id] }),
    index("families_by_user").on(t.tenant, t.user),
    index("families_by_expiry").on(t.expiresAt),
  ],
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
    /** Counts changes, from 1: two editors at once are told apart by it (the strong `ETag`). */
    revision: integer("revision").notNull().default(1),
  },
  // The second answers which venues have changed without a look at their documents, which are large.
  (t) => [primaryKey({ columns: [t.tenant, t.id] }), index("venues_by_revision").on(t.tenant, t.id, t.revision)],
);

/** Devices and programs that sign in by themselves (`IModule`). A user is one module at most: a token speaks for one. */
export const modules = sqliteTable(
  "modules",
  {
    tenant: text("tenant").notNull(),
    id: text("id").notNull(),
    type: text("type").$type<ModuleType>().notNull(),
    /** Empty: of the whole chain. */
    venue: text("venue").notNull(),
    production: integer("production", { mode: "boolean" }).notNull(),
    /** Who signs in as the module. */
    user: text("user"),
    config: text("config", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    extra: text("extra", { mode: "json" }).$type<Record<string, string>>().notNull(),
    created: text("created").notNull(),
    createdBy: text("created_by").notNull(),
    updated: text("updated").notNull(),
    updatedBy: text("updated_by").notNull(),
    /** Counts changes, from 1: two editors at once are told apart by it (the strong `ETag`). */
    revision: integer("revision").notNull().default(1),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.id] }),
    uniqueIndex("modules_by_user").on(t.tenant, t.user),
    index("modules_by_type").on(t.tenant, t.type, t.id),
  ],
);

/** What all modules of a type have in common (`IModuleCommonConfig`). */
export const moduleTypes = sqliteTable(
  "module_types",
  {
    tenant: text("tenant").notNull(),
    type: text("type").$type<ModuleType>().notNull(),
    properties: text("properties", { mode: "json" }).$type<Record<string, string>>().notNull(),
    revision: integer("revision").notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.type] })],
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
    /** Counts changes, from 1: two editors at once are told apart by it (the strong `ETag`). */
    revision: integer("revision").notNull().default(1),
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
    /** Counts changes, from 1: two editors at once are told apart by it (the strong `ETag`). */
    revision: integer("revision").notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.id] })],
);

/** Where, through which channels and at what times a price list holds. The prices stand at the products (`pricelists`). */
export const priceLists = sqliteTable(
  "price_lists",
  {
    tenant: text("tenant").notNull(),
    id: text("id").notNull(),
    document: text("document", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    changed: text("changed").notNull(),
    /** Counts changes, from 1: two editors at once are told apart by it (the strong `ETag`). */
    revision: integer("revision").notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.id] })],
);

/**
 * A menu frozen as it was authored at one moment, to be looked at, published, and gone back to. KV holds the source under its content hash.
 */
export const menuVersions = sqliteTable(
  "menu_versions",
  {
    tenant: text("tenant").notNull(),
    menu: text("menu").notNull(),
    /** From 1, by menu. */
    version: integer("version").notNull(),
    state: text("state", { enum: ["compiling", "ready", "failed"] }).notNull(),
    /** Content hash of the authored source; none until it has been read. */
    source: text("source"),
    note: text("note").notNull(),
    /** What should happen once it is compiled: null for nothing. */
    publish: text("publish", { mode: "json" }).$type<Record<string, unknown>>(),
    problems: text("problems", { mode: "json" }).$type<unknown[]>().notNull(),
    created: text("created").notNull(),
    createdBy: text("created_by").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.menu, t.version] })],
);

/** The compiled documents of a version: which hash is sold where and how. */
export const menuVersionTargets = sqliteTable(
  "menu_version_targets",
  {
    tenant: text("tenant").notNull(),
    menu: text("menu").notNull(),
    version: integer("version").notNull(),
    venue: text("venue").notNull(),
    /** By channel, the hash of the compiled menu. */
    hashes: text("hashes", { mode: "json" }).$type<Record<string, string>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.menu, t.version, t.venue] })],
);

/** That a version shall be sold from, where, and from when on. The venues' objects hold what is in force. */
export const menuPublications = sqliteTable(
  "menu_publications",
  {
    /** Counts all publications; of two for the same moment the greater counts. */
    number: integer("number").primaryKey({ autoIncrement: true }),
    tenant: text("tenant").notNull(),
    menu: text("menu").notNull(),
    version: integer("version").notNull(),
    /** Local date and time by each venue's own clock (`2026-12-01T06:00`), or an instant in UTC. */
    at: text("at").notNull(),
    /** Null: every venue that uses the menu. */
    venues: text("venues", { mode: "json" }).$type<string[]>(),
    cancelled: integer("cancelled", { mode: "boolean" }).notNull().default(false),
    created: text("created").notNull(),
    createdBy: text("created_by").notNull(),
  },
  (t) => [index("menu_publications_by_menu").on(t.tenant, t.menu, t.number)],
);

/** Who changed what, when, from what to what. Rows are only ever added. */
export const auditLog = sqliteTable(
  "audit_log",
  {
    tenant: text("tenant").notNull(),
    /** UUID v7: sorts by time. */
    id: text("id").notNull(),
    at: text("at").notNull(),
    user: text("user").notNull(),
    login: text("login").notNull(),
    /** What sort of thing: `item`, `menu`, `price-list`, `venue`, `lock`, `stock`, `publication`, ... */
    kind: text("kind").notNull(),
    subject: text("subject").notNull(),
    action: text("action", { enum: ["create", "update", "delete"] }).notNull(),
    before: text("before", { mode: "json" }).$type<unknown>(),
    after: text("after", { mode: "json" }).$type<unknown>(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.id] }), index("audit_log_by_subject").on(t.tenant, t.kind, t.subject, t.id)],
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
    /** `standard`: {type, timestamp, data}; `classic`: the older body that published receivers read (docs/wire.md, "Webhooks"). */
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

/** Slips that tills have registered with their picture. The order has the slip itself; this is what is listed and shown. */
export const fiscalReceipts = sqliteTable(
  "fiscal_receipts",
  {
    tenant: text("tenant").notNull(),
    /** Derived from the order and what the till calls the slip: one that is registered twice is one. */
    id: text("id").notNull(),
    order: text("order_id").notNull(),
    venue: text("venue").notNull(),
    fiscalId: text("fiscal_id").notNull(),
    printer: text("printer").notNull(),
    slip: text("slip").notNull(),
    /** Minor units of the tenant's currency. */
    amount: integer("amount").notNull(),
    printed: text("printed").notNull(),
    registered: text("registered").notNull(),
    contentType: text("content_type", { enum: ["pdf", "png", "json", "xml"] }).notNull(),
    /** Base64; null when there is none any more. */
    attachment: text("attachment"),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.id] }),
    index("fiscal_receipts_by_venue").on(t.tenant, t.venue, t.registered),
    index("fiscal_receipts_by_order").on(t.tenant, t.order),
  ],
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
    index("orders_by_creator").on(t.tenant, t.creator),
    index("orders_by_claim_code").on(t.tenant, t.claimCode),
    index("orders_by_ext_id").on(t.tenant, t.extId),
    index("orders_by_phone").on(t.tenant, t.phone),
    index("orders_by_email").on(t.tenant, t.email),
  ],
);
