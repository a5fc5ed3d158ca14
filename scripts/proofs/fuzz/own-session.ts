// The same person's token in a session of its own. Who is refused again and again in one session is answered
// later and later: thousands of sockets of a few sessions would wait for nothing else.
import { readFileSync } from "node:fs";
import { decodeJwt, decodeProtectedHeader, type JWK, SignJWT } from "jose";
import type { Platform } from "../../platform/open-platform.ts";

export type OwnSession = (token: string) => Promise<string>;

/** Signs as the platform does, with its own key. `session`: names the next one. */
export function ownSessions(platform: Pick<Platform, "stateFile">, session: () => string): OwnSession {
  const { signing }: { signing: JWK[] } = JSON.parse(readFileSync(platform.stateFile("keys.json"), "utf8"));
  const [key] = signing;
  if (!key) throw new Error("the platform has no key to sign with");
  return (token) =>
    new SignJWT({ ...decodeJwt(token), sid: session() }).setProtectedHeader({ alg: "ES256", ...decodeProtectedHeader(token) }).sign(key);
}
