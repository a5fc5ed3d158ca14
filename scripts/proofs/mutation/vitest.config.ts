// The tests that mutants of the pure core are shown to.
import { defineConfig } from "vitest/config";
import { ROOT } from "../../platform/root.ts";

export default defineConfig({
  root: ROOT,
  test: { include: ["domain/{order,pricing,discount}/**/*.test.ts"], setupFiles: ["scripts/proofs/mutation/fewer-runs.ts"] },
});
