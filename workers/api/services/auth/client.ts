// Who the app is: each tenant has one OAuth client, which authenticates with HTTP Basic (RFC 6749 section 2.3.1).
import { createHash, timingSafeEqual } from "node:crypto";
import { ok, type Result } from "../../../../domain/result";
import { tenants, type Tenant } from "../../../lib/db/tenants";
import { tokenError, type TokenError } from "./token-error";

/**
 * The tenant, if the client is its own. `header` is `X-Tenant`, `path` the tenant of the longer address; either names the tenant, and both
 * must agree. An unknown tenant, another tenant's client and a wrong secret are the same refusal.
 */
export async function authenticateClient(
  db: D1Database,
  authorization: string | undefined,
  header: string | undefined,
  path: string | undefined,
): Promise<Result<Tenant, TokenError>> {
  const id = path ?? header;
  if (!id) return tokenError("invalid_request", "the X-Tenant header must name the tenant");
  if (header && header !== id) return tokenError("invalid_request", "the X-Tenant header and the address name different tenants");
  const credentials = readBasic(authorization);
  if (!credentials) return tokenError("invalid_client", "the client must authenticate with HTTP Basic");
  const tenant = await tenants(db, id).find();
  const known = tenant && same(tenant.clientId, credentials.client) && same(tenant.clientSecretHash, sha256(credentials.secret));
  return known ? ok(tenant) : tokenError("invalid_client", "the client, its secret or the tenant is wrong");
}

function readBasic(authorization: string | undefined): { client: string; secret: string } | undefined {
  const [scheme, encoded] = authorization?.split(" ") ?? [];
  if (scheme?.toLowerCase() !== "basic" || !encoded) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { client: unescaped(text.slice(0, colon)), secret: unescaped(text.slice(colon + 1)) };
}

/** Strict clients form-encode both halves, published ones do not; ours are URL-safe, so that unescaping suits both. */
function unescaped(half: string): string {
  try {
    return decodeURIComponent(half);
  } catch {
    return half;
  }
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Hashed first, because the comparison wants equal lengths. */
const same = (one: string, other: string) => timingSafeEqual(Buffer.from(sha256(one)), Buffer.from(sha256(other)));
