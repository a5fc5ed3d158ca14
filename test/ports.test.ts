// Ports that nobody asked for: found free, and given to the platform a moment later.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openPlatform } from "../scripts/platform/open-platform.ts";
import * as ports from "../scripts/platform/ports.ts";

vi.mock("../scripts/platform/ports.ts", { spy: true });

const holder = createServer();
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "brigade-ports-"));
  await new Promise<void>((listening) => holder.listen(0, "127.0.0.1", listening));
});
afterEach(async () => {
  await new Promise((closed) => holder.close(closed));
  rmSync(folder, { recursive: true, force: true });
  vi.resetAllMocks();
});

it.each(["HTTP", "TLS"])("[R1] a port for %s that another program took between claim and use is another port", async (which) => {
  const taken = ports.portOf(holder);
  if (which === "TLS") vi.mocked(ports.claimPort).mockResolvedValueOnce(await ports.claimPort(undefined));
  vi.mocked(ports.claimPort).mockResolvedValueOnce(taken);
  const platform = await openPlatform({ persist: folder });
  expect([platform.baseUrl, platform.tlsUrl].join()).not.toContain(String(taken));
  expect((await fetch(`${platform.baseUrl}/openapi.json`)).status).toBe(200);
  await platform.close();
});

it("[R1] a port that was asked for is never another", async () => {
  const taken = ports.portOf(holder);
  vi.mocked(ports.claimPort).mockResolvedValueOnce(taken);
  await expect(openPlatform({ persist: folder, port: taken })).rejects.toThrow(`port ${taken} has been taken by another program just now`);
});
