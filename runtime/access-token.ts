// Access tokens: JWTs in the profile of RFC 9068, signed with ES256. Verified without a look-up, by the API and by the STOMP gateway alike.
import { createHash } from "node:crypto";
import { errors, jwtVerify, SignJWT, type JWTHeaderParameters } from "jose";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { Region, type Principal } from "../domain/access/principal";
import { err, ok, type Result } from "../domain/result";
import type { Keys } from "./keys";

const ALG = "ES256";
const TYP = "at+jwt";
const CLOCK_TOLERANCE_SECONDS = 5;
/** Verified tokens that an isolate remembers; each takes about 2 KB. */
const REMEMBERED = 5_000;

/**
 * What published clients read of a token (docs/wire.md, "Tokens"), with the tenant's region beside it, and what sockets go by: `sid`
 * (the name that OpenID Connect has for a session) and `allowed-origins` (Keycloak's). Tokens that were signed before there were
 * sessions have neither.
 */
const Claims = z.object({
  UUID: z.string(),
  TENANT: z.string(),
  REGION: Region,
  user_name: z.string(),
  client_id: z.string(),
  authorities: z.array(z.string()),
  exp: z.int(),
  jti: z.string().optional(),
  sid: z.string().min(1).optional(),
  "allowed-origins": z.array(z.string()).optional(),
  MODULE: z.string().optional(),
  MODULE_VENUE: z.string().optional(),
});

export type PublicKey = { kty: "EC"; crv: "P-256"; kid: string; x: string; y: string; alg: "ES256"; use: "sig" };

/** What an isolate knows of one deployment's keys. The public keys stay the same objects: jose imports a key object once. */
type Known = { publicKeys: PublicKey[]; verified: LRUCache<string, Principal> };
const known = new WeakMap<Keys, Known>();

function knownOf(keys: Keys): Known {
  let found = known.get(keys);
  if (!found) {
    const publicKeys = keys.signing.map(({ kty, crv, kid, x, y }): PublicKey => ({ kty, crv, kid, x, y, alg: ALG, use: "sig" }));
    known.set(keys, (found = { publicKeys, verified: new LRUCache({ max: REMEMBERED }) }));
  }
  return found;
}

/** The keys that verify our tokens, for a JWK set (RFC 7517 section 5). */
export const publicKeysOf = (keys: Keys): readonly PublicKey[] => knownOf(keys).publicKeys;

/** Who a token is signed for. Without a `session` the token is a session of its own. */
export type TokenOwner = Omit<Principal, "exp" | "session"> & { session?: string };

/**
 * Signs with the first key. The token is void `ttlSeconds` after `nowMs` (epoch milliseconds); `jti` names it.
 * @example await signAccessToken(keys, { tenant, user, login: "ann", roles: ["ROLE_KDS"], client, region: "eu",
 * session }, Date.now(), 3600)
 */
export function signAccessToken(
  keys: Keys,
  { tenant, user, login, roles, client, region, session, origins, module }: TokenOwner,
  nowMs: number,
  ttlSeconds: number,
  jti: string = crypto.randomUUID(),
): Promise<string> {
  const [signing] = keys.signing;
  if (!signing) throw new Error("there is no signing key");
  const iat = Math.floor(nowMs / 1000);
  const claims = { UUID: user, TENANT: tenant, REGION: region, user_name: login, client_id: client, authorities: roles, scope: ["read"] };
  const sockets = { ...(session !== undefined && { sid: session }), ...(origins && { "allowed-origins": origins }) };
  const own = module && { MODULE: module.id, ...(module.venue !== undefined && { MODULE_VENUE: module.venue }) };
  return new SignJWT({ ...claims, ...sockets, ...own, iss: keys.issuer, aud: keys.issuer, sub: user, iat, exp: iat + ttlSeconds, jti })
    .setProtectedHeader({ alg: ALG, typ: TYP, kid: signing.kid })
    .sign(signing);
}

/**
 * Who a token speaks for, at `nowMs` (epoch milliseconds).
 * Never throws on a token, whatever it is (RFC 9068 section 4, RFC 8725 section 3).
 * `reason` is one of a few fixed phrases, fit for a header.
 */
export async function verifyAccessToken(keys: Keys, token: string, nowMs: number): Promise<Result<Principal, { reason: string }>> {
  const { publicKeys, verified } = knownOf(keys);
  const remembered = verified.get(token);
  if (remembered) {
    if (remembered.exp > Math.floor(nowMs / 1000) - CLOCK_TOLERANCE_SECONDS) return ok(remembered);
    verified.delete(token);
    return err({ reason: EXPIRED });
  }

  const keyOf = ({ kid }: JWTHeaderParameters) => {
    const key = publicKeys.find((one) => one.kid === kid);
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  };
  try {
    const { payload } = await jwtVerify(token, keyOf, {
      algorithms: [ALG],
      typ: TYP,
      issuer: keys.issuer,
      audience: keys.issuer,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(nowMs),
    });
    const principal = principalOf(Claims.parse(payload), token);
    verified.set(token, principal);
    return ok(principal);
  } catch (error) {
    return err({ reason: reasonOf(error) });
  }
}

function principalOf(claims: z.infer<typeof Claims>, token: string): Principal {
  const {
    UUID,
    TENANT,
    REGION,
    user_name,
    client_id,
    authorities,
    exp,
    jti,
    sid,
    "allowed-origins": origins,
    MODULE,
    MODULE_VENUE,
  } = claims;
  return {
    tenant: TENANT,
    user: UUID,
    login: user_name,
    roles: authorities,
    client: client_id,
    region: REGION,
    exp,
    session: sid ?? (jti || createHash("sha256").update(token).digest("base64url")),
    ...(origins && { origins }),
    ...(MODULE !== undefined && { module: { id: MODULE, ...(MODULE_VENUE !== undefined && { venue: MODULE_VENUE }) } }),
  };
}

const EXPIRED = "the token has expired";
const MALFORMED = "the token is malformed";

/** By jose's code of the error. */
const REASONS: Record<string, string> = {
  ERR_JWT_EXPIRED: EXPIRED,
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "the signature is wrong",
  ERR_JWKS_NO_MATCHING_KEY: "the token is signed with an unknown key",
  ERR_JOSE_ALG_NOT_ALLOWED: "the token is not signed with ES256",
};
/** By the claim that is not what it should be. */
const CLAIM_REASONS: Record<string, string> = { iss: "the token is from another issuer", typ: "the token is not an access token" };

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return MALFORMED;
  if (!(error instanceof errors.JOSEError)) throw error;
  const reason = error instanceof errors.JWTClaimValidationFailed ? CLAIM_REASONS[error.claim] : REASONS[error.code];
  return reason ?? MALFORMED;
}
