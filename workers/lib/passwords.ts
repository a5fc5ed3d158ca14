// Passwords at rest: scrypt over an HMAC of the password. Imports node:crypto only, so that scripts in plain Node can hash seeds with it.
import { createHmac, randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** OWASP's second-smallest memory (16 MiB), which leaves room in an isolate of 128 MB. About 150 ms of one core. */
const LOG2_N = 14;
const R = 8;
const P = 5;
const HASH_BYTES = 32;
const SALT_BYTES = 16;

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{16,})\$([A-Za-z0-9+/]{22,})$/;

/** A well-formed hash that no password has: checked for users who do not exist, so that the answer takes as long as for those who do. */
export const NOBODYS_PASSWORD = phc(Buffer.alloc(SALT_BYTES), Buffer.alloc(HASH_BYTES));

/**
 * `pepper`: the deployment's secret (`keys.pepper`); without it a stolen table cannot even be guessed at.
 * @returns a PHC string, `$scrypt$ln=14,r=8,p=5$salt$hash`
 */
export async function hashPassword(password: string, pepper: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return phc(salt, await derive(peppered(password, pepper), salt, HASH_BYTES, LOG2_N, R, P));
}

/** `input`: a password with the pepper in it. False also for a stored text that is no hash of ours. Compares in constant time. */
export async function matches(input: Buffer, stored: string): Promise<boolean> {
  const [, ln, r, p, salt, hash] = PHC.exec(stored) ?? [];
  if (!salt || !hash) return false;
  const expected = Buffer.from(hash, "base64");
  const actual = await derive(input, Buffer.from(salt, "base64"), expected.length, Number(ln), Number(r), Number(p));
  return timingSafeEqual(actual, expected);
}

/** NFC first: two keyboards may write the same password in different code points (RFC 8265 section 4.2.2). */
export const peppered = (password: string, pepper: string) => createHmac("sha256", pepper).update(password.normalize("NFC")).digest();

/** `maxmem` in bytes: scrypt needs 128·N·r, and Node's default refuses what comes near 32 MiB. */
const derive = (input: Buffer, salt: Buffer, bytes: number, log2N: number, r: number, p: number) =>
  new Promise<Buffer>((resolve, reject) => {
    const options = { N: 2 ** log2N, r, p, maxmem: 64 * 1024 * 1024 };
    scrypt(input, salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });

function phc(salt: Buffer, hash: Buffer): string {
  return `$scrypt$ln=${LOG2_N},r=${R},p=${P}$${unpadded(salt)}$${unpadded(hash)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}
