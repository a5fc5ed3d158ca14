import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { convertV4MiniflareOptions, Miniflare, NoOpLog } from "miniflare";
import { guarded } from "../../scripts/platform/guardian.ts";

/** `baseUrl` without a slash at its end. */
export type Floor = { baseUrl: string; close(): Promise<void> };

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
        },
      ],
      host: "127.0.0.1",
      resourcePersistencePath: persist,
      log: new NoOpLog(),
    }),
  );
  const { dismiss } = await guarded(() => runtime.ready);
  const baseUrl = (await runtime.ready).origin;
  return {
    baseUrl,
    close: async () => {
      await runtime.dispose();
      dismiss();
    },
  };
}
