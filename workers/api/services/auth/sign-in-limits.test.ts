import { createHash } from "node:crypto";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { decodeJwt } from "jose";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { readKeys } from "../../../../runtime/keys";
import { addressLimiter, rateLimits, signInLimiter } from "../../../../protocol/rate-limits";
import { tenants, users } from "../../../lib/db/schema";
import { sweepSignIns } from "../../../lib/db/token-families";
import { hashPassword, peppered } from "../../../lib/passwords";
import { newGuest } from "./guest";
import { guessesAt } from "./sign-in-limits";

const TENANT = "0b9c8d0e-2222-4222-8222-00000000000a";
const ANN = "0193452e-7a10-7b1c-8f00-0000000000ab";
const keys = readKeys(env.KEYS);

/** A caller from one address. */
function from(address: string, secret = "secret") {
  const post = (form: Record<string, string>, path = "/auth-oauth2/oauth/token") =>
    exports.default.fetch(`https://api.test${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `Basic ${btoa(`app:${secret}`)}`,
        "x-tenant": TENANT,
        "cf-connecting-ip": address,
      },
      body: new URLSearchParams(form).toString(),
    });
  return {
    guess: (username: string, password: string) => post({ grant_type: "password", username, password }),
    guest: () => post({ grant_type: "password", username: "anonymous" }),
    refresh: (refresh_token: string) => post({ grant_type: "refresh_token", refresh_token }),
    signOut: (token: string) => post({ token }, "/auth-oauth2/oauth/revoke"),
  };
}

/** How many of so many were answered with each status. */
async function tally(times: number, ask: (n: number) => Promise<Response>): Promise<Record<number, number>> {
  const counted: Record<number, number> = {};
  for (let n = 0; n < times; n++) {
    const { status } = await ask(n);
    counted[status] = (counted[status] ?? 0) + 1;
  }
  return counted;
}

const rows = async () => (await env.DB.prepare("SELECT count(*) AS rows FROM token_families").first<{ rows: number }>())?.rows;

/** A sign-in that is over at `expires` (RFC 3339). */
const add = (id: string, expires: string) =>
  env.DB.prepare(
    `INSERT INTO token_families (tenant, id, user, login, anonymous, current, rotated_at, expires_at, revoked)
     VALUES (?, ?, 'u', 'anonymous', 1, 'c', '', ?, 0)`,
  )
    .bind(TENANT, id, expires)
    .run();

type Token = { access_token: string; refresh_token: string; UUID: string };

beforeAll(async () => {
  const chain = { region: "global" as const, currency: "PLN", decimals: 2, properties: {} };
  const clientSecretHash = createHash("sha256").update("secret").digest("hex");
  await drizzle(env.DB)
    .insert(tenants)
    .values({ ...chain, id: TENANT, name: "T", clientId: "app", clientSecretHash });
  const person = {
    tenant: TENANT,
    password: await hashPassword("correct horse", keys.pepper),
    roles: [],
    active: true,
    created: "2026-11-01",
  };
  await drizzle(env.DB)
    .insert(users)
    .values([
      { ...person, id: ANN, login: "ann" },
      ...["ben", "cid", "dan", "eva", "fay"].map((login) => ({ ...person, id: crypto.randomUUID(), login })),
    ]);
});

/** Takes the right password at once: hashes are other tests' matter, and take each other's time. */
const hashed = vi.spyOn(env.PASSWORDS, "fetch").mockImplementation(async (_, init) => {
  const right = peppered("correct horse", keys.pepper).toString("base64");
  return Response.json({ matches: typeof init?.body === "string" && init.body.includes(right) });
});

describe("passwords that are guessed", () => {
  it("[XE1] twenty at one login from one address: the next are 429 with Retry-After, before anything is hashed; others do not notice", async () => {
    const stranger = from("10.1.0.1");
    expect(await tally(25, (n) => stranger.guess("ann", `wrong ${n}`))).toEqual({ 400: 20, 429: 5 });
    const refused = await stranger.guess("ann", "correct horse");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(30);
    expect(await refused.json()).toMatchObject({ error: "too_many_requests", message: expect.stringContaining("try again in") });
    expect((await from("10.1.0.2").guess("ann", "correct horse")).status).toBe(200);
    expect((await stranger.guess("ben", "correct horse")).status).toBe(200);
    expect(hashed).toHaveBeenCalledTimes(22);
  });

  it("[A72] a login is guessed at sixty times from anywhere; a right password forgets what was guessed at it, and not what its address has tried", async () => {
    const signIns = env.RATE_LIMITER.getByName(signInLimiter(TENANT));
    const ofLogin = guessesAt("ben", "-").slice(0, 1);
    let guesses = 0;
    while ((await signIns.charge(ofLogin)) === 0) guesses += 1; // each from another address
    expect(guesses).toBe(rateLimits.passwordOfLogin.burst);
    expect((await from("10.2.0.1").guess("ben", "correct horse")).status).toBe(429);
    await signIns.forget(guessesAt("ben", "-"));
    const mine = from("10.2.1.1");
    const kept = () =>
      runInDurableObject(
        signIns,
        (_, { storage }) =>
          storage.sql.exec("SELECT 1 FROM counts WHERE key LIKE 'passwordOfLogin%' AND key LIKE ?", `%${ofLogin[0]?.subject}%`).toArray()
            .length,
      );
    for (const _ of [1, 2]) {
      expect(await tally(3, () => mine.guess("ben", "x"))).toEqual({ 400: 3 });
      expect(await kept()).toBeGreaterThan(0);
      expect((await mine.guess("ben", "correct horse")).status).toBe(200);
      expect(await kept()).toBe(0);
    }
    const counting = env.RATE_LIMITER.getByName(addressLimiter("10.2.1.1"));
    while ((await counting.charge([{ limit: "passwordAt" }])) === 0); // as others behind the same address do
    expect((await mine.guess("ann", "correct horse")).status).toBe(429);
  }, 120_000);

  it("[A120] strangers elsewhere keep nobody out where he has signed in before, and what they have tried stays counted", async () => {
    const signIns = env.RATE_LIMITER.getByName(signInLimiter(TENANT));
    const [known, unknown] = [from("10.6.0.1"), from("10.6.0.2")];
    expect((await known.guess("cid", "correct horse")).status).toBe(200);
    const ofLogins = ["cid", "ben"].map((login) => guessesAt(login, "-").slice(0, 1));
    const strangers = [...ofLogins, [{ limit: "passwordOfTenant" as const }]];
    for (const used of strangers) while ((await signIns.charge(used)) === 0);
    await evictDurableObject(signIns);
    for (const _ of [1, 2]) {
      expect((await unknown.guess("cid", "correct horse")).status).toBe(429);
      expect((await known.guess("cid", "wrong")).status).toBe(400);
      expect((await known.guess("cid", "correct horse")).status).toBe(200);
    }
    expect((await known.guess("ben", "correct horse")).status).toBe(429); // another login, which has not signed in there
    await signIns.forget(strangers.flat());
    expect((await unknown.guess("cid", "correct horse")).status).toBe(200);
  }, 60_000);

  it("[A121] who has signed in on a shared network may still try when others there have used up its passwords, within a budget of his own", async () => {
    const mine = from("10.7.0.1");
    expect((await mine.guess("dan", "correct horse")).status).toBe(200);
    const network = env.RATE_LIMITER.getByName(addressLimiter("10.7.0.1"));
    const usedUp = async () => {
      while ((await network.charge([{ limit: "passwordAt" }])) === 0);
    };
    await usedUp();
    expect((await mine.guess("dan", "correct horse")).status).toBe(200);
    const other = await mine.guess("ben", "correct horse");
    expect([other.status, Number(other.headers.get("retry-after")) > 0]).toEqual([429, true]);
    hashed.mockClear();
    await usedUp();
    expect(await tally(25, (n) => mine.guess("dan", `wrong ${n}`))).toEqual({ 400: 20, 429: 5 });
    expect(hashed).toHaveBeenCalledTimes(20);
    expect((await from("10.7.0.2").guess("dan", "correct horse")).status).toBe(200);
  }, 60_000);

  it("[A123] who is not known where he is gets the same answer, whether the login is known somewhere or not, and makes no address known", async () => {
    const signIns = env.RATE_LIMITER.getByName(signInLimiter(TENANT));
    const rowsKnown = () =>
      runInDurableObject(signIns, (_, { storage }) => storage.sql.exec("SELECT count(*) AS n FROM known_addresses").one().n);
    expect((await from("10.8.0.1").guess("eva", "correct horse")).status).toBe(200);
    const before = await rowsKnown();
    const answers = await Promise.all(
      ["eva", "fay", "nobody"].map(async (login, n) => {
        const stranger = from(`10.8.1.${n}`);
        const all = [];
        for (let guess = 0; guess < 21; guess++) {
          const answer = await stranger.guess(login, "wrong");
          all.push([answer.status, (await answer.text()).replaceAll(/\d+/g, "0")]);
        }
        return all;
      }),
    );
    expect(answers[0]?.at(-1)?.[0]).toBe(429);
    expect([answers[1], answers[2]]).toEqual([answers[0], answers[0]]);
    expect(await rowsKnown()).toBe(before);
  }, 60_000);

  it("[A73] guesses at the secret of a chain's app and at refresh tokens are 429 after so many from one address; right ones are taken all the same", async () => {
    const counting = env.RATE_LIMITER.getByName(addressLimiter("10.3.0.1"));
    const mine = await (await from("10.3.0.1").guest()).json<Token>();
    const wrong = `${TENANT}~${crypto.randomUUID()}~${"x".repeat(43)}`;
    expect([(await from("10.3.0.1", "guessed").guest()).status, (await from("10.3.0.1").refresh(wrong)).status]).toEqual([401, 400]);
    for (const limit of ["wrongClientAt", "wrongRefreshTokenAt"] as const) while ((await counting.charge([{ limit }])) === 0);
    for (const refused of [await from("10.3.0.1", "guessed").guest(), await from("10.3.0.1").refresh(wrong)]) {
      expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
    }
    expect((await from("10.3.0.1").guest()).status).toBe(200);
    expect((await from("10.3.0.1").refresh(mine.refresh_token)).status).toBe(200);
  }, 60_000);

  it("[A74] an IPv6 caller is his whole /64", async () => {
    await tally(25, (n) => from(`2001:db8:1:2::${n}`).guess("ann", "x"));
    expect((await from("2001:db8:1:2:ffff::1").guess("ann", "correct horse")).status).toBe(429);
    expect((await from("2001:db8:1:3::1").guess("ann", "correct horse")).status).toBe(200);
  });
});

describe("guests", () => {
  it("[XE5] 1,400 sign-ins of guests from one address: 600 and what has come in since, and not one row", async () => {
    const before = await rows();
    const statuses = await tally(1_400, () => from("10.5.0.1").guest());
    expect(statuses[200]).toBeGreaterThanOrEqual(600);
    expect(statuses[200]).toBeLessThan(750);
    expect(statuses[429]).toBe(1_400 - (statuses[200] ?? 0));
    expect(await rows()).toBe(before);
  }, 120_000);

  it("[A75] a guest who has ordered nothing keeps his token, and one who has gets a row and a new token with each use", async () => {
    const me = from("10.5.0.2");
    const one = await (await me.guest()).json<Token>();
    const before = await rows();
    const again = await (await me.refresh(one.refresh_token)).json<Token>();
    expect([again.refresh_token, again.UUID, await rows()]).toEqual([one.refresh_token, one.UUID, before]);
    await env.DB.prepare(
      `INSERT INTO orders (tenant, id, seq, status, order_type, source, creator, venues, currency, total, discount, paid, payment_types, lines, created, changed)
       VALUES (?1, 'o', 1, 'NEW', 'DINE_IN', 'WEB', ?2, '[]', 'PLN', 0, 0, 0, '[]', 0, '', '')`,
    )
      .bind(TENANT, one.UUID)
      .run();
    const [two, twin] = await Promise.all([me.refresh(one.refresh_token), me.refresh(one.refresh_token)]);
    const [next, same] = [await two?.json<Token>(), await twin?.json<Token>()];
    expect([next?.UUID, same?.refresh_token, await rows()]).toEqual([one.UUID, next?.refresh_token, (before ?? 0) + 1]);
    expect(next?.refresh_token).not.toBe(one.refresh_token);
    const last = await (await me.refresh(next?.refresh_token ?? "")).json<Token>();
    expect(decodeJwt(last.access_token).sid).toBe(decodeJwt(one.access_token).sid);
    expect((await me.refresh(one.refresh_token)).status).toBe(400);
    expect((await me.refresh(last.refresh_token)).status).toBe(400);
  });

  it("[A76] a guest's first token is none of anybody's making, is over after 90 days, and is over when it is revoked", async () => {
    const me = from("10.5.0.3");
    const { refresh_token: token } = await (await me.guest()).json<Token>();
    const forged = token.replace(/~[0-9a-f-]{36}~/, `~${crypto.randomUUID()}~`);
    expect((await me.refresh(forged)).status).toBe(400);
    const old = newGuest(keys, TENANT, Date.now() - 91 * 86_400_000);
    expect((await me.refresh(old.refreshToken)).status).toBe(400);
    for (const _ of [1, 2]) expect((await me.signOut(token)).status).toBe(200);
    expect((await me.refresh(token)).status).toBe(400);
  });

  it("[A77] sign-ins that are over are swept, so many at a time, and none that is not", async () => {
    await Promise.all([1, 2, 3, 4, 5].map((n) => add(`old-${n}`, "2026-01-01T00:00:00.000Z")));
    await add("new", "2999-01-01T00:00:00.000Z");
    const now = Date.parse("2026-06-01T00:00:00Z");
    expect(await sweepSignIns(env.DB, now, { batch: 2, batches: 2 })).toBe(4);
    expect(await sweepSignIns(env.DB, now, { batch: 2, batches: 2 })).toBe(1);
    expect(await env.DB.prepare("SELECT count(*) AS left FROM token_families WHERE id = 'new'").first()).toEqual({ left: 1 });
  });
});
