// Keys of a local platform: made once, kept in its state folder. Production makes its own and stores them as a secret.
import { generateKeyPairSync, randomBytes } from "node:crypto";

const secret = () => randomBytes(32).toString("base64url");

/** The document that runtime/keys.ts reads, as JSON. `issuer`: the base URL that tokens name. */
export function makeKeys(issuer: string): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return JSON.stringify({
    issuer,
    signing: [{ ...privateKey.export({ format: "jwk" }), kid: randomBytes(6).toString("base64url") }],
    pepper: secret(),
    ids: secret(),
    payments: secret(),
    refresh: secret(),
  });
}
