import { generateKeyPairSync, randomBytes } from "node:crypto";
import { decodeJwt } from "jose";
import { expect, it } from "vitest";
import { signAccessToken, verifyAccessToken } from "./access-token";
import { Keys } from "./keys";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const secret = () => randomBytes(32).toString("base64url");
const keys = Keys.parse({
  issuer: "https://api.test",
  signing: [{ ...generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }), kid: secret() }],
  pepper: secret(),
  ids: secret(),
  payments: secret(),
  refresh: secret(),
});
const display = { tenant: "t", user: "u", login: "kitchen", roles: [], client: "app", region: "global" as const, session: "sign-in" };

it.each([
  ["at a venue", { id: "kds-1", venue: "harbour" }, { MODULE: "kds-1", MODULE_VENUE: "harbour" }],
  ["of the whole chain", { id: "bi-1" }, { MODULE: "bi-1" }],
])(
  "[MO1] the token of a module %s carries it by the claims that published clients read, and comes back with it",
  async (_, module, claims) => {
    const token = await signAccessToken(keys, { ...display, module }, NOW, 60);
    const { MODULE, MODULE_VENUE } = decodeJwt(token);
    expect({ MODULE, MODULE_VENUE }).toEqual({ MODULE_VENUE: undefined, ...claims });
    expect(await verifyAccessToken(keys, token, NOW)).toEqual({ ok: true, value: { ...display, module, exp: NOW / 1000 + 60 } });
  },
);
