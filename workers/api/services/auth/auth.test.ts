import { createHash } from "node:crypto";
import { env, exports } from "cloudflare:workers";
import type { IUserData } from "@orderingstack/ordering-types";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { SessionObject } from "../../../../durable-objects/session/session-object";
import { signAccessToken, verifyAccessToken } from "../../../../runtime/access-token";
import { readKeys } from "../../../../runtime/keys";
import { sessionName } from "../../../../protocol/session";
import { tenants, users } from "../../../lib/db/schema";
import { hashPassword } from "../../../lib/passwords";

const FORM = "application/x-www-form-urlencoded;charset=UTF-8";
const A = "0b9c8d0e-1111-4111-8111-00000000000a";
const B = "0b9c8d0e-1111-4111-8111-00000000000b";
const ANN = "0193452e-7a10-7b1c-8f00-0000000000aa";
const crew = Array.from({ length: 40 }, (_, n) => `crew-${n}`);
const keys = readKeys(env.KEYS);
const d1 = drizzle(env.DB);

type Token = { access_token: string; refresh_token: string; UUID: string; [name: string]: unknown };
type Asked = { tenant?: string; client?: string; path?: string; headers?: Record<string, string> };

const basic = (client: string, secret = `secret-of-${client}`) => `Basic ${btoa(`${client}:${secret}`)}`;

/** Who has not been here before. */
const anyAddress = () => `10.${[...crypto.getRandomValues(new Uint8Array(3))].join(".")}`;

const post = (
  form: string | Record<string, string>,
  { tenant = A, client = "app-a", path = "/auth-oauth2/oauth/token", headers = {} }: Asked = {},
) =>
  exports.default.fetch(`https://api.test${path}`, {
    method: "POST",
    headers: { "content-type": FORM, authorization: basic(client), "x-tenant": tenant, "cf-connecting-ip": anyAddress(), ...headers },
    body: typeof form === "string" ? form : new URLSearchParams(form).toString(),
  });
const signIn = (username: string, password: string, asked: Asked = {}) =>
  post({ username, password, grant_type: "password", scope: "read" }, asked);
const staff = async () => (await signIn("ann", "correct horse")).json<Token>();
const guest = async () => (await signIn("anonymous", "")).json<Token>();
const refresh = (refresh_token: string, asked: Asked = {}) => post({ refresh_token, grant_type: "refresh_token" }, asked);
const revoke = (token: string, asked: Asked = {}) => post({ token }, { path: "/auth-oauth2/oauth/revoke", ...asked });
const get = (path: string, authorization?: string) =>
  exports.default.fetch(`https://api.test${path}`, { headers: authorization ? { authorization } : {} });
const hash = (secret: string) => createHash("sha256").update(secret).digest("hex");
const encoded = (text: string) => text.replaceAll("-", "%2D");
const familyOf = (token: string) => token.split("~")[1] ?? "";
const invalidGrant = async (answer: Response) => {
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: "invalid_grant", message: expect.stringMatching(/./) });
};

beforeAll(async () => {
  const chain = { region: "global" as const, currency: "PLN", decimals: 2, properties: {} };
  await d1.insert(tenants).values([
    { ...chain, id: A, name: "A", clientId: "app-a", clientSecretHash: hash("secret-of-app-a") },
    { ...chain, id: B, name: "B", clientId: "app-b", clientSecretHash: hash("secret-of-app-b"), region: "eu" },
  ]);
  const password = await hashPassword("correct horse", keys.pepper);
  const person = { tenant: A, password, roles: ["ROLE_MANAGER"], active: true, created: "2026-11-01T00:00:00Z" };
  await d1.insert(users).values([
    { ...person, id: ANN, login: "ann", firstName: "Ann", lastName: "Lee", phone: "+48 600 100 200" },
    { ...person, id: crypto.randomUUID(), login: "gone", active: false },
    { ...person, id: crypto.randomUUID(), login: "leaver" },
  ]);
  for (const login of crew) await d1.insert(users).values({ ...person, id: crypto.randomUUID(), login });
});

describe("POST /auth-oauth2/oauth/token", () => {
  it("[A30] a user signs in with a password and gets what published clients read", async () => {
    const answer = await signIn("ann", "correct horse");
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const token = await answer.json<Token>();
    expect(token).toMatchObject({
      token_type: "bearer",
      scope: "read",
      expires_in: 3600,
      UUID: ANN,
      TENANT: A,
      jti: decodeJwt(token.access_token).jti,
    });
    const verdict = await verifyAccessToken(keys, token.access_token, Date.now());
    expect(verdict).toMatchObject({
      ok: true,
      value: { tenant: A, user: ANN, login: "ann", roles: ["ROLE_MANAGER"], client: "app-a", region: "global" },
    });
  });

  it("[A31] each anonymous sign-in is another guest, who keeps the UUID by refreshing", async () => {
    const [one, other] = [await guest(), await guest()];
    expect(one.UUID).not.toBe(other.UUID);
    expect(decodeJwt(one.access_token)).toMatchObject({ UUID: one.UUID, authorities: ["ROLE_ANONYMOUS"] });
    const again = await (await refresh(one.refresh_token)).json<Token>();
    expect(again.UUID).toBe(one.UUID);
    expect(decodeJwt(again.access_token)).toMatchObject({ UUID: one.UUID, authorities: ["ROLE_ANONYMOUS"] });
  });

  it.each([
    ["a wrong password", "ann", "wrong horse"],
    ["an unknown user", "nobody", "correct horse"],
    ["an inactive user", "gone", "correct horse"],
    ["no password", "ann", ""],
    ["text that SQL could trip over", "ann' OR 1=1 --\0", "x\0"],
  ])("[A32] %s is the same invalid_grant", async (_, username, password) => {
    const answer = await signIn(username, password);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: "invalid_grant",
      error_description: "the username or the password is wrong",
      message: "the username or the password is wrong",
    });
  });

  it.each([
    ["another tenant's client", { tenant: B }],
    ["an unknown tenant", { tenant: "0b9c8d0e-1111-4111-8111-00000000000c" }],
    ["an unknown client", { client: "app-x" }],
    ["a wrong secret", { headers: { authorization: basic("app-a", "guessed") } }],
    ["no Basic", { headers: { authorization: "Bearer app-a" } }],
    ["Basic without a colon", { headers: { authorization: "Basic !!!" } }],
  ])("[A33] %s is invalid_client, with a challenge", async (_, asked) => {
    const answer = await post({ grant_type: "password", username: "anonymous" }, asked);
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="brigade", charset="UTF-8"']);
    expect([answer.headers.get("cache-control"), await answer.json()]).toMatchObject(["no-store", { error: "invalid_client" }]);
  });

  it("[A34] the tenant may stand in the address, and must agree with the header", async () => {
    const path = `/auth-oauth2/${A}/oauth/token`;
    const form = { grant_type: "password", username: "anonymous" };
    expect((await post(form, { path, tenant: "" })).status).toBe(200);
    expect(await (await post(form, { path, tenant: B, client: "app-b" })).json()).toMatchObject({ error: "invalid_request" });
    expect(await (await post(form, { tenant: "" })).json()).toMatchObject({ error: "invalid_request" });
  });

  it("[A35] a client that form-encodes its credentials, as RFC 6749 asks, is the same client", async () => {
    const authorization = basic(encoded("app-a"), encoded("secret-of-app-a"));
    expect((await post({ grant_type: "password", username: "anonymous" }, { headers: { authorization } })).status).toBe(200);
  });

  it.each([
    ["a parameter sent twice", "grant_type=password&username=anonymous&username=ann", {}, "invalid_request"],
    ["a parameter sent twice, once empty", "grant_type=password&username=anonymous&password=&password=x", {}, "invalid_request"],
    ["no grant_type", "username=anonymous", {}, "invalid_request"],
    ["an empty body", "", {}, "invalid_request"],
    ["no username", "grant_type=password&password=x", {}, "invalid_request"],
    ["no refresh_token", "grant_type=refresh_token&refresh_token=", {}, "invalid_request"],
    ["JSON", '{"grant_type":"password"}', { headers: { "content-type": "application/json" } }, "invalid_request"],
    ["an unknown grant", "grant_type=client_credentials", {}, "unsupported_grant_type"],
    ["a grant named like a property", "grant_type=__proto__", {}, "unsupported_grant_type"],
  ])("[A36] %s is refused by its RFC 6749 code", async (_, form, asked, error) => {
    const answer = await post(form, asked);
    expect([answer.status, await answer.json()]).toMatchObject([400, { error, error_description: expect.stringMatching(/^[^"\\]+$/) }]);
  });

  it("[A37] a form over 16 KB is refused", async () => {
    const answer = await post({ grant_type: "password", username: "anonymous", password: "x".repeat(16 * 1024) });
    expect([answer.status, await answer.json()]).toMatchObject([413, { error: "invalid_request" }]);
  });

  it("[A38] when too many sign in at once the last are asked to come back, and those who waited get in", async () => {
    const answers = await Promise.all(crew.map((login) => signIn(login, "correct horse")));
    const busy = answers.filter(({ status }) => status === 503);
    expect(busy.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(answers.length - busy.length);
    expect([busy[0]?.headers.get("retry-after"), await busy[0]?.json()]).toMatchObject(["2", { error: "temporarily_unavailable" }]);
    expect((await signIn("ann", "correct horse")).status).toBe(200);
  }, 30_000);
});

describe("grant_type=refresh_token", () => {
  it("[A40] every use replaces the refresh token, and only hashes are stored", async () => {
    const one = await staff();
    const two = await (await refresh(one.refresh_token)).json<Token>();
    const three = await (await refresh(two.refresh_token)).json<Token>();
    expect(new Set([one, two, three].map((token) => token.refresh_token)).size).toBe(3);
    const stored = JSON.stringify(
      await env.DB.prepare("SELECT * FROM token_families WHERE id = ?").bind(familyOf(one.refresh_token)).all(),
    );
    for (const token of [one, two, three]) expect(stored).not.toContain(token.refresh_token.split("~")[2]);
  });

  it("[A41] an answer that was lost is given again: the token just replaced gets the same successor", async () => {
    const one = await staff();
    const lost = await (await refresh(one.refresh_token)).json<Token>();
    const retried = await (await refresh(one.refresh_token)).json<Token>();
    expect(retried.refresh_token).toBe(lost.refresh_token);
    expect((await refresh(retried.refresh_token)).status).toBe(200);
  });

  it("[A42] two at once with the same token get the same successor", async () => {
    const { refresh_token: token } = await staff();
    const answers = await Promise.all([refresh(token), refresh(token)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const [one, other] = await Promise.all(answers.map((answer) => answer.json<Token>()));
    expect(one?.refresh_token).toBe(other?.refresh_token);
    expect((await refresh(one?.refresh_token ?? "")).status).toBe(200);
  });

  it("[A43] a token whose successor was used is a copy: the sign-in ends for everybody", async () => {
    const one = await staff();
    const two = await (await refresh(one.refresh_token)).json<Token>();
    const three = await (await refresh(two.refresh_token)).json<Token>();
    await invalidGrant(await refresh(one.refresh_token));
    await invalidGrant(await refresh(three.refresh_token));
  });

  it("[A44] a token replaced more than 30 seconds ago is a copy too", async () => {
    const one = await staff();
    const two = await (await refresh(one.refresh_token)).json<Token>();
    const longAgo = new Date(Date.now() - 31_000).toISOString();
    await env.DB.prepare("UPDATE token_families SET rotated_at = ? WHERE id = ?").bind(longAgo, familyOf(one.refresh_token)).run();
    await invalidGrant(await refresh(one.refresh_token));
    await invalidGrant(await refresh(two.refresh_token));
  });

  it("[A45] a token of a sign-in that has expired is refused", async () => {
    const one = await staff();
    const past = new Date(Date.now() - 1).toISOString();
    await env.DB.prepare("UPDATE token_families SET expires_at = ? WHERE id = ?").bind(past, familyOf(one.refresh_token)).run();
    await invalidGrant(await refresh(one.refresh_token));
  });

  it("[A46] another tenant's token is refused and stays in force for its own", async () => {
    const one = await staff();
    await invalidGrant(await refresh(one.refresh_token, { tenant: B, client: "app-b" }));
    await invalidGrant(await refresh(one.refresh_token.replace(A, B), { tenant: B, client: "app-b" }));
    expect((await refresh(one.refresh_token)).status).toBe(200);
  });

  it("[A47] a text that is no refresh token of ours is refused and harms nobody", async () => {
    const one = await staff();
    for (const garbage of ["x", one.access_token, `${A}~${familyOf(one.refresh_token)}~short`, `${one.refresh_token}x`, "~~\0"]) {
      await invalidGrant(await refresh(garbage));
    }
    expect((await refresh(one.refresh_token)).status).toBe(200);
  });

  it("[A48] a refresh brings the roles of today, and none once the user is inactive", async () => {
    const one = await (await signIn("leaver", "correct horse")).json<Token>();
    await env.DB.prepare(`UPDATE users SET roles = '["ROLE_KDS"]' WHERE login = 'leaver'`).run();
    const two = await (await refresh(one.refresh_token)).json<Token>();
    expect(decodeJwt(two.access_token)).toMatchObject({ authorities: ["ROLE_KDS"] });
    await env.DB.prepare("UPDATE users SET active = 0 WHERE login = 'leaver'").run();
    await invalidGrant(await refresh(two.refresh_token));
    await env.DB.prepare("UPDATE users SET active = 1 WHERE login = 'leaver'").run();
    await invalidGrant(await refresh(two.refresh_token));
  });
});

describe("POST /auth-oauth2/oauth/revoke", () => {
  it("[A50] revoking a refresh token ends its sign-in", async () => {
    const one = await staff();
    expect((await revoke(one.refresh_token)).status).toBe(200);
    await invalidGrant(await refresh(one.refresh_token));
  });

  it("[A51] an unknown token and another tenant's answer 200 and change nothing", async () => {
    const one = await guest();
    expect((await revoke("unknown")).status).toBe(200);
    expect((await revoke(one.refresh_token, { tenant: B, client: "app-b" })).status).toBe(200);
    expect((await refresh(one.refresh_token)).status).toBe(200);
  });

  it("[A52] an access token cannot be revoked, and the answer says so", async () => {
    const answer = await revoke((await guest()).access_token);
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: "unsupported_token_type" }]);
  });

  it("[A53] revoking needs the client too", async () => expect((await revoke("x", { client: "app-b" })).status).toBe(401));
});

const sidOf = ({ access_token }: Token) => String(decodeJwt(access_token).sid);

/** Whether a socket of that sign-in would be let in. */
const admission = (token: Token) =>
  env.SESSION.getByName(sessionName(A, sidOf(token))).hold({ kind: "gateway", name: "auth-test", region: "global" }, 1, Date.now());

/** `allowed-origins` in a token of a chain with this property. */
const stated = async (allowedOrigins: string | undefined) => {
  await d1
    .update(tenants)
    .set({ properties: { ...(allowedOrigins !== undefined && { allowedOrigins }) } })
    .where(eq(tenants.id, A));
  return decodeJwt((await guest()).access_token)["allowed-origins"];
};

describe("the sign-in of an access token", () => {
  beforeEach(() => void vi.spyOn(console, "warn").mockImplementation(() => {})); // nobody is there to close sockets
  afterEach(() => vi.restoreAllMocks());
  const over = { ok: false, reason: "revoked" };

  it("[T29] each sign-in has a name of its own, which refreshing keeps and which is not what ends it", async () => {
    const [one, other] = [await guest(), await guest()];
    const again = await (await refresh(one.refresh_token)).json<Token>();
    expect(sidOf(again)).toBe(sidOf(one));
    expect(sidOf(other)).not.toBe(sidOf(one));
    expect(sidOf(one)).not.toBe(familyOf(one.refresh_token));
    await revoke(`${A}~${sidOf(again)}~${"x".repeat(43)}`);
    expect((await refresh(again.refresh_token)).status).toBe(200);
  });

  it("[T29] the tenant's property allowedOrigins goes into its tokens from then on", async () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    expect(await stated("https://Shop.example/, http://localhost:5173")).toEqual(["https://shop.example", "http://localhost:5173"]);
    expect(warned).not.toHaveBeenCalled();
    expect(await stated("shop.example")).toEqual([]);
    expect(warned).toHaveBeenCalledWith(expect.stringContaining("shop.example"));
    expect(await stated(" ")).toBeUndefined();
    expect(await stated(undefined)).toBeUndefined();
  });

  it("[T7] its sockets end when its refresh token is revoked, also the second time, and no other's", async () => {
    const [one, other] = [await guest(), await guest()];
    expect([await admission(one), await admission(other)]).toEqual([{ ok: true }, { ok: true }]);
    for (const _ of [1, 2]) expect((await revoke(one.refresh_token)).status).toBe(200);
    expect([await admission(one), await admission(other)]).toEqual([over, { ok: true }]);
  });

  it("[T7] … when a copy of its refresh token is used", async () => {
    const one = await staff();
    const two = await (await refresh(one.refresh_token)).json<Token>();
    await refresh(two.refresh_token);
    expect(await admission(two)).toEqual({ ok: true });
    await invalidGrant(await refresh(one.refresh_token));
    expect(await admission(two)).toEqual(over);
  });

  it("[T7] … when it is to be renewed and its owner is not active any more", async () => {
    const one = await (await signIn("ann", "correct horse")).json<Token>();
    await env.DB.prepare("UPDATE users SET active = 0 WHERE login = 'ann'").run();
    await invalidGrant(await refresh(one.refresh_token));
    await env.DB.prepare("UPDATE users SET active = 1 WHERE login = 'ann'").run();
    expect(await admission(one)).toEqual(over);
  });

  it("[T7] … and not when its token is sent by another tenant, or is unknown", async () => {
    const told = vi.spyOn(SessionObject.prototype, "revoke");
    const one = await guest();
    await revoke(one.refresh_token, { tenant: B, client: "app-b" });
    await revoke(one.refresh_token.replace(A, B), { tenant: B, client: "app-b" });
    await revoke(`${A}~${crypto.randomUUID()}~${"x".repeat(43)}`);
    expect(told).not.toHaveBeenCalled();
    expect(await admission(one)).toEqual({ ok: true });
  });

  it("[T8] a session's object that fails is told again, and when it cannot be told the sign-in ends all the same", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const one = await guest();
    const told = vi.spyOn(SessionObject.prototype, "revoke").mockRejectedValueOnce(new Error("planted"));
    expect((await revoke(one.refresh_token)).status).toBe(200);
    expect(told).toHaveBeenCalledTimes(2);
    expect(await admission(one)).toEqual(over);
    expect(Math.min(...told.mock.calls.map(([until]) => until))).toBeGreaterThan(1000 * (decodeJwt(one.access_token).exp ?? Infinity));

    const two = await guest();
    told.mockRejectedValue(new Error("planted"));
    expect((await revoke(two.refresh_token)).status).toBe(200);
    await invalidGrant(await refresh(two.refresh_token));
    expect(logged).toHaveBeenCalledWith(expect.stringContaining(sidOf(two)));
  });
});

describe("GET /auth-api/api/me", () => {
  it("[A60] a user sees who they are", async () => {
    const { access_token: token } = await (await signIn("ann", "correct horse")).json<Token>();
    const answer = await get("/auth-api/api/me", `Bearer ${token}`);
    expect(answer.status).toBe(200);
    const me = await answer.json<IUserData>();
    expect(me).toEqual({
      UUID: ANN,
      id: ANN,
      login: "ann",
      active: true,
      roles: ["ROLE_MANAGER"],
      firstName: "Ann",
      lastName: "Lee",
      phone: "+48 600 100 200",
      authStrategies: [],
      consents: {},
      failedAttempts: 0,
      properties: {},
    } satisfies IUserData);
  });

  it("[A61] a guest is told from the token", async () => {
    const { access_token: token, UUID } = await guest();
    const me = await (await get("/auth-api/api/me", `Bearer ${token}`)).json<IUserData>();
    expect(me).toMatchObject({ UUID, id: UUID, login: "anonymous", active: true, roles: ["ROLE_ANONYMOUS"] });
  });

  const someone = { tenant: A, user: crypto.randomUUID(), login: "ann", roles: ["ROLE_SU"], client: "app-a", region: "global" as const };
  it.each([
    ["no token", async () => undefined],
    ["another scheme", async () => basic("app-a")],
    ["garbage", async () => "Bearer x.y.z"],
    ["an expired token", async () => `Bearer ${await signAccessToken(keys, someone, Date.now() - 3_700_000, 3600)}`],
    [
      "another issuer's token",
      async () => `Bearer ${await signAccessToken({ ...keys, issuer: "https://x.test" }, someone, Date.now(), 60)}`,
    ],
    ["the token of a user who is gone", async () => `Bearer ${await signAccessToken(keys, someone, Date.now(), 60)}`],
  ])("[A62] %s is 401 with a challenge", async (_, authorization) => {
    const answer = await get("/auth-api/api/me", await authorization());
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, expect.stringMatching(/^Bearer realm="brigade"/)]);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });
});

describe("GET /.well-known/jwks.json", () => {
  it("[A63] anybody can verify a token with the published keys, which are public only", async () => {
    const answer = await get("/.well-known/jwks.json");
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "public, max-age=300"]);
    const set = await answer.json<{ keys: Record<string, string>[] }>();
    expect(set.keys.flatMap(Object.keys)).not.toContain("d");
    const { access_token: token, UUID } = await guest();
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: set.keys.map((key) => ({ kty: "EC", ...key })) }), {
      issuer: keys.issuer,
    });
    expect(payload.sub).toBe(UUID);
  });
});
