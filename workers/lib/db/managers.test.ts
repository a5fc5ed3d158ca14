import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, expect, it } from "vitest";
import { managers } from "./managers";
import { users } from "./schema";

const [tenant, other] = [crypto.randomUUID(), crypto.randomUUID()];

const person = (id: string, roles: string[], more: object = {}) => ({
  tenant,
  id,
  login: id,
  password: "",
  roles,
  active: true,
  created: "2026-11-25T12:00:00.000Z",
  ...more,
});

beforeAll(async () => {
  await drizzle(env.DB)
    .insert(users)
    .values([
      person("su", ["ROLE_SU"], { created: "2026-01-01T00:00:00.000Z" }),
      person("chain", ["ROLE_MANAGER", "ROLE_SU"], { created: "2026-01-01T00:00:00.000Z" }),
      person("own", ["ROLE_v1_MANAGER", "ROLE_v1_KDS"]),
      person("both", ["ROLE_v1_MANAGER", "ROLE_v2_MANAGER"]),
      person("second", ["ROLE_v2_MANAGER"]),
      person("gone", ["ROLE_v1_MANAGER"], { active: false }),
      person("cook", ["ROLE_v1_KDS", "ROLE_v1_ORDERS"]),
      person("tricky", ["ROLE_v1_MANAGER_OF_NOTHING", "XROLE_MANAGER"]),
    ]);
  await drizzle(env.DB)
    .insert(users)
    .values({ ...person("foreign", ["ROLE_v1_MANAGER", "ROLE_SU"]), tenant: other });
});

it("[K63] the managers of venues are the active ones there, nearest first, and no more than are asked for", async () => {
  expect(await managers(env.DB, tenant).of(["v1"], 50)).toEqual(["both", "own", "chain", "su"]);
  expect(await managers(env.DB, tenant).of(["v1", "v2"], 50)).toEqual(["both", "own", "second", "chain", "su"]);
  expect(await managers(env.DB, tenant).of(["v1"], 2)).toEqual(["both", "own"]);
  expect(await managers(env.DB, tenant).of([], 50)).toEqual(["chain", "su"]);
  expect(await managers(env.DB, other).of(["v1"], 50)).toEqual(["foreign"]);
  const many = Array.from({ length: 500 }, (_, n) => `x${n}`);
  expect(await managers(env.DB, tenant).of(["v1", ...many], 1)).toEqual(["both"]);
});
