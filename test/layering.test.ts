// The layering guard must bite: each row plants one forbidden import and expects the linter to refuse it.
// A guard that passes in silence is worse than none.
import { execFile } from "node:child_process";
import { mkdir, rm, rmdir, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Rooms from docs/architecture.md, each with something that it may not import. */
const breaches = [
  ["domain/order", "../../protocol/problem"],
  ["domain/order", "../../durable-objects/lib/migrate"],
  ["domain/order", "../../workers/lib/consume"],
  ["domain/order", "cloudflare:workers"],
  ["domain/order", "hono"],
  ["domain/order", "node:crypto"],
  ["domain/order", "../../runtime/timeout"],
  ["protocol", "../runtime/timeout"],
  ["runtime", "../protocol/problem"],
  ["runtime", "../durable-objects/lib/migrate"],
  ["runtime", "../workers/lib/consume"],
  ["runtime", "cloudflare:workers"],
  ["client", "../runtime/timeout"],
  ["web/kitchen", "../../runtime/timeout"],
  ["protocol", "../durable-objects/order/order-object"],
  ["protocol", "../workers/lib/consume"],
  ["protocol", "../scripts/platform/keys"],
  ["protocol", "cloudflare:workers"],
  ["protocol", "hono"],
  ["protocol", "drizzle-orm"],
  ["domain/order", "../../client/order"],
  ["protocol", "../client/order"],
  ["client", "../workers/api/services/ordering/order-id"],
  ["client", "../durable-objects/order/order-object"],
  ["client", "../scripts/platform/keys"],
  ["client", "../web/session"],
  ["client", "cloudflare:workers"],
  ["client", "node:crypto"],
  ["client", "events"],
  ["client", "hono"],
  ["web/kitchen", "../../workers/api/services/ordering/order-id"],
  ["web/kitchen", "../../durable-objects/order/order-object"],
  ["web/kitchen", "node:crypto"],
  ["web/kitchen", "hono/client"],
  ["web/kitchen", "../../workers/api/app"],
  ["durable-objects/order", "../../client/order"],
  ["durable-objects/order", "../../workers/lib/consume"],
  ["durable-objects/lib", "../../workers/api/env"],
  ["workers/lib", "../../client/order"],
  ["workers/lib", "../../durable-objects/order/order-object"],
  ["workers/lib", "../api/app"],
  ["workers/lib/db", "../../../durable-objects/order/order-object"],
  ["workers/menu", "../../durable-objects/order/order-object"],
  ["workers/menu", "../api/app"],
  ["workers/discount", "../webhook/index"],
  ["workers/webhook", "../projection/index"],
  ["workers/projection", "../menu/index"],
  ["workers/passwords", "../api/app"],
  ["workers/api", "../passwords/index"],
  ["workers/api", "../../runtime/order-name"],
  ["workers/menu", "../../runtime/order-name"],
  ["workers/api", "../../durable-objects/order/order-object"],
  ["workers/api", "../../client/order"],
  ["workers/api", "../menu/index"],
  ["workers/api/http", "../../../durable-objects/order/order-object"],
  ["workers/api/http", "../../discount/index"],
  ["workers/api/services/auth", "../../../../durable-objects/order/order-object"],
  ["workers/api/services/auth", "../../../webhook/index"],
  ["workers/api/services/auth", "../../../../client/order"],
  ["workers/api/services/auth/deeper", "../../../../webhook/index"],
  ["workers/api/services/auth/deeper", "../../../../../durable-objects/order/order-object"],
  ["protocol", "#api/env"],
  ["runtime", "#api/env"],
  ["durable-objects/order", "#api/env"],
  ["workers/menu", "#api/env"],
  ["workers/lib", "#api/env"],
  ["web/kitchen", "#api/env"],
  ["client", "#api/env"],
] as const;

/** What the rooms need must stay allowed, or the guard is not a guard but a wall. */
const passages = [
  ["domain/order", "../result"],
  ["domain/order", "zod"],
  ["protocol", "../domain/result"],
  ["client", "../domain/order/decide"],
  ["client", "../protocol/live"],
  ["client", "rfc6902"],
  ["client", "eventsource-parser"],
  ["client", "idb"],
  ["client", "zod"],
  ["web/kitchen", "../../client"],
  ["web/kitchen", "preact"],
  ["durable-objects/order", "../../protocol/feed"],
  ["durable-objects/order", "../../runtime/object-stub"],
  ["workers/menu", "../../runtime/timeout"],
  ["workers/api/services/auth", "../../../../runtime/object-stub"],
  ["runtime", "../domain/access/principal"],
  ["workers/menu", "../lib/consume"],
  ["workers/api/services/auth", "#api/http/refuse"],
  ["workers/api/services/auth/deeper", "#api/services/menu/menu"],
] as const;

const canaries: string[] = [];
let refused: ReadonlySet<string>;

beforeAll(async () => {
  for (const [folder, target] of [...breaches, ...passages]) {
    await mkdir(folder, { recursive: true });
    await writeFile(canary(folder, target), `import * as planted from "${target}";\nexport const use = planted;\n`);
    canaries.push(canary(folder, target));
  }
  refused = await lint(canaries);
}, 120_000); // the linter reads types, too, which takes a slow machine half a minute
afterAll(async () => {
  await Promise.all(canaries.map((file) => rm(file, { force: true })));
  await rmdir("workers/api/services/auth/deeper");
});

describe("layering", () => {
  it.each(breaches)("[L1] %s may not import %s", (folder, target) => {
    expect(refused).toContain(canary(folder, target));
  });

  it.each(passages)("[L2] %s may import %s", (folder, target) => {
    expect(refused).not.toContain(canary(folder, target));
  });
});

const canary = (folder: string, target: string) => `${folder}/canary-${target.replaceAll(/\W+/g, "-")}.ts`;

/** The files that the linter refuses for an import. It ends with 1 when there are any, so its failure is the normal case here. */
async function lint(files: string[]): Promise<ReadonlySet<string>> {
  const linter = promisify(execFile)("node_modules/.bin/oxlint", ["--format=unix", ...files]);
  const stdout = await linter.then(
    (passed) => passed.stdout,
    (failure: { stdout: string }) => failure.stdout,
  );
  const lines = stdout.split("\n").filter((line) => line.includes("no-restricted-imports"));
  return new Set(lines.map((line) => line.slice(0, line.indexOf(":"))));
}
