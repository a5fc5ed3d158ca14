// A certificate authority and a certificate of our own, for TLS on this machine only.
// Kept in the state folder, renewed when it is about to expire.
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { generate } from "selfsigned";

/** PEM. `ca` is what a client must trust (`NODE_EXTRA_CA_CERTS`). */
export type LocalCertificate = { ca: string; cert: string; key: string };

const DAY_MS = 86_400_000;
const LIFE_DAYS = 365;
const RENEW_DAYS = 30;

export async function localCertificate(path: string): Promise<LocalCertificate> {
  const kept = readLocalCertificate(path);
  if (kept) return kept;
  const made = await make();
  writeFileSync(path, JSON.stringify(made, null, 2), { mode: 0o600 });
  return made;
}

/** Undefined when there is none, it cannot be read, or it expires soon: a new one is made then, nothing depends on the old one. */
export function readLocalCertificate(path: string): LocalCertificate | undefined {
  try {
    const kept: LocalCertificate = JSON.parse(readFileSync(path, "utf8"));
    const good = [kept.ca, kept.cert].every((pem) => Date.parse(new X509Certificate(pem).validTo) > Date.now() + RENEW_DAYS * DAY_MS);
    return good && new X509Certificate(kept.cert).verify(new X509Certificate(kept.ca).publicKey) && kept.key ? kept : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What one Chromium is started with to trust this certificate and no other,
 * with nothing installed: its key's fingerprint, as Chromium has it.
 */
export function trustingFlag({ cert }: Pick<LocalCertificate, "cert">): string {
  const key = new X509Certificate(cert).publicKey.export({ type: "spki", format: "der" });
  return `--ignore-certificate-errors-spki-list=${createHash("sha256").update(key).digest("base64")}`;
}

async function make(): Promise<LocalCertificate> {
  const life = { notBeforeDate: new Date(Date.now() - DAY_MS), notAfterDate: new Date(Date.now() + LIFE_DAYS * DAY_MS) };
  const common = { ...life, keyType: "ec", algorithm: "sha256" } as const;
  const ca = await generate([{ name: "commonName", value: "Brigade local authority" }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: "commonName", value: "localhost" }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
  return { ca: ca.cert, cert: leaf.cert, key: leaf.private };
}
