import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { convertV4MiniflareOptions, Miniflare, NoOpLog } from "miniflare";
import { guarded } from "../../scripts/platform/watchdog.ts";

/** Addresses without a slash at their end. `directUrl`: without Miniflare's front door. */
export type Floor = { baseUrl: string; directUrl: string; close(): Promise<void> };

/** The floor runs on the same runtime, started the same way, with its state beside the platform's. */
export async function openFloor(persist: string): Promise<Floor> {
  const { code } = await transform(readFileSync(join(import.meta.dirname, "floor-worker.ts"), "utf8"), { loader: "ts", format: "esm" });
  const runtime = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        {
          name: "floor",
          compatibilityDate: "2026-10-23",
          modulesRoot: "/",
          modules: [{ type: "ESModule", path: "/floor.js", contents: code }],
          durableObjects: { FLOOR: { className: "FloorObject", useSQLite: true } },
          unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
        },
      ],
      host: "127.0.0.1",
      resourcePersistencePath: persist,
      log: new NoOpLog(),
    }),
  );
  await guarded(() => runtime.ready);
  const baseUrl = (await runtime.ready).origin;
  const directUrl = (await runtime.unsafeGetDirectURL("floor")).origin;
  return {
    baseUrl,
    directUrl,
    close: () => runtime.dispose(),
  };
}
