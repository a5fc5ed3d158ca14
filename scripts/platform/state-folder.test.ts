import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Keys } from "../../runtime/keys";
import { openStateFolder, runningOn, untilPredecessorEnded } from "./state-folder.ts";

let path: string;
beforeEach(() => void (path = mkdtempSync(join(tmpdir(), "brigade-state-"))));
afterEach(() => rmSync(path, { recursive: true, force: true }));

it("[R7] a state folder belongs to one living process at a time", () => {
  const first = openStateFolder(path);
  expect(() => openStateFolder(path)).toThrow(`running already on ${path} (process ${process.pid})`);
  first.release();
  expect(() => openStateFolder(path)).not.toThrow();
});

it("[R8] the lock of a process that is gone holds nobody up, even when its number was given to another", () => {
  for (const gone of [{ pid: 2 ** 22 + 1 }, { pid: process.pid, startedAt: "1" }]) {
    writeFileSync(join(path, "running.json"), JSON.stringify(gone));
    expect(runningOn(path)).toBeUndefined();
    expect(() => openStateFolder(path)).not.toThrow();
    expect(runningOn(path)).toMatchObject({ pid: process.pid });
    rmSync(join(path, "running.json"));
  }
});

it("[R21] a folder is waited for while its platform is ending, or while the runtime of one that was killed is", async () => {
  const child = spawn("sleep", ["60"]);
  const gone = { pid: 2 ** 22 + 1, startedAt: "1" };
  const state = openStateFolder(path);
  await untilPredecessorEnded(path, 0); // it runs: whoever comes is refused, and need not wait for that
  state.ending();
  await expect(untilPredecessorEnded(path, 50)).rejects.toThrow(`the platform (process ${process.pid}) on ${path} does not end`);
  setTimeout(() => state.release(), 50);
  await untilPredecessorEnded(path, 5_000);

  const orphan = openStateFolder(path);
  orphan.runtimeStarted(child.pid ?? 0);
  const { runtime } = runningOn(path) ?? {};
  writeFileSync(join(path, "running.json"), JSON.stringify({ ...gone, runtime }));
  await expect(untilPredecessorEnded(path, 50)).rejects.toThrow(`the runtime (process ${child.pid}) of a platform that was killed`);
  child.kill("SIGKILL");
  await untilPredecessorEnded(path, 5_000);
  expect(() => openStateFolder(path)).not.toThrow();
});

it("[R10] keys are made once, as the platform reads them, and are nobody else's to read", () => {
  const state = openStateFolder(path);
  const keys = state.keys("http://localhost:1");
  expect(Keys.parse(JSON.parse(keys)).issuer).toBe("http://localhost:1");
  expect(state.keys("http://localhost:2")).toBe(keys);
  expect(readFileSync(join(path, "keys.json"), "utf8")).toBe(keys);
  expect(statSync(join(path, "keys.json")).mode & 0o777).toBe(0o600);
});
