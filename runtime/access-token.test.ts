import { generateKeyPairSync, randomBytes } from "node:crypto";
import fc from "fast-check";
import { decodeJwt, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { publicKeysOf, signAccessToken, verifyAccessToken } from "./access-token";
import { Keys } from "./keys";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const ann = {
  tenant: "5f1c9a52-6f0e-4f6b-9b5c-0d9f5c1d2e3f",
  user: "0193452e-7a10-7b1c-8f00-aaaaaaaaaaaa",
  login: "ann",
  roles: ["ROLE_KDS", "ROLE_harbour_MANAGER"],
  client: "demo-app",
  region: "eu" as const,
  session: "9Yk2vQ0bXo1LrT5sHd8ZfA",
};
const secret = () => randomBytes(32).toString("base64url");
const newKeys = () =>
  Keys.parse({
    issuer: "https://api.test",
    signing: [{ ...generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }), kid: secret() }],
    pepper: secret(),
    ids: secret(),
    payments: secret(),
    refresh: secret(),
  });
const [first] = newKeys().signing;
const sign = (keys: Keys) => signAccessToken(keys, ann, NOW, 3600);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const refused = (reason: string) => ({ ok: false, error: { reason } });

describe("access tokens", () => {
  it("[A1] a token comes back as the principal it was made of, until it is void", async () => {
    const keys = newKeys();
    expect(await verifyAccessToken(keys, await sign(keys), NOW)).toEqual({ ok: true, value: { ...ann, exp: NOW / 1000 + 3600 } });
  });

  it("[A2] a token carries what published clients read of it", async () => {
    const token = await signAccessToken(newKeys(), ann, NOW, 3600, "the-jti");
    expect(decodeJwt(token)).toEqual({
      iss: "https://api.test",
      aud: "https://api.test",
      sub: ann.user,
      UUID: ann.user,
      TENANT: ann.tenant,
      REGION: "eu",
      user_name: "ann",
      client_id: "demo-app",
      authorities: ann.roles,
      scope: ["read"],
      iat: NOW / 1000,
      exp: NOW / 1000 + 3600,
      jti: "the-jti",
      sid: ann.session,
    });
  });

  it("[T29] a token carries its sign-in and the origins that its tenant allows, as they were signed", async () => {
    const keys = newKeys();
    for (const origins of [["https://shop.example"], []]) {
      const token = await signAccessToken(keys, { ...ann, origins }, NOW, 3600);
      expect(decodeJwt(token)).toMatchObject({ sid: ann.session, "allowed-origins": origins });
      expect(await verifyAccessToken(keys, token, NOW)).toMatchObject({ ok: true, value: { session: ann.session, origins } });
    }
  });

  it("[T30] a token without a sign-in is one by itself, and its pages come from anywhere", async () => {
    const keys = newKeys();
    const [signing] = keys.signing;
    if (!signing) throw new Error("newKeys makes a key");
    const { sid: _, ...before } = decodeJwt(await signAccessToken(keys, ann, NOW, 3600, "the-jti"));
    const resign = (claims: typeof before) =>
      new SignJWT(claims).setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: signing.kid }).sign(signing);
    const named = await verifyAccessToken(keys, await resign(before), NOW);
    expect(named).toEqual({ ok: true, value: { ...ann, session: "the-jti", exp: NOW / 1000 + 3600 } });

    const { jti: __, ...nameless } = before;
    const [one, other] = [await resign(nameless), await resign(nameless)];
    const sessionOf = async (token: string) => {
      const verdict = await verifyAccessToken(keys, token, NOW);
      return verdict.ok && verdict.value.session;
    };
    expect(await sessionOf(one)).toMatch(/^[\w-]{43}$/);
    expect(await sessionOf(one)).not.toBe(await sessionOf(other));
  });

  it.each(["never seen before", "verified before"])("[A3] a token %s is refused once it has expired", async (history) => {
    const keys = newKeys();
    const token = await sign(keys);
    if (history === "verified before") expect(await verifyAccessToken(keys, token, NOW)).toMatchObject({ ok: true });
    expect(await verifyAccessToken(keys, token, NOW + 3_604_000)).toMatchObject({ ok: true }); // clocks differ a little
    expect(await verifyAccessToken(keys, token, NOW + 3_605_000)).toEqual(refused("the token has expired"));
    expect(await verifyAccessToken(keys, token, NOW + 3_605_000)).toEqual(refused("the token has expired"));
  });

  it("[A4] a token of another issuer, another key or another kind is refused, and the reason is named", async () => {
    const keys = newKeys();
    const { kid } = keys.signing[0] ?? { kid: "" };
    const elsewhere = { ...keys, issuer: "https://elsewhere.test" };
    expect(await verifyAccessToken(keys, await sign(elsewhere), NOW)).toEqual(refused("the token is from another issuer"));
    expect(await verifyAccessToken(keys, await sign(newKeys()), NOW)).toEqual(refused("the token is signed with an unknown key"));

    const forger = newKeys();
    const forged = { ...forger, signing: forger.signing.map((key) => ({ ...key, kid })) };
    expect(await verifyAccessToken(keys, await sign(forged), NOW)).toEqual(refused("the signature is wrong"));

    const [signing] = keys.signing;
    if (!signing) throw new Error("makeKeys makes a key");
    const claims = decodeJwt(await sign(keys));
    const asIdToken = await new SignJWT(claims).setProtectedHeader({ alg: "ES256", typ: "JWT", kid }).sign(signing);
    expect(await verifyAccessToken(keys, asIdToken, NOW)).toEqual(refused("the token is not an access token"));
    const withoutTenant = await new SignJWT({ ...claims, TENANT: undefined })
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid })
      .sign(signing);
    expect(await verifyAccessToken(keys, withoutTenant, NOW)).toEqual(refused("the token is malformed"));
    const forOthers = await new SignJWT({ ...claims, aud: "https://elsewhere.test" })
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid })
      .sign(signing);
    expect(await verifyAccessToken(keys, forOthers, NOW)).toEqual(refused("the token is malformed"));
  });

  it("[A5] no other algorithm is taken: neither `none` nor an HMAC keyed with the public key", async () => {
    const keys = newKeys();
    const { kid } = keys.signing[0] ?? { kid: "" };
    const claims = decodeJwt(await sign(keys));
    const unsigned = `${part({ alg: "none", typ: "at+jwt", kid })}.${part(claims)}.`;
    expect(await verifyAccessToken(keys, unsigned, NOW)).toEqual(refused("the token is not signed with ES256"));
    const hmacKey = new TextEncoder().encode(JSON.stringify(publicKeysOf(keys)[0]));
    const confused = await new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "at+jwt", kid }).sign(hmacKey);
    expect(await verifyAccessToken(keys, confused, NOW)).toEqual(refused("the token is not signed with ES256"));
  });

  it("[A6] the first key signs and every listed key verifies, so that keys can be changed", async () => {
    const old = newKeys();
    const next = newKeys();
    const during = { ...old, signing: [...next.signing, ...old.signing] };
    expect(await verifyAccessToken(during, await sign(old), NOW)).toMatchObject({ ok: true });
    expect(await verifyAccessToken(next, await sign(during), NOW)).toMatchObject({ ok: true });
    expect(await verifyAccessToken(next, await sign(old), NOW)).toMatchObject({ ok: false });
  });

  it("[A7] what one deployment's keys have verified says nothing to another's", async () => {
    const [keys, others] = [newKeys(), newKeys()];
    const token = await sign(keys);
    expect(await verifyAccessToken(keys, token, NOW)).toMatchObject({ ok: true });
    expect(await verifyAccessToken(others, token, NOW)).toMatchObject({ ok: false });
  });

  it("[A8] a published key never holds its private part", () => {
    expect(publicKeysOf({ ...newKeys(), signing: first ? [first] : [] })).toEqual([
      { kty: "EC", crv: "P-256", kid: first?.kid, x: first?.x, y: first?.y, alg: "ES256", use: "sig" },
    ]);
  });

  it("[A9] no text makes the verification throw, and no token with a changed character is taken", async () => {
    const keys = newKeys();
    const token = await sign(keys);
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(fc.base64String(), { maxLength: 5 }).map((parts) => parts.join(".")),
    );
    await fc.assert(fc.asyncProperty(text, async (garbage) => !(await verifyAccessToken(keys, garbage, NOW)).ok));
    // The last character of a signature of 64 bytes holds four bits that no decoder reads, so it is left alone.
    const at = fc.integer({ min: 0, max: token.length - 2 });
    await fc.assert(
      fc.asyncProperty(at, fc.string({ minLength: 1, maxLength: 1 }), async (index, character) => {
        fc.pre(token[index] !== character);
        const changed = token.slice(0, index) + character + token.slice(index + 1);
        return !(await verifyAccessToken(keys, changed, NOW)).ok;
      }),
    );
  });
});
