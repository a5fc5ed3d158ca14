import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, expect, it } from "vitest";
import { localCertificate } from "./certificate.ts";

const folder = mkdtempSync(join(tmpdir(), "brigade-certificate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("[R11] the certificate is kept, is signed by the authority that clients are told of, and names this machine", async () => {
  const path = join(folder, "kept.json");
  const made = await localCertificate(path);
  expect(await localCertificate(path)).toEqual(made);
  const [leaf, authority] = [new X509Certificate(made.cert), new X509Certificate(made.ca)];
  expect(leaf.verify(authority.publicKey)).toBe(true);
  expect(authority.ca).toBe(true);
  expect(leaf.ca).toBe(false);
  expect([leaf.checkHost("localhost"), leaf.checkIP("127.0.0.1"), leaf.checkIP("::1")]).toEqual(["localhost", "127.0.0.1", "::1"]);
});

it("[R11] a certificate that is about to expire, or cannot be read, is replaced", async () => {
  const path = join(folder, "renewed.json");
  const made = await localCertificate(path);
  const soon = await generate([{ name: "commonName", value: "old" }], { notAfterDate: new Date(Date.now() + 86_400_000) });
  for (const bad of [JSON.stringify({ ...made, cert: soon.cert }), "{", "null"]) {
    writeFileSync(path, bad);
    const renewed = await localCertificate(path);
    expect(new X509Certificate(renewed.cert).verify(new X509Certificate(renewed.ca).publicKey)).toBe(true);
    expect(await localCertificate(path)).toEqual(renewed);
  }
});
