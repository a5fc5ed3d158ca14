// The demo chain's data files (seed/), and how they get into an empty database.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/d1";
import { z } from "zod";
import { ModuleId, ModuleType } from "../../protocol/module.ts";
import { hashPassword } from "../../workers/lib/passwords.ts";
import { discountRules, menuItems, menus, modules, tenants, users, venues } from "../../workers/lib/db/schema.ts";
import { DEMO_PRODUCTS, DEMO_USERS } from "./demo-sheet.ts";
import { ROOT } from "./root.ts";

const document = z.record(z.string(), z.unknown());
const Person = z.object({
  id: z.uuid(),
  login: z.string(),
  password: z.string(),
  roles: z.array(z.string()),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  phone: z.string().optional(),
});

const Seed = z.object({
  tenant: z.object({
    id: z.uuid(),
    name: z.string(),
    region: z.enum(["global", "eu"]),
    currency: z.string(),
    decimals: z.int(),
    properties: z.record(z.string(), z.string()),
    client: z.object({ id: z.string(), secret: z.string() }),
  }),
  venues: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      menu: z.string(),
      timeZone: z.string(),
      geoPosition: z.object({ lat: z.number(), lng: z.number() }).optional(),
    }),
  ),
  "menu-items": z.array(z.looseObject({ id: z.string(), kind: z.string() })),
  menus: z.array(z.looseObject({ id: z.string() })),
  "discount-rules": z.array(z.looseObject({ id: z.string() })),
  users: z.record(z.enum(DEMO_USERS), Person),
  modules: z.array(
    z.object({
      id: ModuleId,
      type: ModuleType,
      venue: z.string(),
      production: z.boolean(),
      user: z.uuid().nullable(),
      config: document,
      extra: z.record(z.string(), z.string()),
    }),
  ),
  "webhook-endpoint": z.object({ id: z.uuid(), secret: z.string(), types: z.array(z.string()), description: z.string() }),
  "demo-products": z.record(z.enum(DEMO_PRODUCTS), z.object({ product: z.string(), config: document })),
});
/** One file each. */
export type Seed = z.infer<typeof Seed>;

/** @throws ZodError naming what is wrong in which file */
export function readSeed(folder = join(ROOT, "seed")): Seed {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  return Seed.parse(Object.fromEntries(Object.keys(Seed.shape).map((name) => [name, read(name)])));
}

/**
 * Writes the chain's rows, all or none, unless the chain is there: what an operator has changed since stays changed.
 * `pepper`: the platform's secret in password hashes. Answers whether anything was written.
 */
export async function loadSeed(db: D1Database, seed: Seed, pepper: string): Promise<boolean> {
  const d1 = drizzle(db);
  const { client, ...chain } = seed.tenant;
  const tenant = chain.id;
  if (await db.prepare("SELECT 1 FROM tenants WHERE id = ?").bind(tenant).first()) return false;

  const created = new Date().toISOString();
  const stamps = { created, createdBy: "seed", updated: created, updatedBy: "seed" };
  const people = await Promise.all(
    Object.values(seed.users).map(async (person) => ({ ...person, password: await hashPassword(person.password, pepper) })),
  );
  const clientSecretHash = createHash("sha256").update(client.secret).digest("hex");
  await d1.batch([
    d1.insert(tenants).values({ ...chain, clientId: client.id, clientSecretHash }),
    ...seed.venues.map((venue) => d1.insert(venues).values({ tenant, ...placed(venue), document: venue })),
    ...seed["menu-items"].map((item) =>
      d1.insert(menuItems).values({ tenant, id: item.id, kind: item.kind, document: item, changed: created }),
    ),
    ...seed.menus.map((menu) => d1.insert(menus).values({ tenant, id: menu.id, document: menu, changed: created })),
    ...seed["discount-rules"].map((rule) => d1.insert(discountRules).values({ tenant, id: rule.id, active: true, document: rule })),
    ...seed.modules.map((one) => d1.insert(modules).values({ tenant, ...one, ...stamps })),
    ...people.map((person) => d1.insert(users).values({ tenant, ...person, active: true, created })),
  ]);
  return true;
}

const placed = ({ id, name, menu, timeZone, geoPosition }: Seed["venues"][number]) => ({
  id,
  name,
  menu,
  timeZone,
  lat: geoPosition ? String(geoPosition.lat) : null,
  lng: geoPosition ? String(geoPosition.lng) : null,
});
