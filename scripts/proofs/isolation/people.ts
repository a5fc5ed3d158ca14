// Who takes part: the people of the demo chain, and those of a rival chain that resembles it as much as two chains can.
import { signIn, type ApiClient, type AppCredentials } from "../../platform/api-client.ts";
import { compileMenus } from "../../platform/demo-chain.ts";
import { DEMO_USERS, type DemoSheet, type DemoUser } from "../../platform/demo-sheet.ts";
import type { Platform } from "../../platform/open-platform.ts";
import { loadSeed, readSeed, type Seed } from "../../platform/seed.ts";
import { absentLike } from "./absent-id.ts";

/** `app`: of the chain that it signs in to. `venue`: where it orders. */
export type Person = ApiClient & { name: string; app: AppCredentials; venue: string };
export type People = Record<DemoUser | "guest", Person>;

/** `venue`: where its people order. */
type Chain = { name: string; baseUrl: string; app: AppCredentials; venue: string };
type Login = { login: string; password: string };

export const RIVAL = "01936a00-0000-7000-8000-0000000000b0";
const RIVAL_MENU = "MENU_rival";

export const newGuest = (chain: Chain): Promise<Person> => enter(chain, "guest", { login: "anonymous", password: "" });

/** A guest of the chain, and all of its users. */
export async function peopleOf(chain: Chain, users: Record<DemoUser, Login>): Promise<People> {
  const [guest, admin, manager, kds, pos, courier, customer] = await Promise.all([
    newGuest(chain),
    enter(chain, "admin", users.admin),
    enter(chain, "manager", users.manager),
    enter(chain, "kds", users.kds),
    enter(chain, "pos", users.pos),
    enter(chain, "courier", users.courier),
    enter(chain, "customer", users.customer),
  ]);
  return { guest, admin, manager, kds, pos, courier, customer };
}

async function enter({ name, baseUrl, app, venue }: Chain, role: string, { login, password }: Login): Promise<Person> {
  return { ...(await signIn(baseUrl, app, login, password)), name: `${name} ${role}`, app, venue };
}

/**
 * Has the same logins, passwords, client id, products and rules;
 * its venue has the id of the other's first venue, its customer the UUID of the other's customer;
 * and its staff hold roles at the other's second venue, by name.
 */
export async function openRival(
  platform: Platform,
  { baseUrl, users, venues: [first, second] }: DemoSheet,
): Promise<{ people: People; menu: string }> {
  if (!first || !second) throw new Error("the demo chain needs two venues");
  const seed = rivalSeed(readSeed(), second.id);
  await loadSeed(platform.db, seed, platform.pepper);
  const { client } = seed.tenant;
  const app = { tenant: RIVAL, basicAuth: Buffer.from(`${client.id}:${client.secret}`).toString("base64") };
  const people = await peopleOf({ name: "rival", baseUrl, app, venue: first.id }, users);
  await compileMenus(people.admin, { venues: [{ ...first, menu: RIVAL_MENU }] });
  return { people, menu: RIVAL_MENU };
}

function rivalSeed(seed: Seed, theirs: string): Seed {
  const { tenant, venues, menus, users } = seed;
  // At a venue that does not exist, too: what is compared must differ in the venue alone.
  const staff = [theirs, absentLike(theirs)].flatMap((venue) => ["MANAGER", "ORDERS", "KDS"].map((role) => `ROLE_${venue}_${role}`));
  const own = Object.fromEntries(
    DEMO_USERS.filter((name) => name !== "customer").map((name) => {
      const user = users[name];
      return [name, { ...user, id: user.id.replace("-8000-", "-8b00-"), roles: name === "admin" ? user.roles : [...user.roles, ...staff] }];
    }),
  );
  return {
    ...seed,
    tenant: { ...tenant, id: RIVAL, name: "Rival", client: { ...tenant.client, secret: "rival-rival-rival-rival" } },
    venues: venues.slice(0, 1).map((venue) => ({ ...venue, name: "Rival", menu: RIVAL_MENU })),
    modules: [],
    menus: menus.slice(0, 1).map((menu) => ({ ...menu, id: RIVAL_MENU })),
    users: { ...users, ...own },
  };
}
