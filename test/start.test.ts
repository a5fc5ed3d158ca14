// What a person sees when the platform cannot start, and what is left behind when it ends. Each of these runs the real program.
import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signIn } from "../scripts/platform/api-client.ts";
import type { DemoSheet } from "../scripts/platform/demo-sheet.ts";
import { claimPort, portOf } from "../scripts/platform/ports.ts";
import { runningOn } from "../scripts/platform/state-folder.ts";
import { startPlatform } from "../scripts/proofs/lib/started-platform.ts";

const GUARD = ["--import", "./scripts/platform/need-node.mjs"];
const folder = mkdtempSync(join(tmpdir(), "brigade-start-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { code: number | null; stdout: string; stderr: string };
async function run(program: string, flags: string[], nodeFlags = GUARD): Promise<Ended> {
  const child = spawn(process.execPath, [...nodeFlags, `scripts/${program}.ts`, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

function stateFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

/** One line on stderr, nothing on stdout, and a failure to the caller. */
const clearRefusal = (reason: RegExp) => ({
  code: 1,
  stdout: "",
  stderr: expect.stringMatching(new RegExp(`^[^\\n]*${reason.source}[^\\n]*\\n$`)),
});

describe("what cannot start", () => {
  it("[R1] a port in use is one clear line", async () => {
    const holder = createServer();
    await new Promise<void>((listening) => holder.listen(0, "127.0.0.1", listening));
    const port = String(portOf(holder));
    expect(await run("start", ["--persist", join(folder, "r1"), "--port", port])).toEqual(clearRefusal(/port \d+ is in use/));
    const free = String(await claimPort(undefined));
    const refused = await run("start", ["--persist", join(folder, "r1"), "--port", free, "--tls-port", port]);
    expect(refused).toEqual(clearRefusal(/port \d+ is in use/));
    holder.close();
  });

  it("[R2] a state folder that is a file, or lies under one, is one clear line", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    for (const path of [file, join(file, "below")]) {
      expect(await run("start", ["--persist", path])).toEqual(clearRefusal(/state folder .* cannot be used: it is a file/));
    }
  });

  it("[R2] damaged keys are one clear line, and stay as they are", async () => {
    const path = stateFolder("keys");
    writeFileSync(join(path, "keys.json"), '{"issuer": ""}');
    const flags = ["--persist", path, "--port", String(await claimPort(undefined)), "--tls-port", String(await claimPort(undefined))];
    expect(await run("start", flags)).toEqual(clearRefusal(/does not hold the platform's keys/));
    expect(await run("start", flags)).toEqual(clearRefusal(/does not hold the platform's keys/));
  });

  it("[R2] a damaged runtime state is one clear line", async () => {
    const path = stateFolder("runtime");
    writeFileSync(join(path, "v3"), "");
    const flags = ["--persist", path, "--port", String(await claimPort(undefined)), "--tls-port", String(await claimPort(undefined))];
    expect(await run("start", flags)).toEqual(clearRefusal(/state folder/));
  });

  it("[R3] an old Node is one clear line", async () => {
    const old = 'data:text/javascript,Object.defineProperty(process, "versions", { value: { node: "20.1.0" } })';
    expect(await run("start", [], ["--import", old, ...GUARD])).toEqual(clearRefusal(/needs Node 22\.18 or newer, this is Node 20\.1\.0/));
  });

  it.each([["--port", "http"], ["--port", "70000"], ["--tls-port", "0"], ["--nonsense"]])(
    "[R4] a wrong flag is one clear line: %s %s",
    async (...flags) => {
      expect(await run("start", flags)).toEqual(clearRefusal(/--/));
    },
  );

  it("[R22] a runtime that is killed while it starts is one clear line, which blames nothing on the state", async () => {
    const path = join(folder, "early");
    const flags = ["--persist", path, "--port", String(await claimPort(undefined)), "--tls-port", String(await claimPort(undefined))];
    const ended = run("start", flags);
    await expect.poll(() => runningOn(path)?.runtime?.pid, { timeout: 30_000 }).toBeGreaterThan(0);
    process.kill(runningOn(path)?.runtime?.pid ?? 0, "SIGKILL");
    expect(await ended).toEqual(clearRefusal(/the runtime (was ended by SIGKILL while it started|ended unexpectedly); the state is safe/));
  });

  it("[R5] the demo without a platform is one clear line", async () => {
    expect(await run("demo", ["--json", "--persist", join(folder, "nothing")])).toEqual(clearRefusal(/no platform is running/));
  });
});

describe("what has started", () => {
  const persist = join(folder, "running");
  let flags: string[];
  let [port, tlsPort] = [0, 0];
  let platform: Awaited<ReturnType<typeof startPlatform>>;
  beforeAll(async () => {
    [port, tlsPort] = [await claimPort(undefined), await claimPort(undefined)];
    flags = ["--persist", persist, "--port", String(port), "--tls-port", String(tlsPort)];
    platform = await startPlatform(persist, port, tlsPort);
  }, 120_000);
  afterAll(() => platform?.stop());

  it("[R6] the demo prints one JSON object with everything that a client needs", async () => {
    const { code, stdout } = await run("demo", ["--json", ...flags]);
    const sheet = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(sheet).toMatchObject({ baseUrl: `http://localhost:${port}`, tlsUrl: `https://localhost:${tlsPort}` });
    expect(Object.keys(sheet)).toEqual(expect.arrayContaining(["caCert", "tenant", "basicAuth", "venues", "users", "products", "webhook"]));
    expect(sheet.venues).toHaveLength(2);
    expect(Object.keys(sheet.users)).toEqual(["admin", "manager", "kds", "pos", "courier", "customer"]);
  });

  it("[TC49] its start page names who may sign in", async () => {
    const page = await (await fetch(`http://localhost:${port}/`, { headers: { accept: "text/html" } })).text();
    const { users }: DemoSheet = JSON.parse((await run("demo", ["--json", ...flags])).stdout);
    for (const { login, password } of Object.values(users)) {
      expect(page).toContain(login);
      expect(page).toContain(password);
    }
  });

  it("[R6] its certificate holds for whoever trusts caCert, at localhost and 127.0.0.1", async () => {
    const { caCert } = JSON.parse((await run("demo", ["--json", ...flags])).stdout);
    const caFile = join(folder, "ca.pem");
    writeFileSync(caFile, caCert);
    const asks = `for (const host of ["localhost", "127.0.0.1"]) console.log((await fetch("https://" + host + ":${tlsPort}/.well-known/jwks.json")).status)`;
    const client = spawn(process.execPath, ["--input-type=module", "-e", asks], { env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile } });
    const said: string[] = [];
    client.stdout.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    await new Promise((ended) => client.once("exit", ended));
    expect(said.join("")).toBe("200\n200\n");
  });

  it("[R7] a second platform on the same state is refused, and names the first", async () => {
    expect(await run("start", flags)).toEqual(clearRefusal(/is running already on .* \(process \d+, http:\/\/localhost:\d+\)/));
  });

  it("[R12] what an operator has changed in the demo chain stays changed when the platform starts again", async () => {
    const sheet: DemoSheet = JSON.parse((await run("demo", ["--json", ...flags])).stdout);
    const { login, password } = sheet.users.admin;
    const endpoint = `/admin-api/api/webhooks/${sheet.webhook.endpointId}`;
    const url = "http://127.0.0.1:9/elsewhere";
    const changed = await (await signIn(sheet.baseUrl, sheet, login, password)).call("PATCH", endpoint, { url });
    expect(changed).toMatchObject({ status: 200, body: { url } });
    await platform.stop();
    platform = await startPlatform(persist, port, tlsPort);
    const after = await (await signIn(sheet.baseUrl, sheet, login, password)).call("GET", endpoint);
    expect(after).toMatchObject({ status: 200, body: { url } });
  }, 120_000);

  it("[R8] a killed platform leaves nothing behind that keeps the next one from starting in that moment, which has the same chain", async () => {
    const before = (await run("demo", ["--json", ...flags])).stdout;
    await platform.kill("launcher");
    platform = await startPlatform(persist, port, tlsPort);
    expect((await run("demo", ["--json", ...flags])).stdout).toBe(before);
  }, 120_000);

  it("[R21] a platform that is ending is waited for by the next one on its state", async () => {
    const before = platform.stop();
    platform = await startPlatform(persist, port, tlsPort);
    expect(await before).toBe(0);
  }, 120_000);

  it("[R22] when its runtime alone is killed the launcher says so in a line of its own, and leaves ports and state free", async () => {
    const { runtime } = runningOn(persist) ?? {};
    process.kill(runtime?.pid ?? 0, "SIGKILL");
    const { code, said } = await platform.ended;
    expect([code, said]).toEqual([1, expect.stringMatching(/\n\nthe runtime ended unexpectedly; the state is safe, start again\n$/)]);
    expect(await claimPort(tlsPort)).toBe(tlsPort);
    platform = await startPlatform(persist, port, tlsPort);
  }, 120_000);

  it("[R9] SIGTERM ends it cleanly: exit code 0, ports free, no state locked", async () => {
    expect(await platform.stop()).toBe(0);
    expect(await claimPort(port)).toBe(port);
    expect(await claimPort(tlsPort)).toBe(tlsPort);
    expect(await run("demo", ["--json", ...flags])).toEqual(clearRefusal(/no platform is running/));
  });

  it("[R13] wrangler finds no migration left to apply in its state", async () => {
    const wrangler = ["d1", "migrations", "list", "DB", "--local", "--persist-to", persist];
    const { stdout } = await promisify(execFile)("node_modules/.bin/wrangler", wrangler);
    expect(stdout).toContain("No migrations to apply");
  });
});
