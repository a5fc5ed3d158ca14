import { createHash } from "node:crypto";
import { env, exports } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { decodeJwt } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { readKeys } from "../../../../runtime/keys";
import { tenants, users, venues } from "../../../lib/db/schema";
import { hashPassword } from "../../../lib/passwords";
import { caller } from "#api/services/menu/chain.fixture";
import { moduleCaller, MODULES } from "./module.fixture";

const T = "7e4e0000-0000-4000-8000-0000000000f3";
const SCREEN = "0193452e-7a10-7b1c-8f00-0000000000c1";
const keeper = caller(T, "ROLE_MODULES");
const OWN = "/auth-api/api/module-config";
const COMMON = "/auth-api/api/module-common-config";
const kds = { type: "KDS", venue: "v1", user: SCREEN };

type Token = { access_token: string; refresh_token: string };
const tokens = (form: Record<string, string>) =>
  exports.default.fetch("https://api.test/auth-oauth2/oauth/token", {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization: `Basic ${btoa("app-t:secret")}`,
      "x-tenant": T,
    },
    body: new URLSearchParams(form).toString(),
  });
const signIn = async (username = "screen", password = "correct horse") =>
  (await tokens({ grant_type: "password", username, password })).json<Token>();
const refresh = (token: Token) => tokens({ grant_type: "refresh_token", refresh_token: token.refresh_token });
const claims = ({ access_token }: Token) => {
  const { MODULE, MODULE_VENUE } = decodeJwt(access_token);
  return [MODULE, MODULE_VENUE];
};
const put = (id: string, body: object) => keeper("PUT", `${MODULES}/${id}`, { body });

beforeAll(async () => {
  const d1 = drizzle(env.DB);
  const clientSecretHash = createHash("sha256").update("secret").digest("hex");
  const chain = { id: T, name: "T", clientId: "app-t", clientSecretHash, region: "global" as const, currency: "PLN", decimals: 2 };
  const password = await hashPassword("correct horse", readKeys(env.KEYS).pepper);
  await d1.batch([
    d1.insert(tenants).values({ ...chain, properties: {} }),
    d1.insert(venues).values({ tenant: T, id: "v1", name: "V1", menu: "", timeZone: "Europe/Warsaw", document: {} }),
    d1.insert(users).values({ tenant: T, id: SCREEN, login: "screen", password, roles: [], active: true, created: "2026-11-01T00:00:00Z" }),
  ]);
});

describe("signing in as a module", () => {
  it("[MO10] whoever is a module's user gets its claims, at sign-in and at each refresh as they are then; a guest gets none", async () => {
    const before = await signIn();
    expect(claims(before)).toEqual([undefined, undefined]);
    await put("kds-1", kds);
    const after = await (await refresh(before)).json<Token>();
    expect(claims(after)).toEqual(["kds-1", "v1"]);
    expect(claims(await signIn())).toEqual(["kds-1", "v1"]);
    await put("kds-1", { ...kds, venue: "" });
    expect(claims(await signIn())).toEqual(["kds-1", undefined]);
    await keeper("DELETE", `${MODULES}/kds-1`);
    expect(claims(await (await refresh(after)).json<Token>())).toEqual([undefined, undefined]);
    expect(claims(await signIn("anonymous", ""))).toEqual([undefined, undefined]);
  });

  it("[MO11] a module reads its own configuration and what its type has in common; nobody else reads either", async () => {
    const config = { b: 1, a: { deep: ["x"] } };
    await put("kds-2", { type: "KDS", venue: "v1", config, extra: { shelf: "7" } });
    const module = moduleCaller(T, { id: "kds-2", venue: "v1" });
    const own = await (await module(OWN)).json<{ configSignature: string }>();
    const [id, type] = ["kds-2", "KDS"];
    expect(own).toEqual({ id, type, venue: "v1", production: false, config, configSignature: expect.any(String), extra: { shelf: "7" } });
    expect(own.configSignature).toBe(createHash("sha256").update('{"a":{"deep":["x"]},"b":1}').digest("hex"));

    expect(await (await module(COMMON)).json()).toEqual({ type, properties: {} });
    const common = "/auth-api/api/module-types/KDS";
    const first = await keeper("PUT", common, { body: { properties: { sound: "on" } }, headers: { "if-match": '"0"' } });
    expect([first.status, first.headers.get("etag"), await first.json()]).toEqual([200, '"1"', { type, properties: { sound: "on" } }]);
    expect((await keeper("PUT", common, { body: { properties: {} }, headers: { "if-match": '"0"' } })).status).toBe(412);
    expect(await (await module(COMMON)).json()).toEqual({ type, properties: { sound: "on" } });
    const read = await caller(T, "ROLE_READMODULES")("GET", common);
    expect([read.headers.get("etag"), await read.json()]).toEqual(['"1"', { type, properties: { sound: "on" } }]);
    for (const role of ["ROLE_v1_READMODULES", "ROLE_v1_MODULES"]) expect((await caller(T, role)("GET", common)).status).toBe(403);
    for (const by of [caller(T, "ROLE_v1_MODULES"), caller(T, "ROLE_READMODULES"), caller(T)])
      expect((await by("PUT", common, { body: { properties: {} } })).status).toBe(403);
    const wrong = await keeper("PUT", common, { body: { type: "KIOSK", properties: {} } });
    expect(await wrong.json()).toMatchObject({ status: 400, errors: [{ pointer: "/type" }] });
    expect((await keeper("PUT", "/auth-api/api/module-types/TOASTER", { body: { properties: {} } })).status).toBe(400);

    for (const path of [OWN, COMMON]) {
      expect((await caller(T, "ROLE_SU")("GET", path)).status).toBe(403);
      expect((await moduleCaller(T, { id: "given-up" })(path)).status).toBe(404);
      expect((await moduleCaller("7e4e0000-0000-4000-8000-0000000000f4", { id: "kds-2" })(path)).status).toBe(404);
    }
  });

  it("[MO13] signing a module out ends the sign-ins of its user, whoever keeps it at its venue; it may come back", async () => {
    await put("kds-3", kds);
    await keeper("POST", `${MODULES}/kds-3/logout`);
    const [one, other] = [await signIn(), await signIn()];
    const guest = await signIn("anonymous", "");
    const logout = `${MODULES}/kds-3/logout`;
    expect((await caller(T, "ROLE_v2_MODULES")("POST", logout)).status).toBe(404);
    expect((await caller(T, "ROLE_READMODULES")("POST", logout)).status).toBe(403);
    expect((await refresh(guest)).status).toBe(200);
    expect((await caller(T, "ROLE_v1_MODULES")("POST", logout)).status).toBe(204);
    for (const token of [one, other]) expect(await (await refresh(token)).json()).toMatchObject({ error: "invalid_grant" });
    expect(claims(await signIn())).toEqual(["kds-3", "v1"]);
    expect((await keeper("POST", logout)).status).toBe(204);
    const log = await caller(T, "ROLE_SU")("GET", "/admin-api/api/audit?kind=module-logout&subject=kds-3");
    const [last, before] = await log.json<object[]>();
    expect([last, before]).toMatchObject([{ after: { user: SCREEN, signIns: 1 } }, { after: { user: SCREEN, signIns: 2 } }]);
  });
});
