import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { makeKeys } from "./scripts/platform/keys.ts";
import { writePages } from "./scripts/platform/web.ts";
import { answer as checkPassword } from "./workers/passwords/index.ts";

/** How many stories, and which: only the proof `model` runs that project. */
const MODEL = process.env.BRIGADE_MODEL;

/** What is polled for comes at once, unless the machine has other things to do. */
const PATIENT = { poll: { timeout: 5_000 } };

const workerd = (name: string, main: string, configPath: string, include: string[]) => ({
  plugins: [
    cloudflareTest(async () => {
      await writePages(); // the worker's assets (wrangler.toml)
      return {
        main,
        wrangler: { configPath },
        miniflare: {
          serviceBindings: { PASSWORDS: checkPassword },
          bindings: {
            ...(MODEL !== undefined && { MODEL }),
            TEST_MIGRATIONS: await readD1Migrations("./migrations"),
            KEYS: makeKeys("http://api.test"),
            STAGE: "local",
          },
        },
      };
    }),
  ],
  test: { name, include, setupFiles: ["./test/migrate.ts"], testTimeout: 30_000, expect: PATIENT },
});

export default defineConfig({
  test: {
    // Most tests wait for timers, alarms and sockets rather than for a processor.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: "domain",
          include: ["{client,domain,protocol,runtime,seed,scripts,web}/**/*.test.ts", "durable-objects/lib/**/*.test.ts"],
          testTimeout: 30_000, // some reckon for a second, on a machine that has other things to do for several
        },
      },
      workerd("objects", "./workers/api/index.ts", "./wrangler.toml", [
        "durable-objects/{order,feed,gateway,webhook-endpoint,venue,session,sockjs,rate-limiter}/**/*.test.ts",
        "workers/{api,lib}/**/*.test.ts",
      ]),
      {
        test: {
          name: "house",
          include: ["test/**/*.test.ts", "workers/{menu,discount,webhook,projection,passwords}/**/*.test.ts"],
          testTimeout: 60_000,
          expect: PATIENT,
        },
      },
      ...(MODEL === undefined ? [] : [workerd("model", "./workers/api/index.ts", "./wrangler.toml", ["scripts/proofs/model/*.model.ts"])]),
    ],
  },
});
